import { demand, is } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { isOlder, type Version } from "./versions.ts";

const broker = "aws:mq/broker:Broker";

export const mqPrivateHa: ResourceRule = {
  id: "mq-private-ha",
  types: [broker],
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-029", "MC-103"],
  refs: { checkov: ["CKV_AWS_69"] },
  rationale: "Queued mail is reached from inside alone, and in prod a broker that fails does not hold it up.",
  fix: "Leave publiclyAccessible off, and in prod set deploymentMode to CLUSTER_MULTI_AZ or ACTIVE_STANDBY_MULTI_AZ.",
  check: (one, { environment }) => {
    const isSpread = is("CLUSTER_MULTI_AZ", "ACTIVE_STANDBY_MULTI_AZ");
    return [
      ...demand(one, "publiclyAccessible", is(undefined, false), "it has an address on the internet"),
      ...(environment === "prod" ? demand(one, "deploymentMode", isSpread, "no other broker takes over") : []),
    ];
  },
};

/** Oldest version of each engine that Amazon MQ supports: its developer guide, version management, as of 2026-11-23. */
const oldest: ReadonlyMap<string, Version> = new Map<string, Version>([
  ["activemq", [5, 18]],
  ["rabbitmq", [3, 13]],
]);

export const mqMaintained: ResourceRule = {
  id: "mq-maintained",
  types: [broker],
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-029", "MC-116"],
  refs: { checkov: ["CKV_AWS_48", "CKV_AWS_197", "CKV_AWS_207", "CKV_AWS_208"], fsbp: ["MQ.2", "MQ.3"] },
  rationale: "Brokers log what they do, and security fixes arrive by themselves, for a version that still gets any.",
  fix: "Set logs.general and, for ActiveMQ, logs.audit, set autoMinorVersionUpgrade, and move to a supported version.",
  check: (one) => {
    const engine = one.get("engineType");
    const name = engine.known && typeof engine.value === "string" ? engine.value.toLowerCase() : "";
    return [
      ...demand(one, "logs.general", is(true), "what it does is not logged"),
      // RabbitMQ has no such log.
      ...(name === "activemq" ? demand(one, "logs.audit", is(true), "who changes it is not logged") : []),
      ...demand(one, "autoMinorVersionUpgrade", is(true), "minor versions do not arrive by themselves"),
      ...ended(one, oldest.get(name)),
    ];
  },
};

function ended(one: Reader, first: Version | undefined): Finding[] {
  if (first === undefined) return [];
  return demand(one, "engineVersion", (version) => !isOlder(version, first), "support of its version has ended");
}
