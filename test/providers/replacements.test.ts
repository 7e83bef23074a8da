import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kubernetesAlways, replacements } from "../../providers/replacements.ts";
import { type Kind, schema } from "../../providers/schema.ts";

/** The counts shorten `aws:s3/bucket:Bucket` to `aws:s3:Bucket`. */
const token = (type: string) =>
  type.replace(
    /^aws:(\w+):(\w)(\w*)$/,
    (_all, module: string, first: string, rest: string) =>
      `aws:${module}/${first.toLowerCase()}${rest}:${first}${rest}`,
  );

const counts = (stack: string) =>
  JSON.parse(readFileSync(new URL(`../snapshots/counts-${stack}.json`, import.meta.url), "utf8")) as object;

/** Types in use: those of both stacks as reviewed, and those that the sources name, such as what only a flag brings. */
const counted = ["prod", "staging"].flatMap((stack) => Object.keys(counts(stack)).map(token));
const types = [...new Set([...counted, ...Object.keys(schema.resources)])].filter((type) =>
  /^(aws|kubernetes|postgresql|random|tls):/.test(type),
);

/** Whether a path leads to an input: each segment names one of the block that the one before it holds. */
function leads(kind: Kind, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined || kind === "any") return true;
  if (typeof kind !== "object") return false;
  if ("list" in kind) return first === "*" && leads(kind.list, rest);
  if ("map" in kind) return leads(kind.map, rest);
  return inputOf(schema.blocks[kind.block]?.inputs, [first, ...rest]);
}

function inputOf(
  inputs: Readonly<Record<string, { kind: Kind }>> | undefined,
  [first = "", ...rest]: readonly string[],
) {
  const field = inputs?.[first];
  return field !== undefined && leads(field.kind, rest);
}

const all = Object.entries(replacements);
const known = all.filter(([type]) => schema.resources[type]);

describe("replacements", () => {
  it.each(types)("%s was reviewed", (type) => {
    expect(replacements[type]?.source).toMatch(/\S/);
  });

  it.each(known)("%s: every path is an input", (type, { paths, sometimes = {}, unread = [], autonamed }) => {
    const named = [...paths, ...Object.keys(sometimes), ...unread, ...(autonamed === undefined ? [] : [autonamed])];
    expect(named.filter((path) => !inputOf(schema.resources[type]?.inputs, path.split(".")))).toEqual([]);
  });

  it.each(all)("%s: no path is said twice or covered by another", (_type, { paths, sometimes = {}, unread = [] }) => {
    const named = [...paths, ...Object.keys(sometimes), ...unread];
    const covered = named.filter((path, at) =>
      named.some((other, index) => index !== at && (path === other || path.startsWith(`${other}.`))),
    );
    expect(covered).toEqual([]);
  });

  it("moves every AWS type that has a region to another region by a replacement", () => {
    const regional = Object.keys(schema.resources).filter(
      (type) => type.startsWith("aws:") && schema.resources[type]?.inputs["region"],
    );
    expect(regional.filter((type) => !replacements[type]?.paths.includes("region"))).toEqual([]);
  });

  it("knows what tells Kubernetes objects apart", () => {
    const inputs = schema.resources["kubernetes:core/v1:ConfigMap"]?.inputs;
    expect(kubernetesAlways.filter((path) => !inputOf(inputs, path.split(".")))).toEqual([]);
  });
});
