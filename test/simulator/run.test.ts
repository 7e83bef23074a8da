import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, describe, expect, it } from "vitest";
import { type Program, run } from "../../simulator/run.ts";
import { project, runFile } from "../cli.ts";

const simulate = (program: Program, mode: "preview" | "update" = "update") =>
  run(program, { project: "p", stack: "test", mode });

class Thing extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;
  constructor(name: string, props: pulumi.Inputs = {}, opts?: pulumi.CustomResourceOptions) {
    super("aws:iam/role:Role", name, { arn: undefined, assumeRolePolicy: "{}", ...props }, opts);
  }
}

class Part extends pulumi.ComponentResource {
  constructor(name: string) {
    super("trading:data:Part", name);
    throw new Error(`${name} cannot be built`);
  }
}

const urn = (name: string) => `urn:pulumi:test::p::aws:iam/role:Role::${name}`;

it("returns the stack first and then every registration by URN, late ones too", async () => {
  const { registrations, outputs } = await simulate(async () => {
    new Thing("z");
    await new Promise((resolve) => setTimeout(resolve, 20));
    const late = new Promise<string>((resolve) => setTimeout(resolve, 50, "late"));
    new Thing("a", { description: late });
    new Thing("m", { description: new Thing("n").arn });
    return { one: 1 };
  });
  expect(registrations.map(({ name }) => name)).toEqual(["p-test", "a", "m", "n", "z"]);
  expect(registrations[1]?.inputs).toEqual({ assumeRolePolicy: "{}", description: "late" });
  expect(outputs).toEqual({ one: 1 });
});

describe("fails with the error of", () => {
  it.each<[string, Program, string]>([
    [
      "the program",
      () => {
        throw new Error("no such thing");
      },
      "no such thing",
    ],
    ["a promise of the program", () => Promise.reject(new Error("came to nothing")), "came to nothing"],
    [
      "a component",
      () => {
        new Part("part");
        return {};
      },
      "part cannot be built",
    ],
    [
      "an apply that nobody reads",
      () => {
        new Thing("a").arn.apply((arn) => {
          throw new Error(`cannot use ${arn}`);
        });
        return {};
      },
      "cannot use arn:aws:iam:::role/a",
    ],
    [
      "an apply that an output reads",
      () => ({
        out: new Thing("a").arn.apply((): string => {
          throw new Error("unreadable");
        }),
      }),
      "unreadable",
    ],
    [
      "an apply that another resource reads",
      () => {
        const broken = new Thing("a").arn.apply((): string => {
          throw new Error("unreadable too");
        });
        new Thing("b", { description: broken });
        return {};
      },
      "unreadable too",
    ],
    [
      "an unanswered call",
      () => ({ image: pulumi.output(pulumi.runtime.invoke("aws:ec2/getAmi:getAmi", { owner: "self" })) }),
      "no answer for aws:ec2/getAmi:getAmi(owner), called in a dependency; add one to simulator/answers/functions.ts",
    ],
  ])("%s, and the next run is a fresh one", async (_, program, message) => {
    await expect(simulate(program)).rejects.toThrow(message);
    const { registrations, outputs } = await simulate(() => ({ arn: new Thing("next").arn }));
    expect(registrations.map(({ name }) => name)).toEqual(["p-test", "next"]);
    expect(outputs).toEqual({ arn: "arn:aws:iam:::role/next" });
  });
});

it("leaves no listener behind, whether a run ends well or not", async () => {
  const listeners = () => ["unhandledRejection", "beforeExit"].map((event) => process.listenerCount(event));
  const before = listeners();
  await simulate(() => ({}));
  await expect(simulate(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(listeners()).toEqual(before);
});

// Without PULUMI_ERROR_OUTPUT_STRING, as the official engine runs it, the SDK writes a lecture instead of a value.
describe("an Output turned into a string", () => {
  const lecture = (program: Program) => simulate(program, "preview");
  // eslint-disable-next-line @typescript-eslint/no-base-to-string, @typescript-eslint/restrict-template-expressions
  const broken = () => `${new Thing("a").arn}/*`;
  const advice = "is an Output that was turned into a string; use pulumi.interpolate";

  it("is refused, naming every resource and property", async () => {
    const program = () => {
      const text = broken();
      new Thing("b", { assumeRolePolicy: { statements: [{ resource: "x" }, { resource: text }] } });
      new Thing("c", { description: pulumi.secret(text) });
      return {};
    };
    await expect(lecture(program)).rejects.toThrow(
      new Error(`${urn("b")}: assumeRolePolicy.statements[1].resource ${advice}\n${urn("c")}: description ${advice}`),
    );
  });

  it("is refused in a name, where it would be part of a URN", async () => {
    const program = () => {
      new Thing(broken());
      return {};
    };
    await expect(lecture(program)).rejects.toThrow(
      new Error(`aws:iam/role:Role under urn:pulumi:test::p::pulumi:pulumi:Stack::p-test: name ${advice}`),
    );
  });

  it("is refused in the stack's outputs", async () => {
    await expect(lecture(() => ({ url: { of: broken() } }))).rejects.toThrow(`stack outputs: url.of ${advice}`);
  });

  it("is refused as JSON too", async () => {
    const program = () => {
      new Thing("b", { assumeRolePolicy: JSON.stringify({ resource: new Thing("a").arn }) });
      return {};
    };
    await expect(lecture(program)).rejects.toThrow(`${urn("b")}: assumeRolePolicy ${advice}`);
  });
});

describe("in a process of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "simulator-run-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const here = (file: string) => JSON.stringify(pathToFileURL(join(project, file)).href);

  /** Runs a program whose body is this text, as the preview does. */
  const program = (name: string, body: string) => {
    const file = join(folder, `${name}.mts`);
    const lines = [
      `import ${here("preview/strict-outputs.ts")};`,
      `import { createRequire } from "node:module";`,
      `const pulumi = createRequire(${here("package.json")})("@pulumi/pulumi");`,
      `const { run } = await import(${here("simulator/run.ts")});`,
      `const { fail } = await import(${here("preview/fail.ts")});`,
      `const program = () => { ${body} };`,
      `await run(program, { project: "p", stack: "test", mode: "preview" }).catch(fail);`,
    ];
    writeFileSync(file, lines.join("\n"));
    return runFile(file, []);
  };

  it("a program that waits for ever is reported, with the last it did", async () => {
    const { status, stderr } = await program(
      "waits",
      `new pulumi.CustomResource("a:b:C", "last", { never: new Promise(() => {}) }); return { never: new Promise(() => {}) };`,
    );
    expect(stderr).toContain(
      "the program waits for something that never comes, after urn:pulumi:test::p::pulumi:pulumi:Stack::p-test",
    );
    expect(status).toBe(1);
  });

  it("an Output turned into a string is an error at its place", async () => {
    const { status, stderr } = await program("text", "return { text: `${pulumi.output(1)}` };");
    expect(stderr).toContain("Calling [toString] on an [Output<T>] is not supported");
    expect(stderr).toMatch(/at program \(.*text\.mts:6:\d+\)/);
    expect(status).toBe(1);
  });
});
