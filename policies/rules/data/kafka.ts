import { atLeast, demand, is, isSet, matches } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule, StackRule } from "../../rule.ts";
import { wholeNumber } from "./figures.ts";

const cluster = "aws:msk/cluster:Cluster";
const configuration = "aws:msk/configuration:Configuration";
const topic = "aws:msk/topic:Topic";

export const mskAuthPrivate: ResourceRule = {
  id: "msk-auth-private",
  types: [cluster],
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-032"],
  refs: { checkov: ["CKV_AWS_81", "CKV_AWS_291"], fsbp: ["MSK.4", "MSK.6"] },
  rationale: "Orders and trades are read and written by who signs in from inside, and kept under a key of our own.",
  fix: "Let clients in by SASL or mutual TLS alone, without public access, and name a KMS key for storage.",
  exceptions: "none",
  check: (brokers) => [
    ...demand(
      brokers,
      "clientAuthentication.unauthenticated",
      is(undefined, false),
      "lets clients in that do not sign in",
    ),
    ...withoutSignIn(brokers),
    ...demand(
      brokers,
      "brokerNodeGroupInfo.connectivityInfo.publicAccess.type",
      is(undefined, "DISABLED"),
      "its brokers have addresses on the internet",
    ),
    ...demand(brokers, "encryptionInfo.encryptionAtRestKmsKeyArn", isSet, "its storage is under a key of AWS's"),
  ],
};

/** Where no way to sign in is named, MSK lets everybody in. */
function withoutSignIn(brokers: Reader): Finding[] {
  const path = "clientAuthentication";
  const authorities = brokers.items(`${path}.tls.certificateAuthorityArns`);
  if (authorities.length > 0) return [];
  const listed = brokers.get(`${path}.tls.certificateAuthorityArns`);
  const sasl = ["iam", "scram"].map((way) => brokers.get(`${path}.sasl.${way}`));
  if (!listed.known || sasl.some((way) => !way.known || way.value === true)) return [];
  return [{ path, message: "clients have no way to sign in" }];
}

interface Property {
  name: string;
  holds: (value: unknown) => boolean;
  message: string;
}

/** Said, not left to defaults: MSK's differ by the number of zones, and elect a leader that lacks records. */
const properties: readonly Property[] = [
  { name: "default.replication.factor", holds: isAtLeast(3), message: "a new topic has fewer than 3 copies" },
  { name: "min.insync.replicas", holds: isAtLeast(2), message: "a record counts before 2 copies have it" },
  { name: "auto.create.topics.enable", holds: is("false"), message: "a misspelt name becomes a topic" },
  { name: "unclean.leader.election.enable", holds: is("false", false), message: "a copy that lacks records may lead" },
];

function isAtLeast(least: number) {
  return (value: unknown): boolean => (wholeNumber(value) ?? 0) >= least;
}

export const mskDurability: StackRule = {
  id: "msk-durability",
  severity: "high",
  level: "production",
  requirements: ["MC-032", "MC-273"],
  refs: {},
  rationale: "A record that was accepted is in two zones at least, so that losing one loses no order.",
  fix: "Use 3 brokers or a multiple of the zones, and a configuration with 3 copies, 2 in sync and no unclean leader.",
  checkStack: (graph) => [
    ...graph.of(cluster).flatMap((node) => brokerFaults(graph, node)),
    ...graph.of(configuration).flatMap((node) => configurationFaults(graph, node)),
    ...graph.of(topic).flatMap(topicFaults),
  ],
};

function brokerFaults(graph: Graph, node: Node): StackFinding[] {
  const { urn, reader } = node;
  const path = "numberOfBrokerNodes";
  const zones = reader.items("brokerNodeGroupInfo.clientSubnets").length;
  const isSpread = (count: unknown) => typeof count !== "number" || zones === 0 || count % zones === 0;
  return [
    ...demand(reader, path, atLeast(3), "three copies take three brokers"),
    ...demand(reader, path, isSpread, `its brokers do not spread evenly over ${zones} zones`),
    // Express brokers keep three copies whatever a configuration says, and let nobody change it.
    ...(isExpress(reader) || graph.targets(node, "configurationInfo", configuration).length > 0
      ? []
      : demand(reader, "configurationInfo.arn", isSet, "MSK's own defaults may lose records")),
  ].map((finding) => ({ urn, ...finding }));
}

function isExpress(brokers: Reader): boolean {
  const type = brokers.get("brokerNodeGroupInfo.instanceType");
  return type.known && matches(/^express\./)(type.value);
}

function configurationFaults(graph: Graph, node: Node): StackFinding[] {
  const users = graph.referring(node, "configurationInfo", cluster);
  if (users.length > 0 && users.every(({ reader }) => isExpress(reader))) return [];
  const path = "serverProperties";
  const text = node.reader.get(path);
  if (!text.known) return [];
  const values = parsed(typeof text.value === "string" ? text.value : "");
  return properties
    .filter(({ name, holds }) => !holds(values.get(name)))
    .map(({ name, message }) => ({ urn: node.urn, path, message: `${name}: ${message}` }));
}

/** A topic can have other values than its brokers say; what it does not name is theirs. */
function topicFaults({ urn, reader }: Node): StackFinding[] {
  const configs = reader.json("configs");
  const own = properties.flatMap(({ name, holds, message }) => {
    const isKept = (value: unknown) => !isSet(value) || holds(value);
    return demand(configs, `["${name}"]`, isKept, message);
  });
  const copies = demand(reader, "replicationFactor", atLeast(3), "it has fewer than 3 copies");
  return [...copies, ...own].map((finding) => ({ urn, ...finding }));
}

/** A text of `name=value` lines; of a name that occurs twice the last one counts. */
function parsed(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).map((line) => /^\s*([^#!\s=:][^\s=:]*)\s*[=:\s]\s*(.*?)\s*$/.exec(line));
  return new Map(lines.flatMap((line) => (line === null ? [] : [[line[1] ?? "", line[2] ?? ""] as const])));
}

export const mskLogging: ResourceRule = {
  id: "msk-logging",
  types: [cluster],
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-116", "MC-198"],
  refs: { checkov: ["CKV_AWS_80"] },
  rationale: "Brokers tell what is wrong in logs that outlive them, and in metrics of each broker.",
  fix: "Send the brokers' logs to CloudWatch, Firehose or S3, and set enhancedMonitoring to PER_BROKER or finer.",
  check: (brokers) => {
    const path = "loggingInfo.brokerLogs";
    const ways = ["cloudwatchLogs", "firehose", "s3"].map((way) => brokers.get(`${path}.${way}.enabled`));
    const isSilent = ways.every((way) => way.known && way.value !== true);
    return [
      ...(isSilent ? [{ path, message: "its brokers' logs go nowhere" }] : []),
      ...demand(brokers, "enhancedMonitoring", matches(/^PER_/), "its metrics do not tell one broker from another"),
    ];
  },
};
