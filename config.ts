import * as pulumi from "@pulumi/pulumi";
import { crossChecks } from "./config/checks.ts";
import { draftOf } from "./config/draft.ts";
import { type Fault, faultsOf, report, wording } from "./config/explain.ts";
import { type PlatformConfig, platformSchema } from "./config/schema.ts";
import type { Catalog } from "./systems/model/catalog.ts";

/** Config as the engine hands it over: full key, such as `trading-platform:network`, to text (objects as JSON). */
export type RawConfig = Readonly<Record<string, string>>;

/** The config is wrong; the message holds every fault, one a line. */
export class ConfigError extends pulumi.RunError {}

const namespace = "trading-platform:";

function parse(key: string, text: string, faults: Fault[]): unknown {
  if (!/^\s*[[{]|^(true|false)$/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    faults.push({ path: [key], message: "is not valid JSON" });
    return undefined;
  }
}

/**
 * The stack's config, checked and complete. Reads every key of this project's namespace, so that a misspelt one is
 * found; keys of other namespaces are not ours to judge.
 *
 * @param raw all config of the stack
 * @param catalog the systems that config may name
 * @param source what to call the config in errors, for example `Pulumi.prod.yaml`
 * @throws ConfigError with every fault at once: its path, what is wrong, what is allowed
 */
export function readConfig(raw: RawConfig, catalog: Catalog, source: string): PlatformConfig {
  const faults: Fault[] = [];
  const values = Object.fromEntries(
    Object.entries(raw)
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, text]) => [key.slice(namespace.length), parse(key.slice(namespace.length), text, faults)]),
  );
  const schema = platformSchema(catalog);
  const result = schema.safeParse(values, { error: wording });
  // A key whose text could not be read is not also missing.
  const unread = new Set(faults.map(({ path }) => path[0]));
  if (!result.success) faults.push(...faultsOf(result.error.issues).filter(({ path }) => !unread.has(path[0])));
  faults.push(...crossChecks(result.success ? result.data : draftOf(schema.shape, values, faults)));
  if (result.success && faults.length === 0) return result.data;
  throw new ConfigError(report(source, faults));
}

/** The running stack's config. */
export function stackConfig(catalog: Catalog): PlatformConfig {
  return readConfig(pulumi.runtime.allConfig(), catalog, `Pulumi.${pulumi.getStack()}.yaml`);
}
