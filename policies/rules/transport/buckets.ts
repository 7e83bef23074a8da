import { is } from "../../demand.ts";
import type { Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import { statements } from "../statements.ts";

export const s3DenyHttp: StackRule = {
  id: "s3-deny-http",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-030", "MC-037"],
  refs: { fsbp: ["S3.5"], cis: ["2.1.1"] },
  rationale: "S3 answers plain HTTP to whoever is allowed to read, unless the bucket's policy refuses it to everyone.",
  fix: 'Deny s3:* to everyone on the bucket and its objects when aws:SecureTransport is "false".',
  checkStack: (graph) =>
    graph.of("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2").flatMap((bucket): StackFinding[] => {
      const inline = bucket.reader.get("policy");
      const policies = graph.referring(bucket, "bucket", "aws:s3/bucketPolicy:BucketPolicy");
      const all = inline.known && inline.value === undefined ? policies : [...policies, bucket];
      if (all.length === 0) return [{ urn: bucket.urn, path: "", message: "no policy refuses plain HTTP" }];
      if (all.some(mayRefuse)) return [];
      return all.map(({ urn }) => ({ urn, path: "policy", message: "does not refuse plain HTTP to everyone" }));
    }),
};

/** Whether a policy refuses plain HTTP, as far as is known. */
function mayRefuse({ reader }: Node): boolean {
  const all = statements(reader, "policy");
  if (all.length === 0) return !reader.json("policy").get("Statement").known;
  const [bucket] = reader.literals("bucket");
  return all.some((statement) => mayRefuseHttp(statement, bucket?.value));
}

function mayRefuseHttp(statement: Reader, bucket: unknown): boolean {
  const parts: readonly [string, (value: unknown) => boolean][] = [
    ["Effect", is("Deny")],
    ["Condition", isPlainHttp],
    ["Principal", isEveryone],
    ["Action", (action) => listOf(action).some((one) => one === "*" || one === "s3:*")],
    ["Resource", (resource) => coversBucket(listOf(resource), bucket)],
  ];
  return parts.every(([key, holds]) => {
    const part = statement.get(key);
    return !part.known || holds(part.value);
  });
}

/** This condition and no other: a second one would let plain HTTP through where it does not hold. */
function isPlainHttp(condition: unknown): boolean {
  const [only, ...others] = pairsOf(condition).flatMap(([operator, keys]) =>
    pairsOf(keys).map(([key, value]) => [operator, key, value] as const),
  );
  if (only === undefined || others.length > 0) return false;
  const [operator, key, value] = only;
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return (
    /^Bool(IfExists)?$/.test(operator) &&
    key.toLowerCase() === "aws:securetransport" &&
    values.length === 1 &&
    is("false", false)(values[0])
  );
}

function isEveryone(principal: unknown): boolean {
  return principal === "*" || pairsOf(principal).some(([kind, who]) => kind === "AWS" && listOf(who).includes("*"));
}

/** Whether resources cover a bucket, of this name where it is known, and all of its objects. */
function coversBucket(resources: readonly string[], bucket: unknown): boolean {
  const patterns = resources.map((resource) => resource.replace(/^arn:[^:]*:s3:::/, ""));
  const ours = patterns.filter((pattern) => {
    const [name = ""] = pattern.split("/");
    if (typeof bucket !== "string" || name === bucket) return true;
    return name.endsWith("*") && bucket.startsWith(name.slice(0, -1));
  });
  const objects = ours.some((pattern) => /^[^/]*\*$|^[^/]+\/\*$/.test(pattern));
  return objects && ours.some((pattern) => !pattern.includes("/"));
}

function pairsOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function listOf(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((one) => typeof one === "string");
}
