import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { generatePassword, keepSecret, type KeptSecretArgs } from "../../components/data/kept-secret.ts";
import { secretPaths } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const args: KeptSecretArgs = {
  namePrefix: "prod/mycrypto/jwt-",
  description: "Signs session tokens",
  keyArn: "arn:aws:kms:eu-central-1:111122223333:key/secrets",
  tags: { system: "mycrypto" },
  value: pulumi.secret("planted-value"),
};

class Parent extends pulumi.ComponentResource {
  constructor() {
    super("test:index:Parent", "parent");
  }
}

/** Options as a component gives them; what others must wait for is made beside it. */
const keep = (changes: Partial<KeptSecretArgs> = {}, protect?: boolean, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const parent = new Parent();
      const opts = { parent, ...(protect === undefined ? {} : { protect }) };
      const { container, version } = keepSecret("mycrypto-jwt", { ...args, ...changes }, opts);
      return { arn: container.arn, held: version.secretArn };
    },
    { mode },
  );

const secret = "aws:secretsmanager:Secret";
const version = "aws:secretsmanager:SecretVersion";

describe("keepSecret", () => {
  it.each(["preview", "update"] as const)("declares a secret and a version below the parent: %s", async (mode) => {
    const { resources, one } = await keep({}, true, mode);
    expect(counts(resources)).toEqual({ [secret]: 1, [version]: 1, "test:index:Parent": 1 });
    const { urn } = one("test:index:Parent");
    expect([one(secret, "mycrypto-jwt").parent, one(version, "mycrypto-jwt").parent]).toEqual([urn, urn]);
  });

  it("hands on name, text, key and tags, and lets a deleted one be restored for 30 days", async () => {
    const { one, outputs } = await keep();
    expect(one(secret).props).toEqual({
      namePrefix: "prod/mycrypto/jwt-",
      description: "Signs session tokens",
      kmsKeyId: args.keyArn,
      recoveryWindowInDays: 30,
      tags: { system: "mycrypto" },
    });
    expect(one(version).props).toEqual({ secretId: outputs["arn"], secretString: "planted-value" });
    expect(one(version).propertyDependencies["secretId"]).toEqual([one(secret).urn]);
    expect(outputs["held"]).toBe(outputs["arn"]);
  });

  it.each<[string, pulumi.Input<string>]>([
    ["is marked", pulumi.secret("planted-value")],
    ["somebody forgot to mark", "planted-value"],
  ])("sends a value that %s as a secret, and nothing else as one", async (_, value) => {
    const { resources, outputs } = await keep({ value });
    const marked = resources.flatMap(({ type, inputs }) => secretPaths(inputs).map((path) => `${type} ${path}`));
    expect(marked).toEqual(["aws:secretsmanager/secretVersion:SecretVersion secretString"]);
    expect(JSON.stringify(resources.map(({ shown }) => shown))).not.toContain("planted");
    expect(secretPaths(outputs)).toEqual([]);
  });

  it.each<[boolean | undefined, boolean]>([
    [true, true],
    [false, false],
    [undefined, false],
  ])("protects the secret when told %s, and never the version, which a new value replaces", async (protect, kept) => {
    const { one } = await keep({}, protect);
    expect([one(secret).protect, one(version).protect]).toEqual([kept, false]);
  });
});

describe("generatePassword", () => {
  const generate = (length: number) =>
    deploy(() => {
      const parent = new Parent();
      return { password: generatePassword("mycrypto-database", length, { parent, protect: true }) };
    });

  it.each([24, 40])("makes %d letters and digits, some of each kind", async (length) => {
    const { one } = await generate(length);
    const { props, parent, protect } = one("random:index/randomPassword:RandomPassword", "mycrypto-database");
    expect(props).toEqual({ length, special: false, minLower: 1, minUpper: 1, minNumeric: 1 });
    expect([parent, protect]).toEqual([one("test:index:Parent").urn, true]);
  });

  it("marks it secret", async () => {
    expect(secretPaths((await generate(40)).outputs)).toEqual(["password"]);
  });
});
