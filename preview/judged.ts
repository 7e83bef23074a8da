import type { Resource } from "../policies/resource.ts";
import type { Registration } from "../simulator/resource.ts";
import { isObject, isResource, plain, secretPaths, type Value } from "../simulator/wire.ts";

/** What a program declared, as the policy pack judges it. */
export function judged(registrations: readonly Registration[]): Resource[] {
  return registrations.map(({ urn, type, name, parent, protect, checked, propertyDependencies, provider }) => ({
    urn,
    type,
    name,
    parent,
    protect,
    inputs: referred(plain(checked)),
    secrets: new Set(secretPaths(checked)),
    propertyDependencies,
    provider: provider === "" ? undefined : provider.split("::").slice(0, 4).join("::"),
  }));
}

/** The engine shows a pack no references to resources: the id instead, and a component's URN (rpc.go, KeepResources). */
function referred(value: Value): Value {
  if (isResource(value)) return value["id"] ?? value["urn"] ?? null;
  if (Array.isArray(value)) return value.map(referred);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, referred(item)]));
}
