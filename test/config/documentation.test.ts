import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { configurationPage, page } from "../../docs/generate-configuration.ts";
import { loadCatalog } from "../../systems/model/catalog.ts";

const catalog = await loadCatalog();
const current = configurationPage(catalog);

it("is what the schema says; if not, run: node --import ./start.js docs/generate-configuration.ts", async () => {
  expect(await readFile(page, "utf8")).toBe(current);
});

it("shows a per-system key once, whatever the systems are called", () => {
  const keys = [...current.matchAll(/^\| `(.+?)` \|/gm)].map(([, key]) => key);
  expect(keys).toEqual([...new Set(keys)]);
  expect(keys).toContain("systems.<system>.colors.<color>.images.<service>");
  expect(keys).toContain("systems.<system>.slo.<profile>.p<n>Ms");
  const names = [...catalog].flatMap(([name, system]) => [name, ...system.services.map((service) => service.name)]);
  for (const name of names) expect(keys.join("\n")).not.toMatch(new RegExp(`\\.${name}(\\.|$)`, "m"));
});

it("keeps patterns out of the table", () => {
  expect(current).not.toMatch(/\[a-z|\\d|\^\(/);
});
