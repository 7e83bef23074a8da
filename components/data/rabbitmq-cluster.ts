import type { StoresConfig } from "../../config/stores.ts";

/** Brokers in a cluster of Amazon MQ; each stands in a zone of its own. */
export const clusterNodes = 3;

/**
 * The brokers' settings in the Cuttlefish format, as far as they are decisions of ours. Amazon MQ takes only the few
 * keys of its developer guide's "Configurable values". The type of new queues is none of them; from RabbitMQ 4 on it is
 * quorum.
 *
 * - A consumer that keeps a message for 15 minutes (in ms) loses it to another one.
 * - Nobody changes the operator policies that Amazon MQ has set.
 */
export const brokerSettings = [
  "consumer_timeout = 900000",
  "management.restrictions.operator_policy_changes.disabled = true",
  "secure.management.http.headers.enabled = true",
  "",
].join("\n");

/** Why such a cluster must not or cannot be, and what to do about it. */
export function brokerFault({ version, instanceType }: StoresConfig["rabbitmq"]): string | undefined {
  if (Number(version.split(".")[0]) < 4) {
    return `version: ${version} makes new queues classic, whose mirrors may lose messages; set 4.2 or later`;
  }
  // Amazon MQ developer guide, RabbitMQ 4.
  if (!instanceType.startsWith("mq.m7g.")) {
    return `instanceType: RabbitMQ ${version} does not run on ${instanceType}; set a type of mq.m7g`;
  }
  return undefined;
}

/**
 * Host of the address that all brokers of a cluster stand behind.
 *
 * @param instances as Amazon MQ describes them: one, with an endpoint such as `amqps://b-1.mq.eu-central-1.on.aws:5671`
 * @throws Error when there is no such endpoint
 */
export function hostOf(instances: readonly { endpoints: readonly string[] }[]): string {
  const endpoints = instances.flatMap((instance) => instance.endpoints);
  const amqp = endpoints.find((endpoint) => endpoint.startsWith("amqps://"));
  if (amqp === undefined) throw new Error(`RabbitMQ has no amqps endpoint; it has: ${endpoints.join(", ") || "none"}`);
  return new URL(amqp).hostname;
}
