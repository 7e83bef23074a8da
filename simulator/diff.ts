import { isDeepStrictEqual } from "node:util";
import { kubernetesAlways, replacements } from "../providers/replacements.ts";
import { isAutonamed } from "./autoname.ts";
import { bare, isNothing, isObject, type Properties, unknown, type Value } from "./wire.ts";

/** One input that is not what it was, or an output that will not stay. */
export interface Difference {
  /** Such as `actions[0].forward.targetGroups[1].weight`. */
  path: string;
  kind: "add" | "delete" | "update";
  /** The resource cannot keep its identity with the new value. */
  replaces: boolean;
  /** An output, which no input gives. */
  computed?: true;
}

export interface Diff {
  differences: readonly Difference[];
  /** The old one must go before the new one can be made: both would have the same name. */
  deleteBeforeReplace: boolean;
}

/**
 * What a provider's Diff answers, by the reviewed table of what forces a replacement. A type outside the table is
 * updated in place, which `isReviewed` tells.
 */
export function diff(type: string, oldInputs: Properties, newInputs: Properties): Diff {
  const [olds, news] = [bare(oldInputs), bare(newInputs)];
  const paths = [...replacingPaths(type), ...conditionalPaths(type, olds, news)];
  const differences = compare(olds, news, []).map(({ at, kind, sides }): Difference => {
    const meets = (path: readonly string[]) => path.every((key, i) => i >= at.length || isAt(key, at[i]));
    // A change above a replacing path changes what lies below it too, if something does.
    const replaces = paths.some((path) => meets(path) && sides.some((side) => reaches(side, path.slice(at.length))));
    return { path: written(at), kind, replaces };
  });
  const replaced = differences.some(({ replaces }) => replaces);
  return { differences, deleteBeforeReplace: replaced && mustGoFirst(type, olds, news) };
}

/** False for a type whose replacements nobody has looked up: it is taken to change in place. */
export function isReviewed(type: string): boolean {
  return type.startsWith("kubernetes:") || replacements[type] !== undefined;
}

function replacingPaths(type: string): readonly (readonly string[])[] {
  const own = replacements[type]?.paths ?? [];
  const all = type.startsWith("kubernetes:") ? [...kubernetesAlways, ...own] : own;
  return all.map((path) => path.split("."));
}

/** Inputs that replace under a condition which this change meets. */
function conditionalPaths(type: string, olds: Properties, news: Properties): readonly (readonly string[])[] {
  const conditions = Object.entries(replacements[type]?.sometimes ?? {});
  return conditions.flatMap(([key, { holds }]) => (holds(olds, news) ? [[key]] : []));
}

/**
 * The providers' own rules. Of AWS's, one whose name the program gave cannot stand beside its successor; one whose name
 * was made up can. A Kubernetes object must go when the successor would have its name.
 */
function mustGoFirst(type: string, olds: Properties, news: Properties): boolean {
  const { deleteBeforeReplace, autonamed } = replacements[type] ?? {};
  if (deleteBeforeReplace === true) return true;
  if (!type.startsWith("kubernetes:")) {
    return autonamed !== undefined && !isNothing(news[autonamed]) && !isAutonamed(news);
  }
  const name = isAutonamed(news) ? undefined : objectName(news);
  return name !== undefined && name === objectName(olds);
}

function objectName({ metadata }: Properties): string | undefined {
  if (!isObject(metadata) || typeof metadata["name"] !== "string" || metadata["name"] === unknown) return undefined;
  return JSON.stringify([metadata["namespace"] ?? "default", metadata["name"]]);
}

interface Found {
  at: readonly (string | number)[];
  kind: Difference["kind"];
  /** What was there, and what is there now. */
  sides: readonly (Value | undefined)[];
}

function isAt(key: string, place: string | number | undefined): boolean {
  return key === "*" ? typeof place === "number" : key === String(place);
}

/** True where there is a value at the path, or where nobody knows yet. */
function reaches(value: Value | undefined, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined || value === unknown) return true;
  if (Array.isArray(value)) {
    return (value as readonly Value[]).some((item, i) => isAt(key, i) && reaches(item, rest));
  }
  return isObject(value) && !isNothing(value[key]) && reaches(value[key], rest);
}

function compare(old: Value | undefined, now: Value | undefined, at: readonly (string | number)[]): Found[] {
  if (isDeepStrictEqual(old, now) || (isNothing(old) && isNothing(now))) return [];
  const sides = [old, now];
  if (isNothing(old)) return [{ at, kind: "add", sides }];
  if (isNothing(now)) return [{ at, kind: "delete", sides }];
  if (Array.isArray(old) && Array.isArray(now)) {
    const [before, after] = [old as readonly Value[], now as readonly Value[]];
    return Array.from({ length: Math.max(before.length, after.length) }, (_, i) => i).flatMap((i) =>
      compare(before[i], after[i], [...at, i]),
    );
  }
  if (isObject(old) && isObject(now)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((key) => !key.startsWith("__"));
    return keys.sort().flatMap((key) => compare(old[key], now[key], [...at, key]));
  }
  return [{ at, kind: "update", sides }];
}

/** As the engine reads paths: a key with dots, brackets or quotes in it stands in quotes. */
function written(at: readonly (string | number)[]): string {
  const steps = at.map((key) => {
    if (typeof key === "number") return `[${key}]`;
    return /[.[\]"]/.test(key) ? `[${JSON.stringify(key)}]` : `.${key}`;
  });
  return steps.join("").replace(/^\./, "");
}
