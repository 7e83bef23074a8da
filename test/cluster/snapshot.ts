import type { KubernetesObject } from "@kubernetes/client-node";
import type { Client, Live } from "./client.ts";
import { keyOf } from "./rendered.ts";

/** Objects by key, each as text in which everything that an apply could change is visible. */
export type Snapshot = ReadonlyMap<string, string>;

/** Controllers write the status of these at any time, and the resource version with it. */
const writtenByControllers = new Set(["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "ResourceQuota"]);

/** The cluster's own view of these objects. */
export async function snapshot(client: Client, objects: readonly KubernetesObject[]): Promise<Snapshot> {
  const entries: [string, string][] = [];
  for (const object of objects) entries.push([keyOf(object), visible(await client.fetch(object))]);
  return new Map(entries);
}

/** Keys of objects that differ between two snapshots, in the order of the first; both must hold the same keys. */
export function changed(before: Snapshot, after: Snapshot): string[] {
  const gone = [...before.keys()].filter((key) => !after.has(key));
  if (gone.length > 0) throw new Error(`the second snapshot lacks ${gone.join(", ")}`);
  return [...before].flatMap(([key, text]) => (after.get(key) === text ? [] : [key]));
}

/** With the uid, so that a replaced object shows; with the generation and our own part of the managed fields. */
function visible(object: Live): string {
  if (!writtenByControllers.has(object.kind ?? "")) return JSON.stringify(object);
  const { metadata, ...rest } = object;
  const { resourceVersion: _version, managedFields = [], ...kept } = metadata ?? {};
  const ours = managedFields.filter(({ manager }) => manager === "pulumi");
  return JSON.stringify({ ...rest, status: undefined, metadata: { ...kept, managedFields: ours } });
}
