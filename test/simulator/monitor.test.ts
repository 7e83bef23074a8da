import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { describe, expect, it } from "vitest";
import { type Program, run } from "../../simulator/run.ts";
import type { SimulatorOptions } from "../../simulator/monitor.ts";
import { type Properties, secret, unknown } from "../../simulator/wire.ts";

const simulate = (program: Program, options: Partial<SimulatorOptions> = {}) =>
  run(program, { project: "p", stack: "test", mode: "update", ...options });

class Part extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:Part", name, {}, opts);
  }
}

/** A role; outputs are read by name. */
class Thing extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  constructor(name: string, props: pulumi.Inputs = {}, opts?: pulumi.CustomResourceOptions) {
    super("aws:iam/role:Role", name, { arn: undefined, name: undefined, assumeRolePolicy: "{}", ...props }, opts);
  }
}

describe("registrations are as the engine's", () => {
  it("qualifies a URN's type by its parents' types, but not by the stack's", async () => {
    const { registrations } = await simulate(() => {
      const part = new Part("part");
      const inner = new Part("inner", { parent: part });
      new Thing("a::b", {}, { parent: inner });
      new Thing("top");
      return {};
    });
    expect(registrations.map(({ urn, parent }) => [urn, parent])).toEqual([
      ["urn:pulumi:test::p::pulumi:pulumi:Stack::p-test", undefined],
      ["urn:pulumi:test::p::aws:iam/role:Role::top", "urn:pulumi:test::p::pulumi:pulumi:Stack::p-test"],
      [
        "urn:pulumi:test::p::trading:data:Part$trading:data:Part$aws:iam/role:Role::a::b",
        "urn:pulumi:test::p::trading:data:Part$trading:data:Part::inner",
      ],
      ["urn:pulumi:test::p::trading:data:Part$trading:data:Part::inner", "urn:pulumi:test::p::trading:data:Part::part"],
      ["urn:pulumi:test::p::trading:data:Part::part", "urn:pulumi:test::p::pulumi:pulumi:Stack::p-test"],
    ]);
  });

  it("holds options and where each value came from", async () => {
    const { registrations } = await simulate(() => {
      const one = new Thing("one");
      const two = new Thing("two");
      new Thing(
        "three",
        { managedPolicyArns: [two.arn, one.arn], name: two.name, maxSessionDuration: 1 },
        {
          protect: true,
          ignoreChanges: ["x"],
          deleteBeforeReplace: true,
          retainOnDelete: true,
          dependsOn: one,
          customTimeouts: { create: "35m" },
        },
      );
      return {};
    });
    const [one, two] = ["one", "two"].map((name) => `urn:pulumi:test::p::aws:iam/role:Role::${name}`);
    const inputs = {
      managedPolicyArns: ["arn:aws:iam:::role/two", "arn:aws:iam:::role/one"],
      name: "two",
      maxSessionDuration: 1,
      assumeRolePolicy: "{}",
    };
    expect(registrations.find(({ name }) => name === "three")).toEqual({
      urn: "urn:pulumi:test::p::aws:iam/role:Role::three",
      type: "aws:iam/role:Role",
      name: "three",
      parent: "urn:pulumi:test::p::pulumi:pulumi:Stack::p-test",
      custom: true,
      protect: true,
      dependencies: [one, two],
      propertyDependencies: { managedPolicyArns: [one, two], name: [two] },
      inputs,
      checked: { ...inputs, forceDetachPolicies: false },
      ignoreChanges: ["x"],
      deleteBeforeReplace: true,
      retainOnDelete: true,
      createTimeout: "35m",
      additionalSecretOutputs: [],
      provider: "",
    });
  });

  it("refuses a URN that exists, in the engine's words", async () => {
    const twice = simulate(() => {
      new Thing("same");
      new Thing("same");
      return {};
    });
    await expect(twice).rejects.toThrow(
      "Duplicate resource URN 'urn:pulumi:test::p::aws:iam/role:Role::same'; try giving it a unique name",
    );
  });

  it("takes the same name under another parent or type", async () => {
    const { registrations } = await simulate(() => {
      new Thing("same", {}, { parent: new Part("part") });
      new Thing("same");
      new aws.kms.Key("same");
      return {};
    });
    expect(registrations).toHaveLength(5);
  });
});

const cluster: Program = () => {
  const made = new aws.eks.Cluster("c", {
    name: "trading",
    roleArn: "arn:role",
    vpcConfig: { subnetIds: ["subnet-1"], endpointPublicAccess: false },
  });
  const { vpcConfig } = made;
  return {
    arn: made.arn,
    id: made.id,
    name: made.name,
    subnets: vpcConfig.subnetIds,
    group: vpcConfig.clusterSecurityGroupId,
    whole: vpcConfig,
    certificate: made.certificateAuthority.data,
  };
};

