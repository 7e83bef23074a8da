import { setTimeout as sleep } from "node:timers/promises";
import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { Client, Refusal } from "./client.ts";
import type { Kube } from "./objects.ts";
import { keyOf, type Rendered } from "./rendered.ts";

/** Waits until there are nodes that take pods in so many zones. */
export async function untilZones(config: KubeConfig, wanted: number, deadlineSeconds = 30): Promise<void> {
  const core = config.makeApiClient(CoreV1Api);
  const deadline = Date.now() + deadlineSeconds * 1000;
  for (;;) {
    const { items } = await core.listNode();
    const free = items.filter(
      ({ spec, status }) =>
        (spec?.taints ?? []).length === 0 &&
        (status?.conditions ?? []).some((condition) => condition.type === "Ready" && condition.status === "True"),
    );
    const zones = new Set(free.flatMap(({ metadata }) => metadata?.labels?.["topology.kubernetes.io/zone"] ?? []));
    if (zones.size >= wanted) return;
    if (Date.now() >= deadline) throw new Error(`the cluster has ready nodes in ${zones.size} zones of ${wanted}`);
    await sleep(500);
  }
}

/**
 * Only what this test made may it change and delete.
 *
 * @throws Error when anything that it would make is there already
 */
export async function expectVacant(config: KubeConfig, files: readonly Rendered[]): Promise<void> {
  const client = config.makeApiClient(Client);
  const taken: string[] = [];
  for (const object of footprint(files)) if (await exists(client, object)) taken.push(keyOf(object));
  if (taken.length > 0) {
    throw new Error(`the cluster holds already: ${taken.join(", ")}; delete them, or use a new cluster`);
  }
}

/** Deletes what was applied, and waits until it is gone. */
export async function vacate(config: KubeConfig, files: readonly Rendered[], deadlineSeconds = 100): Promise<void> {
  const client = config.makeApiClient(Client);
  const deadline = Date.now() + deadlineSeconds * 1000;
  let left: Kube[] = [];
  for (const object of footprint(files)) if (await exists(client, object)) left.push(object);
  for (const object of left) await client.delete(object);
  while (left.length > 0) {
    await sleep(500);
    const still: Kube[] = [];
    for (const object of left) if (await exists(client, object)) still.push(object);
    left = still;
    if (left.length > 0 && Date.now() >= deadline) {
      throw new Error(`not gone after ${deadlineSeconds} s: ${left.map(keyOf).join(", ")}`);
    }
  }
}

/** The namespaces, and what lies in namespaces of others. */
function footprint(files: readonly Rendered[]): Kube[] {
  const objects = files.map(({ object }) => object);
  const own = new Set(objects.flatMap(({ kind, metadata }) => (kind === "Namespace" ? [metadata.name] : [])));
  return objects.filter(({ metadata }) => !own.has(metadata.namespace ?? ""));
}

async function exists(client: Client, object: Kube): Promise<boolean> {
  try {
    await client.fetch(object);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code === 404) return false;
    throw error;
  }
}
