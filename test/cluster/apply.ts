import type { Client } from "./client.ts";
import type { Kube } from "./objects.ts";
import { dangling } from "./references.ts";
import type { Rendered } from "./rendered.ts";

/**
 * Applies files one after the other, as given.
 *
 * @throws Error at the first that names what is not there yet, is refused, or is kept otherwise than written
 */
export async function applyAll(client: Client, files: readonly Rendered[]): Promise<void> {
  const before: Kube[] = [];
  for (const { file, text, object } of files) {
    const missing = dangling(object, before);
    if (missing.length > 0) throw new Error(`${file}: names ${missing.join(", ")}, which no file before it holds`);
    try {
      const lost = unlike(object, await client.apply(object, text), "");
      if (lost.length > 0) throw new Error(`the server keeps it otherwise: ${lost.join(", ")}`);
    } catch (error) {
      throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    before.push(object);
  }
}

/** Paths at which the kept object lacks or changes what was sent; what the server added does not count. */
function unlike(sent: unknown, kept: unknown, path: string): string[] {
  // Turned into `data`.
  if (path === ".stringData") return [];
  if (typeof sent !== "object" || sent === null) return sent === kept || sameQuantity(sent, kept) ? [] : [path];
  if (typeof kept !== "object" || kept === null) return [path];
  const entries = new Map(Object.entries(kept));
  return Object.entries(sent).flatMap(([key, value]) => unlike(value, entries.get(key), `${path}.${key}`));
}

const units = new Map([
  ["m", 0.001],
  ["", 1],
  ["Mi", 2 ** 20],
  ["Gi", 2 ** 30],
]);

/** The server writes `16384Mi` as `16Gi`. */
function sameQuantity(sent: unknown, kept: unknown): boolean {
  const [a, b] = [sent, kept].map((value) => {
    const [, number, unit = ""] = /^(\d+)(m|Mi|Gi)?$/.exec(String(value)) ?? [];
    return Number(number) * (units.get(unit) ?? NaN);
  });
  return a === b;
}
