import { expect, it } from "vitest";
import { Secrets, type SecretsArgs } from "../../components/data/secrets.ts";
import { plain, redacted, secretPaths } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const args: SecretsArgs = {
  environment: "prod",
  system: "mycrypto",
  secrets: [
    { name: "jwt", description: "Signs session tokens", kind: "key", length: 64 },
    { name: "database", description: "Password of the runtime database role", kind: "password", length: 40 },
  ],
  keyArn: "arn:aws:kms:eu-central-1:111122223333:key/secrets",
  protect: true,
};

const secrets = (changes: Partial<SecretsArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const made = new Secrets("mycrypto", { ...args, ...changes });
      return Object.fromEntries(made.kept);
    },
    { mode },
  );

it("declares a value, a place for it and a version each, and nothing else", async () => {
  const { resources } = await secrets();
  const expected = {
    "aws:secretsmanager:Secret": 2,
    "aws:secretsmanager:SecretVersion": 2,
    "random:index/randomBytes:RandomBytes": 1,
    "random:index/randomPassword:RandomPassword": 1,
    "trading:data:Secrets": 1,
  };
  expect(counts(resources)).toEqual(expected);
  expect(counts((await secrets({}, "preview")).resources)).toEqual(expected);
  const parents = resources.filter(({ custom }) => custom).map(({ parent }) => parent?.split("::").at(-1));
  expect(new Set(parents)).toEqual(new Set(["mycrypto"]));
});

it("makes keys of random bytes, passwords of letters and digits", async () => {
  const { one } = await secrets();
  expect(one("random:index/randomBytes:RandomBytes").props).toEqual({ length: 64 });
  expect(one("random:index/randomBytes:RandomBytes").name).toBe("mycrypto-jwt");
  expect(one("random:index/randomPassword:RandomPassword", "mycrypto-database").props).toEqual({
    length: 40,
    special: false,
    minLower: 1,
    minUpper: 1,
    minNumeric: 1,
  });
});

it("keeps them under the system's key, in a name of their own, restorable for 30 days", async () => {
  const { all } = await secrets();
  expect(all("aws:secretsmanager:Secret").map(({ name, props }) => [name, props])).toEqual([
    [
      "mycrypto-database",
      {
        namePrefix: "prod/mycrypto/database-",
        description: "Password of the runtime database role",
        kmsKeyId: args.keyArn,
        recoveryWindowInDays: 30,
        tags: { system: "mycrypto" },
      },
    ],
    [
      "mycrypto-jwt",
      {
        namePrefix: "prod/mycrypto/jwt-",
        description: "Signs session tokens",
        kmsKeyId: args.keyArn,
        recoveryWindowInDays: 30,
        tags: { system: "mycrypto" },
      },
    ],
  ]);
});

it("stores each value once, in its own secret, marked secret", async () => {
  const { all, one, outputs } = await secrets();
  for (const version of all("aws:secretsmanager:SecretVersion")) {
    expect(secretPaths(version.inputs)).toEqual(["secretString"]);
    expect(version.shown["secretString"]).toBe(redacted);
    const container = one("aws:secretsmanager:Secret", version.name);
    expect(version.propertyDependencies["secretId"]).toEqual([container.urn]);
    const { secretString: value, secretId: arn } = version.props;
    expect(plain(outputs)).toHaveProperty(version.name.replace("mycrypto-", ""), {
      value,
      arn,
      versionId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
  }
  const [database, jwt] = all("aws:secretsmanager:SecretVersion").map(({ props }) => props["secretString"] as string);
  expect(database).toMatch(/^[0-9a-f]{40}$/);
  expect(Buffer.from(jwt ?? "", "base64")).toHaveLength(64);
});

it.each(["preview", "update"] as const)(
  "hands out values as secrets, ARNs and versions in the open: %s",
  async (mode) => {
    const { outputs } = await secrets({}, mode);
    expect(secretPaths(outputs)).toEqual(["jwt.value", "database.value"].sort());
  },
);

it.each([true, false])("protects values and their places, which outlive versions: %s", async (protect) => {
  const { resources } = await secrets({ protect });
  expect(resources.filter((one) => one.protect).map((one) => one.type.split(":").at(-1))).toEqual(
    protect ? ["Secret", "Secret", "RandomBytes", "RandomPassword"] : [],
  );
});

it("finds a secret by name, or says which there are", async () => {
  await deploy(() => {
    const made = new Secrets("mycrypto", args);
    expect(made.get("jwt")).toBe(made.kept.get("jwt"));
    expect(() => made.get("jtw")).toThrow(new Error('no secret "jtw"; there are: jwt, database'));
    return {};
  });
});
