import { createHash } from "node:crypto";
import type { Block } from "../providers/schema.ts";
import type { Failure, ToCheck } from "./check.ts";
import { isNothing, isObject, isSecret, plain, type Properties, secret, unknown, type Value } from "./wire.ts";

/** Where providers keep note of the inputs that they filled in themselves. */
const defaultsKey = "__defaults";

/** Longest physical name that AWS takes (elasticloadbalancing CreateLoadBalancer, CreateTargetGroup; iam CreateRole). */
const limits: Readonly<Record<string, number>> = {
  "aws:cloudfront/function:Function": 64,
  "aws:cloudfront/keyValueStore:KeyValueStore": 64,
  "aws:cloudfront/originAccessControl:OriginAccessControl": 64,
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": 60,
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": 60,
  "aws:ecr/repository:Repository": 256,
  "aws:elasticache/replicationGroup:ReplicationGroup": 40,
  "aws:lb/loadBalancer:LoadBalancer": 32,
  "aws:lb/targetGroup:TargetGroup": 32,
  "aws:iam/role:Role": 64,
  "aws:mq/broker:Broker": 50,
  "aws:msk/cluster:Cluster": 64,
  "aws:rds/instance:Instance": 63,
  "aws:rds/proxy:Proxy": 63,
  "aws:s3/bucket:Bucket": 63,
  "aws:sns/topic:Topic": 80,
  "aws:wafv2/webAcl:WebAcl": 128,
};

export interface Named {
  inputs: Properties;
  failures: readonly Failure[];
}

/**
 * Fills in the physical name that a provider makes up: the logical name and some random digits, kept from one update to
 * the next. A Kubernetes object's lies in its metadata.
 */
export function autonamed(asked: ToCheck, block: Block | undefined): Named {
  return asked.type.startsWith("kubernetes:") ? objectName(asked) : resourceName(asked, block);
}

/** Inputs that the provider filled in itself. */
export function filledIn(inputs: Properties): readonly Value[] {
  const defaults = inputs[defaultsKey];
  return Array.isArray(defaults) ? (defaults as readonly Value[]) : [];
}

/** True where the provider made up the resource's name, so that a second one can stand beside it. */
export function isAutonamed(inputs: Properties): boolean {
  return filledIn(inputs).length > 0;
}

function resourceName(asked: ToCheck, block: Block | undefined): Named {
  const { type, name, inputs, olds = {}, seed } = asked;
  const key = nameKey(block);
  const limit = limits[type];
  if (key === undefined) return { inputs, failures: [] };
  const given = inputs[key];
  if (!isNothing(given)) {
    const long = typeof given === "string" && given !== unknown && limit !== undefined && given.length > limit;
    const reason = `must have at most ${limit} characters`;
    return { inputs, failures: long ? [{ property: key, reason }] : [] };
  }
  if (!isNothing(inputs[`${key}Prefix`])) return { inputs, failures: [] };
  const kept = isAutonamed(olds) ? olds[key] : undefined;
  const made = kept ?? (seed === undefined ? undefined : `${name}-${digits(seed, 7)}`);
  if (limit !== undefined && name.length + 8 > limit) {
    const reason = `"${name}" and 8 characters of the provider's are longer than the ${limit} allowed; set a name`;
    return { inputs, failures: [{ property: key, reason }] };
  }
  return made === undefined
    ? { inputs, failures: [] }
    : { inputs: { ...inputs, [key]: made, [defaultsKey]: [key] }, failures: [] };
}

/** The input that names the resource in the cloud, where the provider fills it in. */
function nameKey(block: Block | undefined): string | undefined {
  return ["name", "bucket", "brokerName", "clusterName", "identifier", "replicationGroupId"].find((key) => {
    const field = block?.inputs[key];
    return field?.kind === "string" && !field.required && block?.computed?.[key] === "string";
  });
}

function objectName({ name, inputs, olds = {}, seed }: ToCheck): Named {
  const given = inputs["metadata"] ?? {};
  const metadata = isSecret(given) ? given["value"] : given;
  // What is not known yet may have a name in it.
  if (!isObject(metadata)) return { inputs, failures: [] };
  if (!isNothing(metadata["name"]) || !isNothing(metadata["generateName"])) return { inputs, failures: [] };
  const last = plain(olds["metadata"] ?? null);
  const kept = isAutonamed(olds) && isObject(last) ? last["name"] : undefined;
  const made: Value | undefined = kept ?? (seed === undefined ? undefined : `${name}-${digits(seed, 8)}`);
  if (made === undefined) return { inputs, failures: [] };
  const named = { ...metadata, name: made };
  const filled = { ...inputs, metadata: isSecret(given) ? secret(named) : named, [defaultsKey]: ["metadata"] };
  return { inputs: filled, failures: [] };
}

function digits(seed: Uint8Array, length: number): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, length);
}
