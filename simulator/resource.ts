import type { Properties } from "./wire.ts";

/** One registration as the engine receives it. */
export interface Registration {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent; absent for the stack itself. */
  parent?: string;
  /** False for a component. */
  custom: boolean;
  protect: boolean;
  /** URNs, sorted. */
  dependencies: readonly string[];
  /** URNs each input's value came from, sorted. */
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** As sent: secrets wrapped, unknown values as the sentinel. */
  inputs: Properties;
  /** What the provider makes of them: with its defaults. Names that it makes up are absent before an update. */
  checked: Properties;
  ignoreChanges: readonly string[];
  deleteBeforeReplace: boolean;
  retainOnDelete: boolean;
  /** How long its creation may take, such as `10m`; empty for the provider's own patience. */
  createTimeout: string;
  additionalSecretOutputs: readonly string[];
  /** `urn::id` of the provider; empty for components and providers. */
  provider: string;
}

const stackType = "pulumi:pulumi:Stack";

/** The engine's rule: a URN's type is qualified by its parents' types, of which the stack is none. */
export function createUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const parentType = parent.split("::")[2];
  const qualified = parentType === undefined || parentType === stackType ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** The logical name at the end of a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
