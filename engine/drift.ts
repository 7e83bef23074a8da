import { ConfigError } from "../config.ts";
import { parseOverride } from "../preview/stack-file.ts";
import { isObject, type Properties, type Value } from "../simulator/wire.ts";
import { exported } from "./state.ts";
import type { Simulation } from "./simulation.ts";

/**
 * Changes a resource as somebody at the cloud's console would: the engine does not hear of it.
 *
 * @param rest the resource's URN, and `path=value` or `gone`
 * @throws ConfigError when the state has no such resource, or the change is not understood
 */
export async function drift({ session, cloud }: Simulation, rest: readonly string[]): Promise<void> {
  const [urn, change, ...more] = rest;
  if (urn === undefined || change === undefined || more.length > 0) {
    throw new ConfigError("drift takes a URN, and path=value or gone");
  }
  const { resources = [] } = (await exported(session)).deployment;
  const found = resources.find((resource) => resource.urn === urn);
  const kept = found?.id === undefined ? undefined : cloud.get(found.type, found.id);
  if (kept === undefined) throw new ConfigError(`drift: nothing in the simulated cloud has the URN ${urn}`);
  if (change === "gone") {
    cloud.delete(kept.type, kept.id);
    return;
  }
  const { path, value } = parseOverride(change);
  const inputs = changed(kept.inputs, path, value as Value | undefined);
  cloud.update({ ...kept, inputs, outputs: changed(kept.outputs, path, value as Value | undefined) });
}

function changed(target: Properties, [key = "", ...rest]: readonly string[], value: Value | undefined): Properties {
  const inner = target[key];
  const next = rest.length === 0 ? value : changedItem(inner, rest, value);
  const others = Object.entries(target).filter(([name]) => name !== key);
  return Object.fromEntries(next === undefined ? others : [...others, [key, next]]);
}

function changedItem(target: Value | undefined, path: readonly string[], value: Value | undefined): Value {
  if (!Array.isArray(target)) return changed(isObject(target) ? target : {}, path, value);
  const asBlock = Object.fromEntries((target as readonly Value[]).map((item, i) => [String(i), item]));
  return Object.values(changed(asBlock, path, value));
}
