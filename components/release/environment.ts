import type { Color, EnvValue } from "../../systems/model/system.ts";

/** Facts that a service's environment may refer to. */
export interface Facts {
  apiOrigin: string;
  webOrigin: string;
  registrationEnabled: boolean;
  color: Color;
  version: string;
}

/** A container's environment, split by where each value may be kept. */
export interface Environment {
  /** For a ConfigMap. */
  plain: Record<string, string>;
  /** Variable to the secret's name, for `secretKeyRef`s. */
  secret: Record<string, string>;
}

/** Fills a service's environment with the facts of one color. */
export function resolveEnvironment(env: Readonly<Record<string, EnvValue>>, facts: Facts): Environment {
  const resolved: Environment = { plain: {}, secret: {} };
  for (const [key, value] of Object.entries(env)) {
    if (typeof value === "string") resolved.plain[key] = value;
    else if ("secret" in value) resolved.secret[key] = value.secret;
    else resolved.plain[key] = String(facts[value.from]);
  }
  return resolved;
}
