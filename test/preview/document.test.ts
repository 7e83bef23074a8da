import { expect, it } from "vitest";
import { previewDocument } from "../../preview/document.ts";
import { secret, unknown } from "../../simulator/wire.ts";
import { nothingFound, registration, stack } from "./registration.ts";

const timings = { startMs: 1, programMs: 2, policiesMs: 0, totalMs: 3, maxRssMiB: 4 };
const secrets = registration("trading:data:Secrets", "shop", stack, { inputs: { z: 1, a: { y: 1, b: 2 } } });
const version = registration("aws:secretsmanager/secretVersion:SecretVersion", "shop-jwt", secrets, {
  protect: true,
  dependencies: ["urn:a", "urn:b"],
  propertyDependencies: { secretId: ["urn:a"] },
  inputs: {
    secretString: secret("hidden"),
    list: [{ b: secret("hidden"), a: 1 }],
    id: unknown,
    hidden: secret({ a: 1 }),
  },
  ignoreChanges: ["x"],
  provider: "urn::id",
});
const run = {
  registrations: [stack, secrets, version],
  outputs: { later: unknown, b: { z: 1, y: [{ d: 1, c: 2 }] }, a: secret("hidden") },
};

it("has a resource's facts, secrets redacted and named, unknown values as the engine's sentinel", () => {
  expect(previewDocument("test", {}, run, nothingFound, timings).resources).toEqual([
    {
      urn: "urn:pulumi:test::p::pulumi:pulumi:Stack::p-test",
      type: "pulumi:pulumi:Stack",
      name: "p-test",
      parent: null,
      custom: false,
      protect: false,
      dependencies: [],
      propertyDependencies: {},
      inputs: {},
      secrets: [],
    },
    {
      urn: "urn:pulumi:test::p::trading:data:Secrets::shop",
      type: "trading:data:Secrets",
      name: "shop",
      parent: stack.urn,
      custom: false,
      protect: false,
      dependencies: [],
      propertyDependencies: {},
      inputs: { a: { b: 2, y: 1 }, z: 1 },
      secrets: [],
    },
    {
      urn: "urn:pulumi:test::p::trading:data:Secrets$aws:secretsmanager/secretVersion:SecretVersion::shop-jwt",
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      name: "shop-jwt",
      parent: secrets.urn,
      custom: true,
      protect: true,
      dependencies: ["urn:a", "urn:b"],
      propertyDependencies: { secretId: ["urn:a"] },
      inputs: {
        hidden: "[secret]",
        id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        list: [{ a: 1, b: "[secret]" }],
        secretString: "[secret]",
      },
      secrets: ["hidden", "list[0].b", "secretString"],
    },
  ]);
});

it("shows inputs as the provider checked them: with its defaults, and secret where it made them so", () => {
  const sent = { a: 1, b: 2 };
  const checked = { ...sent, b: secret(2), c: { d: "default" } };
  const bucket = registration("aws:s3/bucket:Bucket", "shop", stack, { inputs: sent, checked });
  const { resources } = previewDocument(
    "test",
    {},
    { registrations: [stack, bucket], outputs: {} },
    nothingFound,
    timings,
  );
  expect(resources[1]).toMatchObject({ inputs: { a: 1, b: "[secret]", c: { d: "default" } }, secrets: ["b"] });
});

it("sorts keys at every depth, so that the order in which values came does not show", () => {
  const { resources, outputs } = previewDocument("test", {}, run, nothingFound, timings);
  expect(JSON.stringify(resources[1]?.inputs)).toBe('{"a":{"b":2,"y":1},"z":1}');
  expect(JSON.stringify(outputs)).toBe(`{"a":"[secret]","b":{"y":[{"c":2,"d":1}],"z":1},"later":"${unknown}"}`);
});

it("shows config as values, and as text what only looks like JSON", () => {
  const config = {
    "p:list": "[1]",
    "p:map": ' {"a":{"b":true}}',
    "p:text": "true",
    "other:odd": "[not json",
    "other:brace": "{no",
  };
  expect(previewDocument("test", config, run, nothingFound, timings)).toMatchObject({
    stack: "test",
    config: {
      "p:list": [1],
      "p:map": { a: { b: true } },
      "p:text": "true",
      "other:odd": "[not json",
      "other:brace": "{no",
    },
    timings,
  });
});

it("has exactly the keys that are promised, in their order", () => {
  expect(Object.keys(previewDocument("test", {}, run, nothingFound, timings))).toEqual([
    "stack",
    "config",
    "resources",
    "outputs",
    "policies",
    "timings",
  ]);
});
