import * as random from "@pulumi/random";
import { expect, it } from "vitest";
import { Credentials, type CredentialsArgs } from "../../components/data/credentials.ts";
import { contentHash } from "../../components/release/naming.ts";
import { redacted, secretPaths, unknown } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const args: CredentialsArgs = {
  environment: "prod",
  owner: "mycrypto",
  purpose: "database-runtime",
  description: "Database role of the services",
  username: "mycrypto_runtime",
  keyArn: "arn:aws:kms:eu-central-1:111122223333:key/secrets",
  protect: true,
};
const name = "mycrypto-database-runtime";

const credentials = (changes: Partial<CredentialsArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const { username, password, versionId, versionNumber, secretArn } = new Credentials(name, {
        ...args,
        ...changes,
      });
      new random.RandomId("after", { byteLength: 4, keepers: { secretArn } });
      return { username, password, versionId, versionNumber, secretArn };
    },
    { mode },
  );

it.each(["preview", "update"] as const)(
  "declares a password, a place for it and a version, and nothing else: %s",
  async (mode) => {
    const { resources, one } = await credentials({}, mode);
    const own = resources.filter((resource) => resource.name === name);
    expect(counts(own)).toEqual({
      "aws:secretsmanager:Secret": 1,
      "aws:secretsmanager:SecretVersion": 1,
      "random:index/randomPassword:RandomPassword": 1,
      "trading:data:Credentials": 1,
    });
    expect(own).toHaveLength(resources.length - 1);
    const { urn } = one("trading:data:Credentials");
    expect(own.filter(({ custom }) => custom).map(({ parent }) => parent)).toEqual([urn, urn, urn]);
  },
);

it("makes 40 letters and digits", async () => {
  const { one } = await credentials();
  expect(one("random:index/randomPassword:RandomPassword").props).toEqual({
    length: 40,
    special: false,
    minLower: 1,
    minUpper: 1,
    minNumeric: 1,
  });
});

it("keeps them under its own name, in the key that it is told, restorable for 30 days", async () => {
  const { one } = await credentials();
  expect(one("aws:secretsmanager:Secret").props).toEqual({
    namePrefix: "prod/mycrypto/database-runtime-",
    description: "Database role of the services",
    kmsKeyId: args.keyArn,
    recoveryWindowInDays: 30,
    tags: { Name: name },
  });
});

it("stores user and password in the form that AWS's services read", async () => {
  const { one, outputs } = await credentials();
  const { props, propertyDependencies } = one("aws:secretsmanager:SecretVersion");
  const { secretString, ...rest } = props;
  expect(rest).toEqual({ secretId: outputs["secretArn"] });
  expect(JSON.parse(secretString as string)).toEqual({
    username: "mycrypto_runtime",
    password: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
  });
  expect(propertyDependencies).toEqual({
    secretId: [one("aws:secretsmanager:Secret").urn],
    secretString: [one("random:index/randomPassword:RandomPassword").urn],
  });
});

it.each(["preview", "update"] as const)("shows its password to nobody: %s", async (mode) => {
  const { resources, one, outputs } = await credentials({}, mode);
  expect(secretPaths(outputs)).toEqual(["password"]);
  expect(resources.flatMap(({ inputs, type }) => secretPaths(inputs).map((path) => [type, path]))).toEqual([
    ["aws:secretsmanager/secretVersion:SecretVersion", "secretString"],
  ]);
  expect(one("aws:secretsmanager:SecretVersion").shown["secretString"]).toBe(redacted);
});

it.each([true, false])("protects password and place, which outlive versions: %s", async (protect) => {
  const { resources } = await credentials({ protect });
  const kept = resources.filter((resource) => resource.protect).map(({ type }) => type.split(":").at(-1));
  expect(kept).toEqual(protect ? ["Secret", "RandomPassword"] : []);
});

it("tells where they are only once they are there", async () => {
  const { one, outputs } = await credentials();
  expect(outputs["secretArn"]).toMatch(/:secret:prod\/mycrypto\/database-runtime-/);
  expect(one("random:index/randomId:RandomId").dependencies).toContain(one("aws:secretsmanager:SecretVersion").urn);
});

it("numbers a version by its id, within what providers take as a whole number", async () => {
  const { outputs } = await credentials();
  const { versionId, versionNumber } = outputs as { versionId: string; versionNumber: number };
  expect(versionId).toMatch(/^[0-9a-f]{32}$/);
  expect(versionNumber).toBe(parseInt(contentHash(versionId).slice(0, 7), 16));
  expect(Number.isSafeInteger(versionNumber)).toBe(true);
  expect(versionNumber).toBeLessThan(2 ** 31);
});

it("knows the user, and nothing else, before anything exists", async () => {
  const { outputs } = await credentials({}, "preview");
  expect(outputs).toMatchObject({
    username: "mycrypto_runtime",
    versionId: unknown,
    versionNumber: unknown,
    secretArn: unknown,
  });
});
