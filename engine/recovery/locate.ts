import { identities, type Identity, nameMadeOf } from "../../providers/identities.ts";
import { filledIn } from "../../simulator/autoname.ts";
import { isObject, type Properties } from "../../simulator/wire.ts";
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
 * - `named`: by its own name, of which what an import takes is made.
 * - `found`: what carries its tags, by what an import takes. With a name of its own it is the one; without, a person
 *   must say so.
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
  const natural = naturalOf(identity);
  if (isRepeatable(identity, inputs)) return { kind: "harmless" };
  if (natural?.inputs.includes("id") === false) {
    const id = nameMadeOf(natural, inputs);
    return id === "" ? { kind: "untraceable" } : { kind: "named", id };
  }
  if (identity.arn === undefined) return { kind: "untraceable" };
  const [service = "", kind] = identity.arn.split(":");
  const prefix = new RegExp(`^arn:aws[^:]*:${service}:[^:]*:\\d*:${kind === undefined ? "" : `${kind}[/:]`}`);
  const { arnWithin } = identity;
  const within = arnWithin === undefined ? "" : `${nameMadeOf({ inputs: arnWithin, separator: "/" }, inputs)}/`;
  const ids = tagged
    .filter(
      ({ arn, tags }) => prefix.test(arn) && carries(tags, inputs) && (!identity.arnHasName || bears(arn, inputs)),
    )
    .map(({ arn }) => (identity.idIsArn ? arn : arn.replace(prefix, "")))
    .filter((tail) => tail.replaceAll(":", "/").startsWith(within))
    .map((tail) => tail.slice(within.length))
    .filter((id) => !known.has(id))
    .map((id) => (natural === undefined ? id : nameMadeOf(natural, { ...inputs, id })));
  if (ids.length === 0) return { kind: "absent" };
  const ownName = identity.arnHasName === true && inputs["name"] !== undefined && ids.length === 1;
  return { kind: "found", ids, ownName };
}

/** True for what can be told from others of its kind by its tags alone. */
export function isAnonymous({ type, inputs }: Pick<Candidate, "type" | "inputs">): boolean {
  const identity = identities[type];
  if (identity?.importId?.inputs.includes("id") === false) return false;
  return identity?.id === "own" && identity.arn !== undefined && !isRepeatable(identity, inputs);
}

/** True where a second create finds the first. With a name that the provider made up it makes another one beside it. */
function isRepeatable(identity: Identity, inputs: Properties): boolean {
  if (identity.repeatable === undefined) return false;
  const names: readonly unknown[] = naturalOf(identity)?.inputs ?? filledIn(inputs);
  return !filledIn(inputs).some((key) => names.includes(key));
}

/** The inputs that an import takes for a name. */
const naturalOf = ({ id, importId }: Identity) => (id === "own" ? importId : id);

/** True when the name stands in the ARN, or the beginning that was asked for. */
function bears(arn: string, { name, namePrefix }: Properties): boolean {
  // Secrets Manager puts a hyphen and six characters behind a name.
  if (typeof name === "string") return arn.includes(`/${name}/`) || arn.slice(0, -7).endsWith(`:${name}`);
  return typeof namePrefix === "string" && (arn.includes(`/${namePrefix}`) || arn.includes(`:${namePrefix}`));
}

function carries(tags: Tagged["tags"], inputs: Properties): boolean {
  const wanted = Object.entries(isObject(inputs["tags"]) ? inputs["tags"] : {});
  return wanted.length > 0 && wanted.every(([key, value]) => tags[key] === value);
}
