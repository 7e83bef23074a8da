import type { RawConfig } from "../config.ts";
import type { Report } from "../policies/report.ts";
import type { Registration } from "../simulator/resource.ts";
import type { Run } from "../simulator/run.ts";
import { type Properties, secretPaths, shown, type Value } from "../simulator/wire.ts";

/** One resource as `--json` prints it: secrets as `[secret]`, unknown values as the engine's own sentinel. */
export interface PlannedResource {
  urn: string;
  type: string;
  name: string;
  /** URN; null for the stack. */
  parent: string | null;
  custom: boolean;
  protect: boolean;
  dependencies: readonly string[];
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** As the provider checked them, with its defaults. Names that it makes up are absent. */
  inputs: Value;
  /** Paths of the inputs that are secret. */
  secrets: readonly string[];
}

/** Milliseconds and MiB. */
export interface Timings {
  startMs: number;
  programMs: number;
  policiesMs: number;
  totalMs: number;
  maxRssMiB: number;
}

export interface PreviewDocument {
  stack: string;
  config: Readonly<Record<string, unknown>>;
  resources: readonly PlannedResource[];
  outputs: Value;
  /** What the policy pack says of it. */
  policies: Report;
  timings: Timings;
}

/**
 * The document of one run. All but `timings` follows from program and config alone, byte for byte; exceptions to policies
 * end, so the day counts too where there are any.
 */
export function previewDocument(
  stack: string,
  config: RawConfig,
  { registrations, outputs }: Run,
  policies: Report,
  timings: Timings,
): PreviewDocument {
  return {
    stack,
    config: Object.fromEntries(Object.entries(config).map(([key, text]) => [key, structured(text)])),
    resources: registrations.map(planned),
    outputs: sorted(shown(outputs)),
    policies,
    timings,
  };
}

function planned({ urn, type, name, parent, custom, protect, ...rest }: Registration): PlannedResource {
  return {
    urn,
    type,
    name,
    parent: parent ?? null,
    custom,
    protect,
    dependencies: rest.dependencies,
    propertyDependencies: rest.propertyDependencies,
    inputs: sorted(shown(rest.checked)),
    secrets: secretPaths(rest.checked).sort(),
  };
}

/** Keys in order: the SDK sends them as values happen to become known. */
function sorted(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as Properties).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

/** Text of other tools' keys may look like JSON without being it. */
function structured(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
