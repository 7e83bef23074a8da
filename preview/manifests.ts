import { stringify } from "yaml";
import type { Registration } from "../simulator/resource.ts";
import { isObject, shownInShape, type Value } from "../simulator/wire.ts";

/** One Kubernetes object as a file. File names sort in an order that a cluster accepts. */
export interface Manifest {
  file: string;
  text: string;
}

/**
 * Every Kubernetes object of a simulated update; secret values read `[secret]`. In YAML 1.1, which Kubernetes reads: a
 * bare `no` is false there, so the text is written in quotes.
 */
export function manifests(registrations: readonly Registration[]): Manifest[] {
  const objects = inOrder(registrations).filter(({ type }) => type.startsWith("kubernetes:"));
  const digits = Math.max(3, String(objects.length).length);
  return objects.map(({ inputs }, i) => {
    const object = shownInShape(inputs);
    const parts = ["kind", "namespace", "name"].map((part) => partOf(object, part)).filter((part) => part !== "");
    const name = parts
      .join("-")
      .toLowerCase()
      .replace(/[^a-z0-9.-]/g, "-");
    return { file: `${String(i + 1).padStart(digits, "0")}-${name}.yaml`, text: stringify(object, { version: "1.1" }) };
  });
}

function partOf(object: Value, part: string): string {
  if (!isObject(object)) return "";
  const holder = part === "kind" ? object : object["metadata"];
  const value = isObject(holder) ? holder[part] : undefined;
  return typeof value === "string" ? value : "";
}

/** Dependencies first; among those that are free to go, in the order given. */
function inOrder(resources: readonly Registration[]): Registration[] {
  const waiting = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered: Registration[] = [];
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(({ dependencies }) => !dependencies.some((urn) => waiting.has(urn)));
    if (free.length === 0) throw new Error(`objects depend on each other: ${[...waiting.keys()].join(", ")}`);
    for (const resource of free) {
      waiting.delete(resource.urn);
      ordered.push(resource);
    }
  }
  return ordered;
}
