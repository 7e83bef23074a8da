import type { Reader } from "../read.ts";

/**
 * The statements of an IAM policy document, which is JSON text or a block at a path. `Statement` may be one or a list.
 */
export function statements(inputs: Reader, path: string): readonly Reader[] {
  const document = inputs.json(path);
  const listed = document.get("Statement");
  if (listed.known && !Array.isArray(listed.value))
    return listed.value === undefined ? [] : [document.json("Statement")];
  return document.items("Statement");
}

/** The texts at a path that holds one or a list of them; those that are known. */
export function oneOrMore(statement: Reader, path: string): string[] {
  const reading = statement.get(path);
  const values: readonly unknown[] = !reading.known
    ? []
    : Array.isArray(reading.value)
      ? reading.value
      : [reading.value];
  return values.filter((value) => typeof value === "string");
}
