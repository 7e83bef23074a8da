import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Kind, schema } from "../../providers/schema.ts";
import { check, checkCall } from "../../simulator/check.ts";
import { isObject, isSecret, type Properties, secret, unknown, type Value } from "../../simulator/wire.ts";

const rule = "aws:lb/listenerRule:ListenerRule";
const forward = { type: "forward", targetGroupArn: "arn:t" };
const whole = { actions: [forward], conditions: [{ pathPattern: { values: ["/*"] } }], listenerArn: "arn:l" };

/** What is refused, as `property reason`. */
const refused = (type: string, inputs: Properties) =>
  check({ type, name: "n", inputs }).failures.map(({ property, reason }) => `${property} ${reason}`);
const given = (type: string, inputs: Properties) => check({ type, name: "n", inputs }).inputs;

describe("refuses", () => {
  it.each<[string, string, Properties, string]>([
    ["a missing input", rule, { ...whole, listenerArn: null }, "listenerArn is required"],
    ["one missing in a list", rule, { ...whole, actions: [{ order: 1 }] }, "actions[0].type is required"],
    ["an input that is none", rule, { ...whole, zzz: 1 }, `zzz is no argument of ${rule}`],
    [
      "a misspelt one",
      rule,
      { ...whole, prioritty: 1 },
      `prioritty is no argument of ${rule}; did you mean "priority"?`,
    ],
    [
      "a misspelt one in a block",
      rule,
      { ...whole, actions: [{ ...forward, targetGroupArm: "x" }] },
      'actions[0].targetGroupArm is no argument of actions[0]; did you mean "targetGroupArn"?',
    ],
    ["what every object has", rule, { ...whole, constructor: 1 }, `constructor is no argument of ${rule}`],
    ["text for a number", rule, { ...whole, priority: "high" }, "priority must be a number"],
    ["empty text for a number", rule, { ...whole, priority: " " }, "priority must be a number"],
    ["a block for a number", rule, { ...whole, priority: { a: 1 } }, "priority must be a number"],
    ["a list for text", rule, { ...whole, listenerArn: ["arn"] }, "listenerArn must be a string"],
    ["a block for a list", rule, { ...whole, actions: forward }, "actions must be a list"],
    ["text for a block", rule, { ...whole, actions: ["forward"] }, "actions[0] must be a block of arguments"],
    ["a list for a map", rule, { ...whole, tags: ["a"] }, "tags must be a block of arguments"],
    ["a block in a map of texts", rule, { ...whole, tags: { a: { b: 1 } } }, "tags.a must be a string"],
    ["text for a boolean", "aws:ec2/vpc:Vpc", { enableDnsSupport: "yes" }, "enableDnsSupport must be true or false"],
  ])("%s", (_, type, inputs, failure) => {
    expect(refused(type, inputs)).toEqual([failure]);
  });

  it.each<[string, Properties, string]>([
    ["at the top", { protocol: "http" }, "protocol"],
    ["inside a secret", { protocol: secret("http") }, "protocol"],
    ["in a secret block", { stickiness: secret({ type: "lb_cookie", enabled: "maybe" }) }, "stickiness.enabled"],
  ])("a value that is not among those allowed, %s", (_, inputs, property) => {
    const [failure, ...rest] = check({ type: "aws:lb/targetGroup:TargetGroup", name: "n", inputs }).failures;
    expect([failure?.property, rest]).toEqual([property, []]);
  });

  it("a value that is not among those allowed, in a list and below it, telling which are", () => {
    const redirect = { statusCode: "HTTP_301", protocol: "FTP" };
    expect(refused(rule, { ...whole, actions: [forward, { type: "redirect", redirect }] })).toEqual([
      "actions[1].redirect.protocol must be one of HTTP, HTTPS, #{protocol}",
    ]);
    const options = { schema: listSchema };
    expect(check({ type: "t:a:B", name: "n", inputs: { all: ["x", "z"] } }, options.schema).failures).toEqual([
      { property: "all[1]", reason: "must be one of x, y" },
    ]);
  });

  it("all at once, each with its path", () => {
    const actions = [{ type: "forward", forward: { targetGroups: [{ arn: "a", weight: "most" }, { weight: 1 }] } }];
    expect(refused(rule, { actions, priority: true, typo: 1 }).sort()).toEqual([
      "actions[0].forward.targetGroups[0].weight must be a number",
      "actions[0].forward.targetGroups[1].arn is required",
      "conditions is required",
      "listenerArn is required",
      "priority must be a number",
      `typo is no argument of ${rule}`,
    ]);
  });

  it("a type that its schema does not have, which is not the program's fault", () => {
    for (const type of [
      "aws:sfn/activity:Activity",
      "kubernetes:batch/v1:CronJob",
      "kubernetes:storage.k8s.io/v1:StorageClass",
    ]) {
      expect(refused(type, {})).toEqual([` the simulated provider does not know ${type}; run npm run schema`]);
    }
  });
});

const listSchema = {
  packages: {},
  functions: {},
  blocks: {},
  resources: { "t:a:B": { inputs: { all: { kind: { list: "string" } as Kind, values: ["x", "y"] } } } },
};

