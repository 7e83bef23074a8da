import { setTimeout as sleep } from "node:timers/promises";
import { AppsV1Api, type KubeConfig } from "@kubernetes/client-node";
import { untilAvailable } from "./available.ts";
import { Client } from "./client.ts";
import type { Expected } from "./rendered.ts";

/** Extra pods of a rolling update: `maxSurge: 25%`, rounded up. */
export function surge(replicas: number): number {
  return Math.ceil(replicas / 4);
}

/**
 * Brings every Deployment to its most, then replaces all pods of all of them at once: the moment at which the
 * namespaces hold the most.
 *
 * @param most with the autoscaler's maximum as `replicas`
 * @returns by `namespace/name` the most pods seen at a time
 */
export async function peak(config: KubeConfig, most: readonly Expected[], seconds = 60): Promise<Map<string, number>> {
  const client = config.makeApiClient(Client);
  await Promise.all(most.map((one) => client.merge(deployment(one), { spec: { replicas: one.replicas } })));
  await untilAvailable(config, most, seconds);
  const template = { metadata: { annotations: { rolled: "1" } } };
  await Promise.all(most.map((one) => client.merge(deployment(one), { spec: { template } })));
  const seen = new Map(most.map(({ namespace, name, replicas }) => [`${namespace}/${name}`, replicas]));
  const deadline = Date.now() + seconds * 1000;
  let done = false;
  while (!done && Date.now() < deadline) {
    await sleep(250);
    const { items } = await config.makeApiClient(AppsV1Api).listDeploymentForAllNamespaces();
    for (const { metadata, status } of items) {
      const place = `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
      const before = seen.get(place);
      if (before !== undefined) seen.set(place, Math.max(before, status?.replicas ?? 0));
    }
    done = most.every((one) => (seen.get(`${one.namespace}/${one.name}`) ?? 0) >= one.replicas + surge(one.replicas));
  }
  return seen;
}

function deployment({ namespace, name }: Expected) {
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { namespace, name } };
}
