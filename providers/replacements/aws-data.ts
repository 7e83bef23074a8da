import { type Condition, type Inputs, isAbsent, isEmpty, listOf } from "./condition.ts";
import type { Replacements } from "./replacement.ts";

const service = "hashicorp/terraform-provider-aws internal/service";

/** The numbers in a version, `x` left out. */
const numbersOf = (version: unknown): number[] =>
  String(version)
    .split(".")
    .filter((part) => /^\d+$/.test(part))
    .map(Number);

/** By the numbers that both give: "6.2" is no lower than "6.x", and nothing than a version that is absent. */
function isLower(version: unknown, than: unknown): boolean {
  const others = numbersOf(than);
  const differences = numbersOf(version).map((number, i) => number - (others[i] ?? number));
  return (differences.find((difference) => difference !== 0) ?? 0) < 0;
}

/** A block that forces a replacement, while nothing in it does. */
const givenOrTaken = (key: string): Condition => ({
  when: "it is given or taken away",
  holds: (olds, news) => isAbsent(olds[key]) !== isAbsent(news[key]),
});

/** A global group tells its members their engine and version. */
const isGlobal = (inputs: Inputs): boolean => !isAbsent(inputs["globalReplicationGroupId"]);

const engineOf = (inputs: Inputs): unknown => inputs["engine"] ?? "redis";

/** The zones that a node group is given may not change; those that it is not given are AWS's choice. */
function stays(nodeGroup: Inputs, among: readonly Inputs[]): boolean {
  const zones = ["primaryAvailabilityZone", "replicaAvailabilityZones"].filter((key) => !isEmpty(nodeGroup[key]));
  const keys = ["nodeGroupId", "replicaCount", "slots", ...zones];
  return among.some((one) => keys.every((key) => JSON.stringify(one[key]) === JSON.stringify(nodeGroup[key])));
}

function keepsNodeGroups(old: unknown, now: unknown): boolean {
  const [before, after] = [listOf(old), listOf(now)] as [Inputs[], Inputs[]];
  return before.length === after.length && before.every((nodeGroup) => stays(nodeGroup, after));
}

