import type { z } from "zod";
import type { Fault } from "./explain.ts";
import type { PlatformConfig } from "./schema.ts";

/** A config of which any part may be missing; what is there is of the right shape. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;

/** Each part of a faulty config: with its defaults where it is in order, and what of it is in order where it is not. */
export function draftOf(
  shape: Readonly<Record<string, z.ZodType>>,
  values: Readonly<Record<string, unknown>>,
  faults: readonly Fault[],
): Draft<PlatformConfig> {
  const parts = Object.entries(shape).map(([key, part]) => {
    const parsed = part.safeParse(values[key]);
    return [key, parsed.success ? parsed.data : pruned(values[key], faults, [key])];
  });
  return Object.fromEntries(parts) as Draft<PlatformConfig>;
}

/** A copy of the values without those that a fault points at, so that the rest can still be judged. */
function pruned(values: unknown, faults: readonly Fault[], path: readonly PropertyKey[]): unknown {
  if (faults.some((fault) => samePath(fault.path, path))) return undefined;
  if (Array.isArray(values)) return values.map((item, i) => pruned(item, faults, [...path, i]));
  if (typeof values !== "object" || values === null) return values;
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, pruned(value, faults, [...path, key])]));
}

function samePath(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i]);
}
