import { demand, is, isSet, matches } from "../../demand.ts";
import type { ResourceRule } from "../../rule.ts";

const replicationGroupType = "aws:elasticache/replicationGroup:ReplicationGroup";

export const redisTls: ResourceRule = {
  id: "redis-tls",
  types: [replicationGroupType, "aws:elasticache/cluster:Cluster"],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-031", "MC-037"],
  refs: { checkov: ["CKV_AWS_30"], fsbp: ["ElastiCache.5"] },
  rationale: "Sessions lie in Redis, and passwords go to it with every connection.",
  fix: "Use a replication group with transitEncryptionEnabled true and transitEncryptionMode required.",
  check: (group, { type }) => {
    // A member of a larger group has that group's setting, and may not say one.
    const around = group.get(type === replicationGroupType ? "globalReplicationGroupId" : "replicationGroupId");
    if (!around.known) return [];
    if (isSet(around.value)) return "not-applicable";
    return [
      ...demand(group, "transitEncryptionEnabled", is(true), "takes plain connections"),
      // Required is the default; "preferred" is for the time of a migration.
      ...demand(group, "transitEncryptionMode", is(undefined, "required"), "takes plain connections as well"),
    ];
  },
};

export const mskTls: ResourceRule = {
  id: "msk-tls",
  types: ["aws:msk/cluster:Cluster"],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-032", "MC-037"],
  refs: { checkov: ["CKV_AWS_81"], fsbp: ["MSK.1"] },
  rationale: "Orders and trades pass through Kafka, from clients to brokers and from broker to broker.",
  fix: "Leave encryptionInTransit at its defaults, or set clientBroker to TLS and inCluster to true.",
  check: (cluster) => {
    const transit = cluster.block("encryptionInfo.encryptionInTransit");
    // Both are the defaults.
    return [
      ...demand(transit, "clientBroker", is(undefined, "TLS"), "brokers take plain connections"),
      ...demand(transit, "inCluster", is(undefined, true), "brokers talk to each other without encryption"),
    ];
  },
};

export const sesTlsRequire: ResourceRule = {
  id: "ses-tls-require",
  types: ["aws:sesv2/configurationSet:ConfigurationSet", "aws:ses/configurationSet:ConfigurationSet"],
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-029"],
  refs: { checkov: ["CKV_AWS_365"], fsbp: ["SES.3"] },
  rationale: "Mails hold links that sign a person in, so a mail server that speaks no TLS gets none.",
  fix: "Set deliveryOptions.tlsPolicy to REQUIRE.",
  // The older of the two types writes it as `Require`; without it plain delivery is allowed.
  check: (set) =>
    demand(set, "deliveryOptions.tlsPolicy", matches(/^require$/i), "mails may go out without encryption"),
};
