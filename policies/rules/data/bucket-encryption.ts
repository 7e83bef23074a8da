import { demand, is } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, StackRule } from "../../rule.ts";
import { bucketsWithout, bucketTypes, holdsLogs, inline, isServed, parts } from "./buckets.ts";

const kind = "ServerSideEncryptionConfiguration";
const message = "S3's own keys encrypt it";

export const s3Encrypted: StackRule = {
  id: "s3-encrypted",
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-030", "MC-090"],
  refs: { checkov: ["CKV_AWS_19", "CKV_AWS_145"], fsbp: ["S3.17"] },
  rationale:
    "To read a file takes the right to use its key as well; logs and public pages need no more than S3's keys.",
  fix: "Set sseAlgorithm to aws:kms with bucketKeyEnabled for every bucket but those of logs and of a CDN's pages.",
  checkStack: (graph) => {
    const buckets = graph.of(...bucketTypes);
    const undeclared = bucketsWithout(graph, kind).filter(({ reader }) => inlineRules(reader).length === 0);
    return [
      ...undeclared.filter((bucket) => needsKey(graph, bucket)).map(({ urn }) => ({ urn, path: "", message })),
      ...buckets.flatMap((bucket) => weak(graph, bucket, bucket, inlineRules(bucket.reader))),
      ...parts(graph, kind).flatMap(({ part, bucket }) => weak(graph, part, bucket, part.reader.items("rules"))),
    ];
  },
};

function inlineRules(bucket: Reader): Reader[] {
  const [one, many] = ["serverSideEncryptionConfiguration", "serverSideEncryptionConfigurations"];
  return inline(bucket, one, many).flatMap((block) => inline(block, "rule", "rules"));
}

/** Whether a bucket's files need a KMS key: not where that is sure to be wrong, nor where only the update will tell. */
function needsKey(graph: Graph, bucket: Node | undefined): boolean {
  return bucket === undefined || (!isServed(graph, bucket) && holdsLogs(graph, bucket) === false);
}

function weak(graph: Graph, { urn }: Node, bucket: Node | undefined, rules: readonly Reader[]): StackFinding[] {
  return rules.flatMap((rule) => weakRule(graph, bucket, rule)).map((finding) => ({ urn, ...finding }));
}

function weakRule(graph: Graph, bucket: Node | undefined, rule: Reader): Finding[] {
  const [first = rule.block("applyServerSideEncryptionByDefault")] = rule.items("applyServerSideEncryptionByDefaults");
  const algorithm = first.get("sseAlgorithm");
  if (!algorithm.known || algorithm.value === "aws:kms:dsse") return [];
  if (algorithm.value === "aws:kms") {
    return demand(rule, "bucketKeyEnabled", is(true), "every file takes a call of KMS, which has a limit");
  }
  return needsKey(graph, bucket) ? [{ path: first.at("sseAlgorithm"), message }] : [];
}