/** Databases, caches, streams and message brokers, and the scaling of what they store. */
export const awsData: Replacements = {
  "aws:appautoscaling/policy:Policy": {
    source: `${service}/appautoscaling/policy.go stored file 11158598336`,
    paths: ["name", "region", "resourceId", "scalableDimension", "serviceNamespace"],
    autonamed: "name",
  },
  "aws:appautoscaling/target:Target": {
    source: `${service}/appautoscaling/target.go stored file 1735704119`,
    paths: ["region", "resourceId", "scalableDimension", "serviceNamespace"],
    unread: ["suspendedState"],
  },
  "aws:elasticache/parameterGroup:ParameterGroup": {
    source: `${service}/elasticache/parameter_group.go stored file 4124103559`,
    paths: ["description", "family", "name", "region"],
    autonamed: "name",
  },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    source: `${service}/elasticache/replication_group.go 001b636; engine_version.go stored file 62788680356`,
    paths: [
      "atRestEncryptionEnabled",
      "dataTieringEnabled",
      "globalReplicationGroupId",
      "kmsKeyId",
      "networkType",
      "port",
      "region",
      "replicationGroupId",
      "securityGroupNames",
      "snapshotArns",
      "snapshotName",
      "subnetGroupName",
    ],
    sometimes: {
      engine: {
        when: "any change but from Redis to Valkey",
        holds: (olds, news) =>
          !isGlobal(news) &&
          !isAbsent(news["engine"]) &&
          engineOf(olds) !== news["engine"] &&
          !(engineOf(olds) === "redis" && news["engine"] === "valkey"),
      },
      engineVersion: {
        when: "it becomes lower",
        holds: (olds, news) => !isGlobal(news) && isLower(news["engineVersion"], olds["engineVersion"]),
      },
      nodeGroupConfigurations: {
        when: "a node group comes, goes, or changes in more than zones that were AWS's choice",
        holds: (olds, news) => !keepsNodeGroups(olds["nodeGroupConfigurations"], news["nodeGroupConfigurations"]),
      },
      transitEncryptionEnabled: {
        when: "the engine is older than 7.0.5",
        holds: (olds) => isLower(olds["engineVersion"], "7.0.5"),
      },
    },
    autonamed: "replicationGroupId",
    unread: ["authTokenWo", "authTokenWoVersion", "durability"],
  },
  "aws:elasticache/subnetGroup:SubnetGroup": {
    source: `${service}/elasticache/subnet_group.go stored file 3501602968`,
    paths: ["name", "region"],
    autonamed: "name",
  },
  "aws:elasticache/user:User": {
    source: `${service}/elasticache/user.go 01f4311`,
    paths: ["region", "userId", "userName"],
    unread: ["passwordsWo", "passwordsWoVersion"],
  },
  // Another engine replaced the group in the source read. Pull request 40764 changed that, which was not read.
  "aws:elasticache/userGroup:UserGroup": {
    source: `${service}/elasticache/user_group.go stored file 2152543181`,
    paths: ["region", "userGroupId"],
    unread: ["engine"],
  },
  "aws:mq/broker:Broker": {
    source: `${service}/mq/broker.go 00a3530`,
    paths: [
      "brokerName",
      "dataReplicationPrimaryBrokerArn",
      "deploymentMode",
      "encryptionOptions",
      "engineType",
      "publiclyAccessible",
      "region",
      "subnetIds",
    ],
    sometimes: { ldapServerMetadata: givenOrTaken("ldapServerMetadata") },
    autonamed: "brokerName",
    unread: ["resourceShareArns"],
  },
  "aws:mq/configuration:Configuration": {
    source: `${service}/mq/configuration.go 01f4311`,
    paths: ["engineType", "engineVersion", "name", "region"],
    autonamed: "name",
    unread: ["skipDestroy"],
  },
  "aws:msk/cluster:Cluster": {
    source: `${service}/kafka/cluster.go b1240b4`,
    paths: [
      "brokerNodeGroupInfo.azDistribution",
      "brokerNodeGroupInfo.clientSubnets",
      "brokerNodeGroupInfo.securityGroups",
      "clusterName",
      "encryptionInfo.encryptionAtRestKmsKeyArn",
      "encryptionInfo.encryptionInTransit.inCluster",
      "region",
    ],
    sometimes: {
      // The provider cannot compare "3.9.x", and leaves it to AWS to refuse.
      kafkaVersion: {
        when: "it becomes lower, and both are of numbers alone",
        holds: ({ kafkaVersion: old }, { kafkaVersion: now }) =>
          [old, now].every((version) => /^[\d.]+$/.test(String(version))) && isLower(now, old),
      },
      storageMode: {
        when: "it goes from TIERED to LOCAL",
        holds: (olds, news) => olds["storageMode"] === "TIERED" && news["storageMode"] === "LOCAL",
      },
    },
    autonamed: "clusterName",
    unread: ["brokerNodeGroupInfo.connectivityInfo.networkType"],
  },
  "aws:msk/configuration:Configuration": {
    source: `${service}/kafka/configuration.go stored file 1235552419`,
    paths: ["kafkaVersions", "name", "region"],
    autonamed: "name",
  },
  "aws:msk/topic:Topic": {
    source: `${service}/kafka/topic.go stored file 51803552581`,
    paths: ["clusterArn", "name", "region", "replicationFactor"],
    autonamed: "name",
  },
  // Another identifier renames.
  "aws:rds/instance:Instance": {
    source: `${service}/rds/instance.go 10d324d`,
    paths: [
      "availabilityZone",
      "backupTarget",
      "characterSetName",
      "customIamInstanceProfile",
      "dbName",
      "engine",
      "kmsKeyId",
      "ncharCharacterSetName",
      "region",
      "s3Import",
      "snapshotIdentifier",
      "storageEncrypted",
      "timezone",
      "username",
    ],
    sometimes: { restoreToPointInTime: givenOrTaken("restoreToPointInTime") },
    autonamed: "identifier",
    unread: ["warningEventCategories"],
  },
  // Not the parameters.
  "aws:rds/parameterGroup:ParameterGroup": {
    source: `${service}/rds/parameter_group.go stored file 4656589770`,
    paths: ["description", "family", "name", "namePrefix", "region"],
    autonamed: "name",
  },
  // Another name renames.
  "aws:rds/proxy:Proxy": {
    source: `${service}/rds/proxy.go 013f173`,
    paths: ["endpointNetworkType", "engineFamily", "region", "targetConnectionNetworkType", "vpcSubnetIds"],
    autonamed: "name",
  },
  // Manages the group that every proxy comes with: a replacement moves on to another proxy's and deletes none.
  "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {
    source: `${service}/rds/proxy_default_target_group.go stored file 2001013938`,
    paths: ["dbProxyName", "region"],
  },
  "aws:rds/proxyTarget:ProxyTarget": {
    source: `${service}/rds/proxy_target.go stored file 1689831490`,
    paths: ["dbClusterIdentifier", "dbInstanceIdentifier", "dbProxyName", "region", "targetGroupName"],
  },
  "aws:rds/subnetGroup:SubnetGroup": {
    source: `${service}/rds/subnet_group.go stored file 2582817003, 01c0800`,
    paths: ["name", "namePrefix", "region"],
    autonamed: "name",
  },
};
