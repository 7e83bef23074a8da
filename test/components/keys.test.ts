import * as aws from "@pulumi/aws";
import { describe, expect, it } from "vitest";
import { keyPolicy } from "../../components/foundation/key-policies.ts";
import { Keys } from "../../components/foundation/keys.ts";
import type { Properties } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const region = "eu-central-1";
const accountId = "111122223333";
const concerns = ["logs", "cluster", "secrets"] as const;

const keys = (protect = true, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const providers = [new aws.Provider("aws", { region, allowedAccountIds: [accountId] })];
      const made = new Keys("platform", { accountId, region, concerns, protect }, { providers });
      return { arns: Object.fromEntries(concerns.map((concern) => [concern, made.arn(concern)])) };
    },
    { mode },
  );

const names = ["platform-cluster", "platform-logs", "platform-secrets"];

it("declares a key and an alias per concern, and nothing else", async () => {
  const { resources, all } = await keys();
  expect(counts(resources)).toEqual({
    "aws:kms:Alias": 3,
    "aws:kms:Key": 3,
    "pulumi:providers:aws": 1,
    "trading:foundation:Keys": 1,
  });
  expect(all("aws:kms:Key").map(({ name }) => name)).toEqual(names);
});

it("gives every child the component as parent and its provider", async () => {
  const { resources, one } = await keys();
  const component = one("trading:foundation:Keys");
  const children = resources.filter(({ type }) => type.startsWith("aws:"));
  expect(children.map(({ parent }) => parent)).toEqual(children.map(() => component.urn));
  const provider = one("pulumi:providers:aws").urn;
  expect(children.map((child) => child.provider.startsWith(`${provider}::`))).toEqual(children.map(() => true));
});

it("rotates each key and leaves 30 days to take a deletion back", async () => {
  for (const { props } of (await keys()).all("aws:kms:Key")) {
    expect(props).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30, region });
    expect(props["description"]).toMatch(/\w/);
    expect(Object.keys(props).sort()).toEqual([
      "deletionWindowInDays",
      "description",
      "enableKeyRotation",
      "policy",
      "region",
      "tags",
    ]);
  }
});

it.each([true, false])("protects the keys: %s", async (protect) => {
  const found = (await keys(protect)).all("aws:kms:Key");
  expect(found.map((key) => key.protect)).toEqual([protect, protect, protect]);
});

it("gives each key the policy of its own concern", async () => {
  const { one } = await keys();
  for (const concern of ["logs", "cluster", "secrets"] as const) {
    const { policy } = one("aws:kms:Key", `platform-${concern}`).props;
    expect(JSON.parse(policy as string)).toEqual(keyPolicy(concern, { accountId, region }));
  }
});

it("points an alias of a known name at each key", async () => {
  const { all, one } = await keys();
  expect(all("aws:kms:Alias").map(({ props }) => props["name"])).toEqual(names.map((name) => `alias/${name}`));
  expect(new Set(all("aws:kms:Alias").map(({ props }) => props["region"]))).toEqual(new Set([region]));
  for (const name of names) {
    const { propertyDependencies } = one("aws:kms:Alias", name);
    expect(propertyDependencies["targetKeyId"]).toEqual([one("aws:kms:Key", name).urn]);
  }
});

it("hands out the keys' ARNs, each its own", async () => {
  const arns = Object.entries((await keys()).outputs["arns"] as Properties);
  expect(arns.map(([concern]) => concern).sort()).toEqual(["cluster", "logs", "secrets"]);
  for (const [, arn] of arns) expect(arn).toMatch(/^arn:aws:kms:eu-central-1:111122223333:key\/[0-9a-f-]{36}$/);
  expect(new Set(arns.map(([, arn]) => arn)).size).toBe(3);
});

it("declares the same in a preview", async () => {
  expect(counts((await keys(true, "preview")).resources)).toEqual(counts((await keys()).resources));
});

describe("policies", () => {
  const account = {
    Sid: "AccountDecidesByIam",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "kms:*",
    Resource: "*",
  };

  it("lets CloudWatch Logs encrypt the log groups of this account and region", () => {
    expect(keyPolicy("logs", { accountId, region }).Statement).toEqual([
      account,
      {
        Sid: "CloudWatchLogsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "logs.eu-central-1.amazonaws.com" },
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        Resource: "*",
        Condition: {
          ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-central-1:111122223333:log-group:*" },
        },
      },
    ]);
  });

  it("lets the account alone decide on the cluster's key", () => {
    expect(keyPolicy("cluster", { accountId, region }).Statement).toEqual([account]);
  });

  it("opens the key of the secrets to callers of this account through Secrets Manager only", () => {
    expect(keyPolicy("secrets", { accountId, region }).Statement).toEqual([
      account,
      {
        Sid: "SecretsManagerOnBehalfOfItsCallers",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: {
          StringEquals: {
            "kms:CallerAccount": "111122223333",
            "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com",
          },
        },
      },
    ]);
  });
});
