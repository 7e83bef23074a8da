import { demand, isSet, matches } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { bucketTypes } from "./buckets.ts";
import { cluster, instance, ofSource } from "./databases.ts";

const redisNode = "aws:elasticache/cluster:Cluster";
const redisGroup = "aws:elasticache/replicationGroup:ReplicationGroup";
const serverless = "aws:elasticache/serverlessCache:ServerlessCache";
const broker = "aws:mq/broker:Broker";
const repository = "aws:ecr/repository:Repository";

export const statefulProtected: ResourceRule = {
  id: "stateful-protected",
  types: [
    instance,
    cluster,
    "aws:rds/globalCluster:GlobalCluster",
    redisNode,
    redisGroup,
    "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
    serverless,
    "aws:msk/cluster:Cluster",
    "aws:msk/serverlessCluster:ServerlessCluster",
    broker,
    ...bucketTypes,
    "aws:s3/directoryBucket:DirectoryBucket",
    "aws:kms/key:Key",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:route53/zone:Zone",
  ],
  severity: "high",
  level: "production",
  requirements: ["MC-273"],
  refs: {},
  rationale:
    "Data, keys and name servers are gone with the resource, so that the engine refuses to delete or replace it.",
  fix: "Set the resource option protect to true.",
  check: (inputs, { type, protect }) => {
    if (protect) return [];
    const [engine, owner] = caches.has(type) ? [inputs.get("engine"), inputs.get("replicationGroupId")] : [];
    if (engine?.known === false || owner?.known === false) return [];
    // Memcached keeps nothing, and a node of a group nothing of its own.
    if (engine?.value === "memcached" || isSet(owner?.value)) return "not-applicable";
    return [{ path: "", message: "the engine would delete it when asked" }];
  },
};

/** What may be a mere cache. */
const caches: ReadonlySet<string> = new Set([redisNode, serverless]);

export const dataOwnKmsKey: ResourceRule = {
  id: "data-own-kms-key",
  types: [instance, cluster, redisGroup, broker, repository],
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: {
    checkov: ["CKV_AWS_136", "CKV_AWS_191", "CKV_AWS_209", "CKV_AWS_327"],
  },
  rationale: "Who may use a key of our own is for us to say, and to take back, and each use is in the account's trail.",
  fix: "Name a KMS key of the account's own.",
  check: (inputs, { type }) => {
    switch (type) {
      case broker:
        return ownBrokerKey(inputs);
      case repository:
        return ownImageKey(inputs);
      default:
        return ofSource(inputs, () => demand(inputs, "kmsKeyId", isSet, message));
    }
  },
};

const message = "is encrypted under a key of AWS's";

function ownBrokerKey(inputs: Reader): Finding[] {
  const owned = inputs.get("encryptionOptions.useAwsOwnedKey");
  if (owned.known && owned.value !== false) return [{ path: "encryptionOptions.useAwsOwnedKey", message }];
  return demand(inputs, "encryptionOptions.kmsKeyId", isSet, message);
}

function ownImageKey(inputs: Reader): Finding[] {
  const path = "encryptionConfigurations";
  const settings = inputs.items(path);
  if (settings.length === 0) return demand(inputs, path, () => false, message);
  return settings.flatMap((setting) => {
    const type = setting.get("encryptionType");
    return type.known && !matches(/^KMS/)(type.value)
      ? [{ path: setting.at("encryptionType"), message }]
      : demand(setting, "kmsKey", isSet, message);
  });
}