describe("accepts", () => {
  it.each<[string, string, Properties]>([
    ["what is whole", rule, whole],
    ["numbers and booleans as text", rule, { ...whole, priority: "10" }],
    ["a number where a text is due", "aws:lb/targetGroup:TargetGroup", { healthCheck: { port: 80, matcher: "200" } }],
    ["what a provider keeps for itself", rule, { ...whole, __defaults: [] }],
    ["null for an input that may be absent", rule, { ...whole, priority: null, tags: null }],
    ["unknown inputs", rule, { actions: unknown, conditions: unknown, listenerArn: unknown, priority: unknown }],
    ["unknown items and fields", rule, { ...whole, actions: [unknown, { type: unknown, redirect: unknown }] }],
    ["what is secret and unknown", rule, { ...whole, priority: secret(unknown), actions: secret([unknown]) }],
    [
      "kinds whose schema lies in the cluster",
      "kubernetes:eks.amazonaws.com/v1:TargetGroupBinding",
      { spec: { a: 1 } },
    ],
  ])("%s", (_, type, inputs) => {
    expect(refused(type, inputs)).toEqual([]);
  });
});

describe("defaults", () => {
  const subnet = "aws:ec2/subnet:Subnet";
  it("fill in what is absent or null, and nothing that was given", () => {
    const inputs = given(subnet, { vpcId: "vpc-1", mapPublicIpOnLaunch: true, enableDns64: null, ipv6Native: unknown });
    expect(inputs).toMatchObject({
      vpcId: "vpc-1",
      mapPublicIpOnLaunch: true,
      enableDns64: false,
      ipv6Native: unknown,
    });
    expect(inputs).toHaveProperty("assignIpv6AddressOnCreation", false);
  });

  it("fill in blocks, also in lists and secrets, but make no block", () => {
    const health = (inputs: Properties) => given("aws:lb/targetGroup:TargetGroup", inputs)["healthCheck"];
    const filled = { path: "/ok", interval: 10, enabled: true, healthyThreshold: 3, port: "traffic-port" };
    expect(health({ healthCheck: { path: "/ok", interval: 10 } })).toMatchObject(filled);
    expect(health({ healthCheck: secret({ path: "/ok", interval: 10 }) })).toMatchObject(secret(filled));
    expect(health({})).toBeUndefined();
    expect(health({ healthCheck: unknown })).toBe(unknown);
    const redirect = { statusCode: "HTTP_301", host: "a.example" };
    expect(given(rule, { ...whole, actions: [{ type: "redirect", redirect }] })["actions"]).toEqual([
      {
        type: "redirect",
        redirect: { ...redirect, path: "/#{path}", port: "#{port}", protocol: "#{protocol}", query: "#{query}" },
      },
    ]);
  });
});

describe("a provider's own arguments", () => {
  const provider = "pulumi:providers:aws";
  it("come as JSON text, and stay as they came", () => {
    const inputs = { region: "eu-central-1", defaultTags: '{"tags":{"a":"b"}}', allowedAccountIds: '["111122223333"]' };
    expect(check({ type: provider, name: "n", inputs })).toEqual({ inputs, failures: [] });
  });

  it("are judged as what the text means, also in a secret", () => {
    expect(
      refused(provider, { defaultTags: secret('{"tgas":{}}'), allowedAccountIds: '"1"', maxRetries: "x" }),
    ).toEqual([
      "allowedAccountIds must be a list",
      'defaultTags.tgas is no argument of defaultTags; did you mean "tags"?',
      "maxRetries must be a number",
    ]);
  });

  it("have the plugin's version beside them, which the engine adds", () => {
    expect(refused(provider, { version: "7.48.0" })).toEqual([]);
  });
});

it("judges a function's arguments, where the schema knows it", () => {
  const token = "aws:resourcegroupstaggingapi/getResources:getResources";
  expect(checkCall(token, { tagFilters: [{ key: "a", values: ["b"] }] })).toEqual([]);
  expect(checkCall(token, { tagFilter: [], tagFilters: [{ values: "b" }] })).toEqual([
    { property: "tagFilters[0].key", reason: "is required" },
    { property: "tagFilters[0].values", reason: "must be a list" },
    { property: "tagFilter", reason: `is no argument of ${token}; did you mean "tagFilters"?` },
  ]);
  expect(checkCall("aws:ec2/getAmi:getAmi", { any: 1 })).toEqual([]);
});

/** True where everything of the first is in the second; null says nothing. */
function keeps(value: Value, result: Value | undefined): boolean {
  if (value === null) return true;
  if (isSecret(value)) return isSecret(result) && keeps(value["value"] ?? null, result["value"]);
  if (Array.isArray(value))
    return Array.isArray(result) && value.every((item: Value, i) => keeps(item, result[i] as Value));
  if (!isObject(value)) return Object.is(value, result);
  return isObject(result) && Object.entries(value).every(([key, item]) => keeps(item, result[key]));
}

it("never throws, and keeps every value that was given", () => {
  const names = [...new Set(Object.values(schema.blocks).flatMap(({ inputs }) => Object.keys(inputs)))];
  const { values } = fc.letrec<{ values: Value }>((tie) => ({
    values: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(fc.constant(unknown), fc.constant(null), fc.string(), fc.double(), fc.boolean()),
      tie("values").map(secret),
      fc.array(tie("values"), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), tie("values"), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  }));
  const types = Object.entries(schema.resources);
  const cases = fc.constantFrom(...types).chain(([type, { inputs }]) =>
    fc.record({
      type: fc.constant(type),
      inputs: fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(inputs), "toString"), fc.string()), values, {
        maxKeys: 5,
        noNullPrototype: true,
      }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ type, inputs }) => {
      const result = check({ type, name: "n", inputs, seed: new Uint8Array([1]), olds: inputs });
      expect(keeps(inputs, result.inputs)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
