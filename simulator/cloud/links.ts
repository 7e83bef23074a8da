import { type Properties, texts } from "../wire.ts";

/** Identifiers that AWS makes up, so that one in an input must be somebody's. */
const made = new RegExp(
  [
    "^(vpc|subnet|sg|rtb|igw|nat|eipalloc|vpce)-[0-9a-f]{17}$",
    "^arn:aws:elasticloadbalancing:[^:]+:\\d{12}:(loadbalancer|listener|targetgroup)/",
    "^arn:aws:acm:[^:]+:\\d{12}:certificate/",
  ].join("|"),
);

interface Ends {
  type: string;
  inputs: Properties;
  outputs: Properties;
}

/** Who owns which identifier, and who uses it. */
export class Links {
  readonly #owners = new Map<string, Set<string>>();
  readonly #users = new Map<string, Set<string>>();

  add(key: string, ends: Ends): void {
    for (const handle of owned(key, ends)) setOf(this.#owners, handle).add(key);
    for (const handle of used(ends.inputs)) setOf(this.#users, handle).add(key);
  }

  remove(key: string, ends: Ends): void {
    for (const handle of owned(key, ends)) this.#owners.get(handle)?.delete(key);
    for (const handle of used(ends.inputs)) this.#users.get(handle)?.delete(key);
  }

  /** Identifiers in the inputs that nothing owns. */
  missing(inputs: Properties): string[] {
    return used(inputs).filter((handle) => (this.#owners.get(handle)?.size ?? 0) === 0);
  }

  /** Another resource that uses what only this one owns. */
  userOf(key: string, ends: Ends): string | undefined {
    return owned(key, ends)
      .filter((handle) => (this.#owners.get(handle)?.size ?? 0) < 2)
      .flatMap((handle) => [...(this.#users.get(handle) ?? [])])
      .find((user) => user !== key);
  }
}

/** Its id and what it computed, but not what it was told. */
function owned(key: string, { inputs, outputs }: Ends): string[] {
  const told = new Set(used(inputs));
  const id = key.slice(key.indexOf(" ") + 1);
  return [...new Set([id, ...used(outputs)])].filter((handle) => made.test(handle) && !told.has(handle));
}

function used(inputs: Properties): string[] {
  return [...new Set(texts(inputs).flatMap(({ text }) => (made.test(text) ? [text] : [])))];
}

function setOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const set = map.get(key) ?? new Set<string>();
  map.set(key, set);
  return set;
}
