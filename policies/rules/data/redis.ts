import { atLeast, demand, is, isSet, matches } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Environment, Finding, ResourceRule } from "../../rule.ts";

const group = "aws:elasticache/replicationGroup:ReplicationGroup";
/** One node by itself, or one of a replication group. */
const node = "aws:elasticache/cluster:Cluster";
const user = "aws:elasticache/user:User";
const userGroup = "aws:elasticache/userGroup:UserGroup";
const association = "aws:elasticache/userGroupAssociation:UserGroupAssociation";

export const redisAtRest: ResourceRule = {
  id: "redis-at-rest",
  types: [group, node],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-031"],
  refs: { checkov: ["CKV_AWS_29"], fsbp: ["ElastiCache.4"] },
  rationale: "Sessions and messages are encrypted in memory dumps and snapshots, which can only be chosen at creation.",
  fix: "Set atRestEncryptionEnabled to true on a replication group.",
  check: (store, { type }) => {
    if (type === node) return alone(store, "a node by itself cannot be encrypted");
    const encrypted = store.get("atRestEncryptionEnabled");
    if (!encrypted.known || encrypted.value === true) return [];
    if (encrypted.value === undefined) {
      // Of the two engines Valkey encrypts unless told not to.
      const engine = store.get("engine");
      if (!engine.known || engine.value === "valkey") return [];
    }
    return [{ path: "atRestEncryptionEnabled", message: "what it stores is not encrypted" }];
  },
};

export const redisAuth: ResourceRule = {
  id: "redis-auth",
  types: [group, node, user, userGroup, association],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-031"],
  refs: { checkov: ["CKV_AWS_31"], fsbp: ["ElastiCache.6"] },
  rationale: "Whoever reaches the port must sign in; AWS's own user default needs no password and may do everything.",
  fix: "Name a user group without AWS's default user, whose own default user is off, or set an AUTH token.",
  check: (inputs, { type }) => {
    switch (type) {
      case node:
        return alone(inputs, "nobody has to sign in to a node by itself");
      case user:
        return openUser(inputs);
      case userGroup:
        return inputs.items("userIds").flatMap((id) => notAwsDefault(id, ""));
      case association:
        return notAwsDefault(inputs, "userId");
      default:
        return withoutAuth(inputs);
    }
  },
};

function withoutAuth(store: Reader): Finding[] {
  if (store.items("userGroupIds").length > 0) return [];
  const ways = ["userGroupIds", "authToken", "authTokenWo"].map((path) => store.get(path));
  const [groups, ...tokens] = ways;
  if (groups?.known !== true || tokens.some((token) => !token.known || isSet(token.value))) return [];
  return [{ path: "userGroupIds", message: "nobody has to sign in" }];
}

const awsDefault = "AWS's own default user needs no password";

function notAwsDefault(of: Reader, path: string): Finding[] {
  return demand(of, path, (id) => id !== "default", awsDefault);
}

/** A user that may sign in without a password, or a default user that may sign in at all. */
function openUser(one: Reader): Finding[] {
  const name = one.get("userName");
  const access = one.get("accessString");
  const isOff = access.known && matches(/^(?!.*(?<!\S)on(?!\S)).*(?<!\S)off(?!\S)/)(access.value);
  if (!access.known || isOff) return [];
  const ways = [
    ...demand(one, "noPasswordRequired", is(undefined, false), "signs in without a password"),
    ...demand(one, "authenticationMode.type", (mode) => mode !== "no-password-required", "signs in without a password"),
  ];
  if (!name.known || name.value !== "default") return ways;
  return [{ path: "accessString", message: "the default user is not switched off" }, ...ways];
}

export const redisHa: ResourceRule = {
  id: "redis-ha",
  types: [group, node],
  severity: "high",
  level: "production",
  requirements: ["MC-031", "MT-079", "MC-270"],
  refs: { checkov: ["CKV2_AWS_50"], fsbp: ["ElastiCache.3"] },
  rationale: "A replica in another zone takes over by itself within a minute, with what the primary had.",
  fix: "Set automaticFailoverEnabled and multiAzEnabled, with at least one replica beside each primary.",
  check: (store, { type }) => {
    if (type === node) return alone(store, "a node by itself has no replica");
    return [
      ...demand(store, "automaticFailoverEnabled", is(true), "no replica takes over"),
      ...demand(store, "multiAzEnabled", is(true), "its nodes may share a zone"),
      ...withoutReplica(store),
    ];
  },
};

/** AWS counts nodes in all, or replicas of each shard, for all alike or for each. */
function withoutReplica(store: Reader): Finding[] {
  const alike = store.get("replicasPerNodeGroup");
  const shards = store.items("nodeGroupConfigurations");
  const message = "its primary has no replica";
  if (!alike.known) return [];
  if (isSet(alike.value)) return demand(store, "replicasPerNodeGroup", atLeast(1), message);
  if (shards.length > 0) return shards.flatMap((shard) => demand(shard, "replicaCount", atLeast(1), message));
  const [listed, count] = [store.get("nodeGroupConfigurations"), store.get("numNodeGroups")];
  if (!listed.known || !count.known) return [];
  if (isSet(count.value)) return [{ path: "replicasPerNodeGroup", message }];
  return demand(store, "numCacheClusters", atLeast(2), message);
}

/** Days that snapshots reach back: what config's defaults say for prod, and any elsewhere. */
const leastDays = (environment: Environment): number => (environment === "prod" ? 7 : 1);

export const redisSnapshots: ResourceRule = {
  id: "redis-snapshots",
  types: [group],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-086", "MC-089"],
  refs: { checkov: ["CKV_AWS_134", "CKV_AWS_322"], fsbp: ["ElastiCache.1", "ElastiCache.2"] },
  rationale: "What only Redis holds can be restored, and security fixes arrive by themselves.",
  fix: "Keep snapshots for 7 days in prod and 1 elsewhere, and leave autoMinorVersionUpgrade on.",
  check: (store, { environment }) => {
    const days = leastDays(environment);
    return [
      ...demand(store, "snapshotRetentionLimit", atLeast(days), `snapshots are kept for less than ${days} days`),
      ...demand(store, "autoMinorVersionUpgrade", is(undefined, true), "minor versions do not arrive by themselves"),
    ];
  },
};

/** A node of Redis that is in no replication group: it can do none of what is demanded of one. */
function alone(one: Reader, message: string): Finding[] | "not-applicable" {
  const [owner, engine] = [one.get("replicationGroupId"), one.get("engine")];
  if (!owner.known || !engine.known) return [];
  const isRedis = is("redis", "valkey")(engine.value);
  return isSet(owner.value) || !isRedis ? "not-applicable" : [{ path: "engine", message }];
}
