import type { Client } from "./client.ts";
import type { Kube } from "./objects.ts";
import { keyOf } from "./rendered.ts";

/** Objects by key, each as text in which everything that an apply could change is visible. */
export type Snapshot = ReadonlyMap<string, string>;

/** Controllers write the status of these at any time, and the resource version with it. */
const writtenByControllers = new Set(["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "ResourceQuota"]);

/** The cluster's own view of these objects. */
export async function snapshot(client: Client, objects: readonly Kube[]): Promise<Snapshot> {
  const entries: [string, string][] = [];
  for (const object of objects) entries.push([keyOf(object), visible(await client.fetch(object))]);
  return new Map(entries);
}

/** Keys of objects that differ between two snapshots, in the order of the first. */
export function changed(before: Snapshot, after: Snapshot): string[] {
  return [...before].flatMap(([key, text]) => (after.get(key) === text ? [] : [key]));
}

/** With the uid, so that a replaced object shows; with the generation and our own part of the managed fields. */
function visible(object: Kube): string {
  if (!writtenByControllers.has(object.kind)) return JSON.stringify(object);
  const managedFields = object.metadata.managedFields?.filter(({ manager }) => manager === "pulumi");
  const metadata = { ...object.metadata, resourceVersion: undefined, managedFields };
  return JSON.stringify({ ...object, metadata, status: undefined });
}
