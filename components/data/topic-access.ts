import type { TopicAccess } from "../../systems/model/system.ts";
import type { Statement } from "../foundation/statement.ts";

export interface TopicGrant {
  /** `arn:aws:kafka:<region>:<account>:cluster/<name>/<uuid>` */
  clusterArn: string;
  system: string;
  service: string;
  topics: TopicAccess;
}

/** Its account, and what topics and groups of the cluster have in common. */
const mskCluster = /^(arn:aws:kafka:[a-z0-9-]+:\d{12}):cluster\/([A-Za-z0-9-]+\/[A-Za-z0-9-]+)$/;

/**
 * What a service's AWS identity may do on the brokers: read and write the topics that it names, and no others. A reader's
 * consumer groups are called `<system>.<service>`, or that with a dot and more. Names and actions:
 * docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html.
 *
 * @throws Error when the ARN is no MSK cluster's, or a name has more than lower-case letters, digits and dashes: a dot or
 * an asterisk could reach into another system
 */
export function topicStatements({ clusterArn, system, service, topics }: TopicGrant): readonly Statement[] {
  const { reads, writes } = topics;
  const [, before, within] = mskCluster.exec(clusterArn) ?? [];
  if (before === undefined || within === undefined) throw new Error(`"${clusterArn}" is no ARN of an MSK cluster`);
  const arn = (kind: "topic" | "group", ...parts: readonly string[]) => {
    const odd = parts.find((part) => !/^[a-z0-9-]+$/.test(part));
    if (odd !== undefined) throw new Error(`"${odd}" may have only lower-case letters, digits and dashes`);
    return `${before}:${kind}/${within}/${parts.join(".")}`;
  };
  const topicArns = (names: readonly string[]) => names.map((name) => arn("topic", system, name));
  const group = arn("group", system, service);
  const statements: Statement[] = [];
  const allow = (Sid: string, actions: readonly string[], Resource: Statement["Resource"]) => {
    const Action = actions.map((action) => `kafka-cluster:${action}`);
    statements.push({ Sid, Effect: "Allow", Action, Resource });
  };
  if (reads.length + writes.length === 0) return statements;
  // Producers are idempotent unless told otherwise, and older brokers check the right on the cluster.
  allow("KafkaConnect", writes.length > 0 ? ["Connect", "WriteDataIdempotently"] : ["Connect"], clusterArn);
  if (reads.length > 0) {
    allow("KafkaRead", ["DescribeTopic", "ReadData"], topicArns(reads));
    allow("KafkaGroups", ["AlterGroup", "DescribeGroup"], [group, `${group}.*`]);
  }
  if (writes.length > 0) allow("KafkaWrite", ["DescribeTopic", "WriteData"], topicArns(writes));
  return statements;
}
