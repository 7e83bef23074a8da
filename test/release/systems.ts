import { loadCatalog } from "../../systems/model/catalog.ts";
import type { System } from "../../systems/model/system.ts";

const catalog = await loadCatalog();

export const systemNames = ["mycrypto", "mytrader"] as const;
export type SystemName = (typeof systemNames)[number];

/** A system as the project describes it. */
export function systemOf(name: SystemName): System {
  const system = catalog.get(name);
  if (system === undefined) throw new Error(`no system ${name}`);
  return system;
}
