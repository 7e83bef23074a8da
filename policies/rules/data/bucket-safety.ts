import { demand, is, isSet } from "../../demand.ts";
import type { Graph, Node } from "../../graph.ts";
import type { Reader, Reading } from "../../read.ts";
import type { ResourceRule, StackRule } from "../../rule.ts";
import { bucketsWithout, bucketTypes, holdsLogs, inline, isTagged, parts } from "./buckets.ts";

export const s3Logged: StackRule = {
  id: "s3-logged",
  severity: "medium",
  level: "advisory",
  requirements: ["MC-090"],
  refs: { checkov: ["CKV_AWS_18"], fsbp: ["S3.9"] },
  rationale: "When a file leaks, the log says who read it; buckets of logs are spared, or they would log themselves.",
  fix: "Log the bucket's requests into a bucket of logs.",
  note: "Advisory since 2026-11-23: nobody reads such logs yet; operations brings a reader in step 6.",
  checkStack: (graph) =>
    bucketsWithout(graph, "Logging")
      .filter(({ reader }) => inline(reader, "logging", "loggings").length === 0)
      .filter((bucket) => holdsLogs(graph, bucket) === false)
      .map(({ urn }) => ({ urn, path: "", message: "nothing tells who read or changed its files" })),
};

export const s3BackupLock: StackRule = {
  id: "s3-backup-lock",
  severity: "medium",
  level: "production",
  requirements: ["MC-090"],
  refs: { checkov: ["CKV_AWS_143", "CKV_AWS_144"], fsbp: ["S3.15"] },
  rationale:
    "Whoever steals an administrator's rights cannot delete the backups too: they are locked, or a copy is elsewhere.",
  fix: "Give the bucket an object lock with a default retention, or replicate it.",
  checkStack: (graph) =>
    graph
      .of(...bucketTypes)
      .filter((bucket) => holdsBackups(bucket) && !isLocked(graph, bucket) && !isReplicated(graph, bucket))
      .map(({ urn }) => ({ urn, path: "", message: "its backups are neither locked nor replicated" })),
};

/** Its name says so, or a tag. */
function holdsBackups({ name, reader }: Node): boolean {
  const word = /(^|[^a-z])backups?($|[^a-z])/i;
  const names = ["bucket", "bucketPrefix"].flatMap((key) => reader.literals(key).map(({ value }) => String(value)));
  return [name, ...names].some((one) => word.test(one)) || isTagged(reader, word) === true;
}

/** Locked by default, whoever writes; or it may be, where only the update will tell. */
function isLocked(graph: Graph, bucket: Node): boolean {
  const blocks = blocksOf(graph, bucket, "ObjectLockConfiguration", ["objectLockConfiguration"]);
  return blocks.map((block) => block.get("rule.defaultRetention.mode")).some(may(isSet));
}

/** Something of it is copied to another bucket; or it may be, where only the update will tell. */
function isReplicated(graph: Graph, bucket: Node): boolean {
  const names = ["replicationConfiguration", "replicationConfigurations"] as const;
  const blocks = blocksOf(graph, bucket, "ReplicationConfig", names);
  return blocks
    .flatMap((block) => {
      const rules = block.items("rules");
      return rules.length === 0 ? [block.get("rules")] : rules.map((rule) => rule.get("status"));
    })
    .some(may(is("Enabled")));
}

/** What a bucket says itself, under one of two names, and what a resource of a kind beside it says. */
function blocksOf(graph: Graph, bucket: Node, kind: string, [one, many]: readonly [string, string?]): Reader[] {
  const beside = parts(graph, kind).filter((part) => part.bucket === bucket);
  return [...inline(bucket.reader, one, many), ...beside.map(({ part }) => part.reader)];
}

const may =
  (holds: (value: unknown) => boolean) =>
  (reading: Reading): boolean =>
    !reading.known || holds(reading.value);

export const s3NoForceDestroy: ResourceRule = {
  id: "s3-no-force-destroy",
  types: [...bucketTypes, "aws:s3/directoryBucket:DirectoryBucket"],
  severity: "high",
  level: "production",
  requirements: ["MC-273"],
  refs: {},
  rationale:
    "A bucket with files in it refuses to be deleted; forceDestroy would empty it first, older versions and all.",
  fix: "Leave forceDestroy out, or set it to false.",
  check: (bucket) => demand(bucket, "forceDestroy", is(undefined, false), "would be deleted with all its files"),
};
