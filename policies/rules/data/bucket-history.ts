import { isSet } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import { bucketsWithout, bucketTypes, holdsLogs, inline, parts } from "./buckets.ts";

export const s3VersionedLifecycle: StackRule = {
  id: "s3-versioned-lifecycle",
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-009", "MC-030", "MC-090"],
  refs: { checkov: ["CKV_AWS_21", "CKV_AWS_300", "CKV2_AWS_61"], fsbp: ["S3.13"] },
  rationale:
    "A file that was overwritten or deleted can be restored for a while, and what nobody needs goes by itself.",
  fix: "Enable versioning, and let a rule for the whole bucket end older versions and unfinished uploads.",
  checkStack: (graph) => [...withoutVersions(graph), ...withoutLifecycle(graph)],
};

/** Logs are written once, so their buckets may do without versions. */
function withoutVersions(graph: Graph): StackFinding[] {
  const found = (node: Node, bucket: Node | undefined, path: string): StackFinding[] =>
    bucket === undefined || holdsLogs(graph, bucket) === false
      ? [{ urn: node.urn, path, message: "older versions are not kept" }]
      : [];
  const off = (node: Node, bucket: Node | undefined, state: Reader, on: unknown): StackFinding[] => {
    const reading = state.get("");
    return !reading.known || reading.value === on ? [] : found(node, bucket, state.path);
  };
  return [
    ...graph
      .of(...bucketTypes)
      .flatMap((bucket) => inlineVersioning(bucket).flatMap((state) => off(bucket, bucket, state, true))),
    ...parts(graph, "Versioning").flatMap(({ part, bucket }) =>
      off(part, bucket, part.reader.block("versioningConfiguration.status"), "Enabled"),
    ),
    ...bucketsWithout(graph, "Versioning")
      .filter((bucket) => inlineVersioning(bucket).length === 0)
      .flatMap((bucket) => found(bucket, bucket, "")),
  ];
}

function inlineVersioning({ reader }: Node): Reader[] {
  return inline(reader, "versioning", "versionings").map((versioning) => versioning.block("enabled"));
}

function withoutLifecycle(graph: Graph): StackFinding[] {
  const hasOwn = ({ reader }: Node) => reader.items("lifecycleRules").length > 0 || !reader.get("lifecycleRules").known;
  const unversioned = new Set(bucketsWithout(graph, "Versioning").filter((one) => inlineVersioning(one).length === 0));
  // A bucket of logs that has no versions needs none.
  const mayHaveOlder = (bucket: Node | undefined) =>
    bucket === undefined || !unversioned.has(bucket) || holdsLogs(graph, bucket) === false;
  const found = (node: Node, bucket: Node | undefined, path: string) => leftovers(node, path, mayHaveOlder(bucket));
  return [
    ...bucketsWithout(graph, "LifecycleConfiguration")
      .filter((bucket) => !hasOwn(bucket))
      .map(({ urn }) => ({ urn, path: "", message: "nothing ends unfinished uploads and older versions" })),
    ...graph
      .of(...bucketTypes)
      .filter(hasOwn)
      .flatMap((bucket) => found(bucket, bucket, "lifecycleRules")),
    ...parts(graph, "LifecycleConfiguration").flatMap(({ part, bucket }) => found(part, bucket, "rules")),
  ];
}

const unfinished = ["abortIncompleteMultipartUpload.daysAfterInitiation", "abortIncompleteMultipartUploadDays"];
const older = [
  "noncurrentVersionExpiration.noncurrentDays",
  "noncurrentVersionExpiration.days",
  "noncurrentVersionExpirations[0].days",
];

function leftovers({ urn, reader }: Node, path: string, mayHaveOlder: boolean): StackFinding[] {
  const rules = reader.items(path);
  if (rules.length === 0 && !reader.get(path).known) return [];
  const missing = [
    { ends: unfinished, message: "no rule for the whole bucket ends unfinished uploads" },
    ...(mayHaveOlder ? [{ ends: older, message: "no rule for the whole bucket ends older versions" }] : []),
  ].filter(({ ends }) => !rules.some((rule) => mayEndAll(rule, ends)));
  return missing.map(({ message }) => ({ urn, path, message }));
}

/** What narrows a rule down to some of a bucket's files. */
const narrowing = [
  "prefix",
  "tags",
  "filter.prefix",
  "filter.tag",
  "filter.and",
  "filter.objectSizeGreaterThan",
  "filter.objectSizeLessThan",
];

/** Whether a rule ends something in the whole bucket, or may. */
function mayEndAll(rule: Reader, ends: readonly string[]): boolean {
  const ended = ends.map((path) => rule.get(path));
  if (ended.every((reading) => reading.known && !isSet(reading.value))) return false;
  const states = [rule.get("status"), rule.get("enabled")];
  if (states.every((state) => state.known && state.value !== "Enabled" && state.value !== true)) return false;
  return !narrowing.map((path) => rule.get(path)).some((reading) => reading.known && isSet(reading.value));
}
