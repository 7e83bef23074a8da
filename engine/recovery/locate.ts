import { identities } from "../../providers/identities.ts";
import { isObject, type Properties, type Value } from "../../simulator/wire.ts";
import type { Step } from "../record.ts";

/** A resource that a create was begun for, and that may or may not exist. */
export type Candidate = Pick<Step, "urn" | "type" | "name" | "parent" | "provider" | "protect" | "inputs">;

/** One answer of the tagging service. */
export interface Tagged {
  arn: string;
  tags: Readonly<Record<string, string>>;
}

/**
 * Where to look for a candidate.
 * - `named`: by its own name, which is its id.
 * - `found`: what carries its tags. With a name of its own it is the one; without, a person must say so.
 * - `absent`: nothing carries its tags.
 * - `harmless`: making it again changes nothing, or nothing outside of the state was made.
 * - `untraceable`: it has neither name nor tags.
 */
export type Location =
  | { kind: "named"; id: string }
  | { kind: "found"; ids: readonly string[]; ownName: boolean }
  | { kind: "absent" | "harmless" | "untraceable" };

/** @param known ids that the state has already */
export function locate(
  candidate: Pick<Candidate, "type" | "inputs">,
  tagged: readonly Tagged[],
  known: ReadonlySet<string>,
): Location {
  const { type, inputs } = candidate;
  const identity = identities[type];
  if (!type.startsWith("aws:") && !type.startsWith("postgresql:")) return { kind: "harmless" };
  if (identity === undefined) return { kind: "untraceable" };
  if (identity.repeatable) return { kind: "harmless" };
  const natural = identity.id === "own" ? identity.importId : identity.id;
  if (natural !== undefined) {
    const parts = natural.inputs.flatMap((key) => text(inputs[key]));
    return parts.length === 0 ? { kind: "untraceable" } : { kind: "named", id: parts.join(natural.separator ?? "") };
  }
  if (identity.arn === undefined) return { kind: "untraceable" };
  const [service = "", kind = ""] = identity.arn.split(":");
  const prefix = new RegExp(`^arn:aws[^:]*:${service}:[^:]*:\\d*:${kind}[/:]`);
  const [name] = text(inputs["name"]);
  const ids = tagged
    .filter(({ arn, tags }) => prefix.test(arn) && (name === undefined || arn.includes(name)) && carries(tags, inputs))
    .map(({ arn }) => (identity.idIsArn ? arn : arn.replace(prefix, "")))
    .filter((id) => !known.has(id));
  if (ids.length === 0) return { kind: "absent" };
  return { kind: "found", ids, ownName: identity.unique?.includes("name") === true && ids.length === 1 };
}

/** True for types that can be told from others of their kind by their tags alone. */
export function isAnonymous(type: string): boolean {
  const identity = identities[type];
  return identity?.id === "own" && identity.arn !== undefined && identity.repeatable === undefined;
}

function carries(tags: Tagged["tags"], inputs: Properties): boolean {
  const wanted = Object.entries(isObject(inputs["tags"]) ? inputs["tags"] : {});
  return wanted.length > 0 && wanted.every(([key, value]) => tags[key] === value);
}

function text(value: Value | undefined): string[] {
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}
