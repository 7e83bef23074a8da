import { describe, expect, it } from "vitest";
import { identities } from "../../providers/identities.ts";
import { replacements } from "../../providers/replacements.ts";
import { schema } from "../../providers/schema.ts";

/** `replacements.test.ts` proves that these are all types in use. */
const types = Object.keys(replacements).filter((type) => /^(aws|postgresql):/.test(type));
const all = Object.entries(identities);
const tagged = Object.keys(schema.resources).filter(
  (type) => /^aws:/.test(type) && schema.resources[type]?.inputs["tags"],
);

describe("identities", () => {
  it.each(types)("%s was reviewed", (type) => {
    expect(identities[type]?.source).toMatch(/\S/);
  });

  it.each(all)(
    "%s: every input that it names exists",
    (type, { id, importId, unique = [], arnWithin = [], lookUp = "" }) => {
      const inputs = schema.resources[type]?.inputs ?? {};
      const imported = (importId?.inputs ?? []).filter((name) => name !== "id");
      const asked = [...lookUp.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
      const named = [...(id === "own" ? [] : id.inputs), ...imported, ...unique, ...arnWithin, ...asked];
      expect(named.filter((name) => inputs[name] === undefined)).toEqual([]);
    },
  );

  it.each(all)("%s: says what happens when it is created twice", (_type, { id, unique, conflict, repeatable }) => {
    expect(conflict === undefined).toBe(unique === undefined);
    if (unique !== undefined) expect(repeatable).toBeUndefined();
    // An id made of inputs is the same the second time: either the cloud refuses that or it must be harmless.
    if (id !== "own") expect(unique !== undefined || repeatable === true).toBe(true);
  });

  it.each(all.filter(([, { arnHasName }]) => arnHasName))("%s: has a name that is unique", (type, { unique = [] }) => {
    expect(unique).toEqual(["name"]);
    expect(schema.resources[type]?.inputs["name"]).toBeDefined();
  });

  it.each(all)("%s: joins several inputs by something", (_type, { id }) => {
    if (id !== "own" && id.inputs.length > 1 && id.separator === undefined) {
      expect(id.inputs).toEqual(["policyName", "resourceArn"]); // exactly one of the two is given
    }
  });

  it("knows the ARN form of every tagged type that the tagging API answers for", () => {
    expect(tagged.filter((type) => identities[type]?.arn === undefined)).toEqual([
      "aws:iam/role:Role",
      "aws:s3/bucketObjectv2:BucketObjectv2",
    ]);
    expect(all.filter(([type, { arn }]) => arn !== undefined && !tagged.includes(type))).toEqual([]);
    expect(all.filter(([, { arn = "a:b" }]) => !/^[a-z0-9-]+(:[a-z()|/-]+)?$/.test(arn))).toEqual([]);
  });
});
