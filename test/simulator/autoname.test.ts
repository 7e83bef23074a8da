import { describe, expect, it } from "vitest";
import { replacements } from "../../providers/replacements.ts";
import { schema } from "../../providers/schema.ts";
import { autonamed, isAutonamed } from "../../simulator/autoname.ts";
import { check, type ToCheck } from "../../simulator/check.ts";
import { plain, type Properties, secret, unknown } from "../../simulator/wire.ts";

const role = "aws:iam/role:Role";
const group = "aws:lb/targetGroup:TargetGroup";
const seed = new Uint8Array([1, 2, 3]);
const other = new Uint8Array([3, 2, 1]);

const named = (type: string, inputs: Properties, more: Partial<ToCheck> = {}) =>
  autonamed({ type, name: "web", inputs, ...more }, schema.resources[type]);

describe("an AWS name", () => {
  it("is the logical name and digits of the engine's seed, noted as made up", () => {
    const { inputs, failures } = named(role, {}, { seed });
    expect(inputs).toEqual({ name: expect.stringMatching(/^web-[0-9a-f]{7}$/) as string, __defaults: ["name"] });
    expect(failures).toEqual([]);
    expect(named(role, {}, { seed })).toEqual({ inputs, failures });
    expect(named(role, {}, { seed: other }).inputs["name"]).not.toBe(inputs["name"]);
    expect(named("aws:s3/bucket:Bucket", {}, { seed }).inputs).toMatchObject({
      bucket: expect.stringMatching(/^web-/) as string,
      __defaults: ["bucket"],
    });
  });

  it("is kept from one update to the next", () => {
    const olds = named(role, {}, { seed }).inputs;
    expect(named(role, { description: "new" }, { seed: other, olds }).inputs).toEqual({ ...olds, description: "new" });
  });

  it("is made up anew when the last one was the program's", () => {
    expect(named(role, {}, { seed, olds: { name: "own" } }).inputs["name"]).toMatch(/^web-/);
    expect(named(role, {}, { seed, olds: { name: "own", __defaults: [] } }).inputs["name"]).toMatch(/^web-/);
  });

  it("stays absent without a seed, as an offline preview cannot know it", () => {
    expect(named(role, {}).inputs).toEqual({});
  });

  it.each<[string, Properties]>([
    ["is the program's", { name: "own" }],
    ["is not known yet", { name: unknown }],
    ["has a prefix", { namePrefix: "own-" }],
  ])("is left alone where it %s", (_, inputs) => {
    const result = named(role, inputs, { seed, olds: { name: "web-1234567", __defaults: ["name"] } });
    expect(result).toEqual({ inputs, failures: [] });
    expect(isAutonamed(result.inputs)).toBe(false);
  });

  it("replaces null, which is no name", () => {
    expect(named(role, { name: null }, { seed }).inputs["name"]).toMatch(/^web-/);
  });

  it("may not be longer than the service takes, made up or given", () => {
    const reason =
      '"a-load-balancer-for-everything" and 8 characters of the provider\'s are longer than the 32 allowed; set a name';
    const long = { name: "a-load-balancer-for-everything", seed };
    expect(named("aws:lb/loadBalancer:LoadBalancer", {}, long).failures).toEqual([{ property: "name", reason }]);
    expect(named("aws:lb/loadBalancer:LoadBalancer", {}, { ...long, name: "x".repeat(24) }).failures).toEqual([]);
    expect(named("aws:lb/loadBalancer:LoadBalancer", {}, { ...long, name: "x".repeat(25) }).failures).toHaveLength(1);
    expect(named(role, {}, long).failures).toEqual([]);
    expect(named(group, { name: "x".repeat(32) }).failures).toEqual([]);
    expect(named(group, { name: "x".repeat(33) }).failures).toEqual([
      { property: "name", reason: "must have at most 32 characters" },
    ]);
  });

  it("is not judged while it is unknown, whatever stands for it", () => {
    expect(named(group, { name: unknown }).failures).toEqual([]);
  });

  it("is made up for exactly the types that the table of replacements says it is", () => {
    const made = Object.keys(schema.resources)
      .filter((type) => replacements[type] !== undefined && !type.startsWith("kubernetes:"))
      .filter((type) => isAutonamed(named(type, {}, { seed }).inputs));
    const listed = Object.keys(schema.resources).filter((type) => replacements[type]?.autonamed !== undefined);
    expect(made.sort()).toEqual(listed.sort());
  });
});

describe("a Kubernetes object's name", () => {
  const type = "kubernetes:core/v1:Secret";
  const metadata = { namespace: "shop", labels: { a: "b" } };

  it("lies in its metadata, and is kept", () => {
    const { inputs } = named(type, { metadata }, { seed });
    expect(inputs["metadata"]).toEqual({ ...metadata, name: expect.stringMatching(/^web-[0-9a-f]{8}$/) as string });
    expect(isAutonamed(inputs)).toBe(true);
    expect(named(type, { metadata }, { seed: other, olds: inputs }).inputs).toEqual(inputs);
    expect(named(type, {}, { seed }).inputs["metadata"]).toHaveProperty("name");
  });

  it("is made up anew when the last one was the program's", () => {
    const olds = { metadata: { ...metadata, name: "own" } };
    expect(named(type, { metadata }, { seed, olds }).inputs["metadata"]).not.toHaveProperty("name", "own");
  });

  it.each<[string, Properties]>([
    ["is the program's", { name: "own" }],
    ["is the server's to make up", { generateName: "own-" }],
  ])("is left alone where it %s", (_, own) => {
    const inputs = { metadata: { ...metadata, ...own } };
    expect(named(type, inputs, { seed }).inputs).toEqual(inputs);
  });

  it("is not made up while the metadata is unknown, and is secret where that is", () => {
    expect(named(type, { metadata: unknown }, { seed }).inputs).toEqual({ metadata: unknown });
    expect(named(type, { metadata: secret(unknown) }, { seed }).inputs).toEqual({ metadata: secret(unknown) });
    const { inputs } = named(type, { metadata: secret(metadata) }, { seed });
    expect(inputs["metadata"]).toEqual(secret({ ...metadata, name: expect.stringMatching(/^web-/) as string }));
    expect(named(type, { metadata }, { seed: other, olds: inputs }).inputs["metadata"]).toMatchObject({
      name: (plain(inputs["metadata"] ?? null) as Properties)["name"],
    });
  });

  it("stays absent without a seed", () => {
    expect(named(type, { metadata }).inputs).toEqual({ metadata });
  });

  it("is made up for kinds whose schema lies in the cluster too", () => {
    const asked = { type: "kubernetes:eks.amazonaws.com/v1:TargetGroupBinding", name: "web", inputs: {}, seed };
    expect(check(asked).inputs["metadata"]).toHaveProperty("name");
  });
});
