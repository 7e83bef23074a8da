import { describe, expect, it } from "vitest";
import { Graph, type Node } from "../../policies/graph.ts";
import { judge, judgeStack } from "../../policies/judge.ts";
import type { Resource } from "../../policies/resource.ts";
import type { ResourceRule, StackRule } from "../../policies/rule.ts";
import { resource, unknown } from "./fixture.ts";

const bucket = resource("aws:s3/bucket:Bucket", "uploads", { bucket: "shop-uploads" });
const other = resource("aws:s3/bucket:Bucket", "logs", {});
const fresh = resource("test:index:Block", "fresh", { bucket: unknown }, { refersTo: { bucket: [bucket] } });
const literal = resource("test:index:Block", "literal", { bucket: "shop-uploads" });
const nested = resource(
  "test:index:Set",
  "nested",
  { config: { buckets: [unknown] } },
  { refersTo: { config: [other] } },
);
const component = resource("trading:storage:Uploads", "uploads");
const inner = resource("trading:storage:PrivateBucket", "inner", {}, { parent: component.urn });
const leaf = resource("aws:s3/bucket:Bucket", "leaf", {}, { parent: inner.urn });

const graphOf = (resources: readonly Resource[]) =>
  new Graph(resources, "prod", () => ({ asked: new Set(), unknown: new Set() }));
const names = (nodes: readonly Node[]) => nodes.map(({ name }) => name);

describe("a graph", () => {
  const graph = graphOf([bucket, other, fresh, literal, nested, component, inner, leaf]);
  const node = (name: string) => graph.of().find((one) => one.name === name) as Node;
  const uploads = graph.of("aws:s3/bucket:Bucket")[0] as Node;

  it("links by property dependencies where the value is unknown, and by literal names", () => {
    expect(names(graph.referring(uploads, "bucket", "test:index:Block"))).toEqual(["fresh", "literal"]);
    expect(names(graph.referring(node("logs"), "bucket", "test:index:Block"))).toEqual([]);
    expect(names(graph.targets(node("nested"), "config.buckets", "aws:s3/bucket:Bucket"))).toEqual(["logs"]);
    expect(graph.refers(node("fresh"), "name", uploads)).toBe(false);
  });

  it("knows what a component holds, at any depth", () => {
    const holder = graph.of("trading:storage:Uploads")[0] as Node;
    expect(names(graph.within(holder))).toEqual(["inner", "leaf"]);
    expect(names(graph.ancestors(node("leaf")))).toEqual(["inner", "uploads"]);
    expect(graph.ancestors(node("logs"))).toEqual([]);
  });

  it("knows Kubernetes objects by the name in their metadata alone", () => {
    const namespace = resource("kubernetes:core/v1:Namespace", "a", { name: "x", metadata: { name: "shop" } });
    const by = (text: string) => resource("kubernetes:core/v1:ConfigMap", text, { metadata: { namespace: text } });
    const small = graphOf([namespace, by("shop"), by("x")]);
    const [one] = small.of("kubernetes:core/v1:Namespace");
    expect(names(small.referring(one as Node, "metadata.namespace", "kubernetes:core/v1:ConfigMap"))).toEqual(["shop"]);
  });
});

const about = {
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: {},
  rationale: "Why.",
  fix: "How.",
} as const;

describe("a verdict on one resource", () => {
  const rule: ResourceRule = {
    ...about,
    id: "all-of-it",
    types: ["aws:s3/bucket:Bucket"],
    check: (inputs, { protect }) => {
      if (!protect) return "not-applicable";
      return ["a", "b", "c"].flatMap((path) => {
        const reading = inputs.get(path);
        return reading.known && reading.value !== true ? [{ path, message: "is not true" }] : [];
      });
    },
  };
  const verdict = (inputs: Record<string, unknown>, protect = true) =>
    judge(rule, resource("aws:s3/bucket:Bucket", "x", inputs, { protect }), "prod");

  it("tells each path's outcome: one unknown hides no finding, and neither hides a pass", () => {
    expect(verdict({ a: true, b: unknown, c: false })).toEqual({
      rule: "all-of-it",
      urn: resource("aws:s3/bucket:Bucket", "x").urn,
      outcome: "violation",
      findings: [{ path: "c", message: "is not true" }],
      undetermined: ["b"],
      passed: ["a"],
    });
    expect(verdict({ a: true, b: unknown, c: true })).toMatchObject({ outcome: "undetermined", passed: ["a", "c"] });
    expect(verdict({ a: true, b: true, c: true })).toMatchObject({ outcome: "pass", passed: ["a", "b", "c"] });
    expect(verdict({}, false)).toMatchObject({ outcome: "not-applicable", findings: [], passed: [] });
  });
});

describe("a verdict on resources together", () => {
  const rule: StackRule = {
    ...about,
    id: "blocked",
    checkStack: (graph) =>
      graph.of("aws:s3/bucket:Bucket").flatMap((one) => {
        const blocks = graph.referring(one, "bucket", "test:index:Block");
        for (const block of blocks) block.reader.get("all");
        return blocks.length > 0 ? [] : [{ urn: one.urn, path: "", message: "has no block" }];
      }),
  };

  it("is one for each resource that was read or found wanting", () => {
    const block = { ...fresh, inputs: { bucket: unknown, all: unknown } };
    const verdicts = judgeStack(rule, [bucket, other, block], "prod");
    expect(verdicts.map(({ urn, outcome, undetermined }) => [urn, outcome, undetermined])).toEqual([
      [block.urn, "undetermined", ["all"]],
      // Found wanting by another's inputs: its own were not read.
      [other.urn, "violation", []],
    ]);
  });
});
