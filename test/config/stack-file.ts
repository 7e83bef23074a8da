import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { expect } from "vitest";
import { ConfigError, type RawConfig, readConfig } from "../../config.ts";
import type { PlatformConfig } from "../../config/schema.ts";
import { loadCatalog } from "../../systems/model/catalog.ts";

const catalog = await loadCatalog();
const namespace = "trading-platform:";

/** A stack's config as nested values, without the namespace; tests change a copy of it. */
export type Values = Record<string, unknown>;

/** The config that is shipped for a stack. */
export async function shipped(stack: "prod" | "staging"): Promise<Values> {
  const text = await readFile(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), "utf8");
  const { config } = parse(text) as { config: Values };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(namespace, ""), value]));
}

/** The config as the engine hands it over: mappings and lists as JSON text, everything else as text. */
export function handedOver(values: Values): RawConfig {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [namespace + key, text(value)]));
}

/** A copy with the value at a path such as `network.zones.0.name` replaced, or left out when it is `undefined`. */
export function changed(values: Values, path: string, value: unknown): Values {
  const copy = structuredClone(values);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.reduce<unknown>((at, key) => {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) throw new Error(`${path}: no "${key}"`);
    return Reflect.get(at, key);
  }, copy);
  if (typeof parent !== "object" || parent === null) throw new Error(`${path}: not inside a mapping`);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, value);
  return copy;
}

export function read(raw: RawConfig): PlatformConfig {
  return readConfig(raw, catalog, "Pulumi.test.yaml");
}

/** The message's lines below its first, which must count them; empty when the config is accepted. */
export function faults(raw: RawConfig): string[] {
  try {
    read(raw);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [first, ...rest] = error.message.split("\n");
    expect(first).toBe(`Pulumi.test.yaml: ${rest.length} ${rest.length === 1 ? "fault" : "faults"}`);
    return rest.map((line) => line.replace(/^ {2}/, ""));
  }
  return [];
}

/** Values by their path; `undefined` leaves a key out. */
export type Changes = Readonly<Record<string, unknown>>;

/** What the engine would hand over after these changes. */
export function after(values: Values, changes: Changes): RawConfig {
  return handedOver(Object.entries(changes).reduce((result, [path, value]) => changed(result, path, value), values));
}

/** An exception without a fault. */
export const exception = {
  rule: "rds-multi-az",
  resource: "platform-postgres",
  reason: "Staging has one database and may be down for an hour.",
  approvedBy: "operations@mycrypto.example",
  expires: "2026-12-31",
};
