import type { Schema } from "../schema.ts";

/** Down to here an object has a line for each key: the sections, their types, inputs and outputs. */
const depth = 4;

/** The file's text: keys sorted, a line for each field, so that a new version of a package reads well as a difference. */
export function written(schema: Schema): string {
  return `${text(schema, depth, "\n")}\n`;
}

function text(value: unknown, levels: number, line: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => text(item, 0, line)).join(", ")}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return "{}";
  const inside = `${line}  `;
  const items = entries.map(([key, item]) => `${JSON.stringify(key)}: ${text(item, levels - 1, inside)}`);
  return levels > 0 ? `{${inside}${items.join(`,${inside}`)}${line}}` : `{${items.join(", ")}}`;
}
