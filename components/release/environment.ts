import type { Color, EnvValue } from "../../systems/model/system.ts";
import type { Connection } from "../data/connection.ts";

/** The one key of a Kubernetes Secret that holds a secret of the system. */
export const secretKey = "value";

/** Facts that a service's environment may refer to. */
export interface Facts {
  apiOrigin: string;
  webOrigin: string;
  registrationEnabled: boolean;
  color: Color;
  version: string;
}

/** A key of one of the color's Kubernetes objects. */
export interface ObjectKey {
  kind: "Secret" | "ConfigMap";
  /** What the object is made of: a secret's name, or `connection-<kind>`. */
  of: string;
  key: string;
}

/** A container's environment, split by where each value may be kept. */
export interface Environment {
  /** For a ConfigMap. */
  plain: Record<string, string>;
  /** For `secretKeyRef`s and `configMapKeyRef`s, by variable. */
  refs: Record<string, ObjectKey>;
}

/** What the object of a connection is called among the color's. */
export function objectOf({ kind }: Pick<Connection, "kind">): string {
  return `connection-${kind}`;
}

/** Fills a service's environment with the facts of one color and the variables of what it uses. */
export function resolveEnvironment(
  env: Readonly<Record<string, EnvValue>>,
  facts: Facts,
  connections: readonly Pick<Connection, "kind" | "variables" | "secret">[],
): Environment {
  const resolved: Environment = { plain: {}, refs: {} };
  for (const [key, value] of Object.entries(env)) {
    if (typeof value === "string") resolved.plain[key] = value;
    else if ("secret" in value) resolved.refs[key] = { kind: "Secret", of: value.secret, key: secretKey };
    else resolved.plain[key] = String(facts[value.from]);
  }
  for (const connection of connections) {
    for (const variable of connection.variables) {
      const kind = connection.secret ? "Secret" : "ConfigMap";
      resolved.refs[variable] = { kind, of: objectOf(connection), key: variable };
    }
  }
  return resolved;
}
