// Writes providers/schema.json from the type declarations of the installed provider packages:
//   npm run schema
//   npm run schema -- --check    fails when the file is not what would be written
import { readFileSync, writeFileSync } from "node:fs";
import { describe } from "./generate/describe.ts";
import { used } from "./generate/used.ts";
import { written } from "./generate/writer.ts";
import type { Schema } from "./schema.ts";

const file = new URL("schema.json", import.meta.url);
const project = new URL("../", import.meta.url);

/** The text that the file should have. */
export function schemaText(): string {
  return written(describe(used(project)));
}

/** What differs, by package or token; the layout alone counts as a difference without a name. */
export function differences(found: string, expected: string): string[] {
  const [before, after] = [entriesOf(found), entriesOf(expected)];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.get(key) !== after.get(key)).sort();
}

function entriesOf(text: string): Map<string, string> {
  const { packages, resources, functions, blocks } = (text === "" ? {} : JSON.parse(text)) as Partial<Schema>;
  const entries = Object.entries({ ...packages, ...resources, ...functions, ...blocks });
  return new Map(entries.map(([key, value]) => [key, JSON.stringify(value)]));
}

function check(): void {
  const [found, expected] = [readFileSync(file, "utf8"), schemaText()];
  if (found === expected) return;
  const names = differences(found, expected);
  const shown = names.slice(0, 10).join(", ") + (names.length > 10 ? ` and ${names.length - 10} more` : "");
  console.error(`providers/schema.json is stale: run npm run schema (${shown || "its layout"} differs)`);
  process.exitCode = 1;
}

if (import.meta.main) {
  if (process.argv.includes("--check")) check();
  else writeFileSync(file, schemaText());
}