describe("a preview", () => {
  it("keeps what the program said and leaves unknown what the cloud computes, also inside blocks", async () => {
    const { outputs } = await simulate(cluster, { mode: "preview" });
    expect(outputs).toEqual({
      arn: unknown,
      id: unknown,
      name: "trading",
      subnets: ["subnet-1"],
      group: unknown,
      whole: unknown,
      certificate: unknown,
    });
  });

  it("leaves what the schema calls secret both secret and unknown", async () => {
    const { outputs, registrations } = await simulate(
      () => {
        const { result } = new random.RandomPassword("r", { length: 20 });
        const { base64 } = new random.RandomBytes("b", { length: 32 });
        const version = new aws.secretsmanager.SecretVersion("v", { secretId: "s", secretString: result });
        return { result, base64, stored: version.secretString, id: version.versionId };
      },
      { mode: "preview" },
    );
    expect(outputs).toEqual({
      result: secret(unknown),
      base64: secret(unknown),
      stored: secret(unknown),
      id: unknown,
    });
    expect(registrations.find(({ name }) => name === "v")?.inputs["secretString"]).toEqual(secret(unknown));
  });

  it("marks as secret what an option calls secret, known or not", async () => {
    const opts = { additionalSecretOutputs: ["name", "arn"] };
    const program = () => {
      const { name, arn } = new Thing("r", { name: "open" }, opts);
      return { name, arn };
    };
    expect((await simulate(program, { mode: "preview" })).outputs).toEqual({
      name: secret("open"),
      arn: secret(unknown),
    });
    expect((await simulate(program)).outputs).toEqual({
      name: secret("open"),
      arn: secret("arn:aws:iam:::role/open"),
    });
  });
});

describe("an update", () => {
  it("computes everything, also inside blocks, and nothing is unknown", async () => {
    const { outputs } = await simulate(cluster);
    expect(outputs).toMatchObject({ id: "trading", name: "trading", subnets: ["subnet-1"] });
    expect(outputs["group"]).toMatch(/^sg-[0-9a-f]{17}$/);
    expect(outputs["whole"]).toMatchObject({ subnetIds: ["subnet-1"], clusterSecurityGroupId: outputs["group"] });
    expect(JSON.stringify(outputs)).not.toContain(unknown);
  });

  it("generates secrets that are marked so", async () => {
    const { outputs } = await simulate(() => ({
      result: new random.RandomPassword("r", { length: 20 }).result,
      hidden: new Thing("n", { name: pulumi.secret("planted") }).name,
    }));
    expect(outputs["hidden"]).toEqual(secret("planted"));
    expect(outputs["result"]).toMatchObject({ value: expect.stringMatching(/^[0-9a-f]{20}$/) as string });
    expect(outputs["result"]).toEqual(secret((outputs["result"] as Properties)["value"] ?? null));
  });

  it("is the same each time", async () => {
    expect(await simulate(cluster)).toEqual(await simulate(cluster));
  });

  it("takes account and region from the provider that a resource names", async () => {
    const { outputs, registrations } = await simulate(() => {
      const provider = new aws.Provider("aws", { region: "eu-west-1", allowedAccountIds: ["999900009999"] });
      const opts = { provider };
      return {
        group: new aws.cloudwatch.LogGroup("g", { name: "logs" }, opts).arn,
        elsewhere: new aws.cloudwatch.LogGroup("u", { name: "logs", region: "us-east-1" }, opts).arn,
        account: aws.getCallerIdentityOutput({}, opts).accountId,
      };
    });
    expect(outputs).toEqual({
      group: "arn:aws:logs:eu-west-1:999900009999:log-group:logs",
      elsewhere: "arn:aws:logs:us-east-1:999900009999:log-group:logs",
      account: "999900009999",
    });
    expect(registrations.find(({ name }) => name === "g")?.provider).toMatch(
      /^urn:pulumi:test::p::pulumi:providers:aws::aws::sim-[0-9a-f]{12}$/,
    );
  });
});

it("records what components register as outputs, and the stack's", async () => {
  const { outputs } = await simulate(() => {
    const part = new Part("part");
    return { urn: part.urn, nested: { list: [1, true, null], hidden: pulumi.secret({ a: 1 }) } };
  });
  expect(outputs).toEqual({
    urn: "urn:pulumi:test::p::trading:data:Part::part",
    nested: { list: [1, true, null], hidden: secret({ a: 1 }) },
  });
});
