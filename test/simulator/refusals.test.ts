import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type Program, run } from "../../simulator/run.ts";

const simulate = (program: Program, mode: "preview" | "update" = "update") =>
  run(program, { project: "p", stack: "test", mode });

class Other extends pulumi.CustomResource {}

class Thing extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;
  constructor(name: string, props: pulumi.Inputs = {}) {
    super("aws:iam/role:Role", name, { arn: undefined, assumeRolePolicy: "{}", ...props });
  }
}

const urn = (name: string) => `urn:pulumi:test::p::aws:iam/role:Role::${name}`;

describe("inputs that the providers refuse", () => {
  const program = () => {
    const one = new Thing("one", { description: ["a"], maxSesionDuration: 1 });
    new Other("aws:sfn/activity:Activity", "topic");
    const conditions = [{ hostHeader: { values: one.arn } }];
    const actions = [{ type: "forward" }, { type: pulumi.secret("foward"), targetGroupArn: one.arn }];
    new Other("aws:lb/listenerRule:ListenerRule", "rule", { actions, conditions });
    return { arn: one.arn };
  };
  const choices = "forward, redirect, fixed-response, authenticate-cognito, authenticate-oidc, jwt-validation";
  const role = "is no argument of aws:iam/role:Role";

  it("fail the run, all at once, each with its resource, input and reason", async () => {
    const other = "urn:pulumi:test::p::aws:lb/listenerRule:ListenerRule::rule";
    const error: Error = await simulate(program).then(
      () => expect.fail("was not refused"),
      (reason: unknown) => reason as Error,
    );
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    const [title, ...lines] = error.message.split("\n  ");
    expect(title).toBe("the providers refuse 6 inputs:");
    expect(lines.sort()).toEqual([
      `${urn("one")}: description must be a string`,
      `${urn("one")}: maxSesionDuration ${role}; did you mean "maxSessionDuration"?`,
      `${other}: actions[1].type must be one of ${choices}`,
      `${other}: conditions[0].hostHeader.values must be a list`,
      `${other}: listenerArn is required`,
      "urn:pulumi:test::p::aws:sfn/activity:Activity::topic: the simulated provider does not know aws:sfn/activity:Activity; run npm run schema",
    ]);
  });

  it("are judged in a preview as far as they are known", async () => {
    const preview = simulate(program, "preview");
    await expect(preview).rejects.toThrow("the providers refuse 5 inputs:");
    await expect(preview).rejects.not.toThrow("conditions[0]");
  });

  it("are no fault of a component, which no provider checks", async () => {
    const { registrations } = await simulate(() => {
      new pulumi.ComponentResource("trading:data:Part", "part", { anything: 1 });
      return {};
    });
    expect(registrations).toHaveLength(2);
  });

  it("come after an Output that was turned into a string, which may be what is refused", async () => {
    const lecture = simulate(() => {
      // eslint-disable-next-line @typescript-eslint/no-base-to-string, @typescript-eslint/restrict-template-expressions
      new Thing(`${new Thing("a").arn}`, { typo: 1 });
      return {};
    }, "preview");
    await expect(lecture).rejects.toThrow("name is an Output that was turned into a string");
  });
});

it("checks what functions are asked, and names what is refused", async () => {
  const asking = simulate(() => ({
    found: pulumi.output(
      pulumi.runtime.invoke("aws:resourcegroupstaggingapi/getResources:getResources", {
        tagFilters: [{ values: ["a"] }],
      }),
    ),
  }));
  await expect(asking).rejects.toThrow("is required (tagFilters[0].key)");
});
