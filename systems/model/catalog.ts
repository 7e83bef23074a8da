import { readdir } from "node:fs/promises";
import { systemFaults } from "./faults.ts";
import type { System } from "./system.ts";

/** The systems that could run, by name. */
export type Catalog = ReadonlyMap<string, System>;

/**
 * Reads every `*.ts` file of a folder as one system: a third system is one new file.
 *
 * @param folder URL of the folder, with a trailing slash. @default the project's `systems/`
 * @throws Error listing every fault of every file at once, each with its file
 */
export async function loadCatalog(folder: URL = new URL("../", import.meta.url)): Promise<Catalog> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).sort();
  const loaded = await Promise.all(
    files.map(async (file) => ({ file, module: (await import(new URL(file, folder).href)) as { default?: System } })),
  );
  const faults: string[] = [];
  const catalog = new Map<string, System>();
  for (const { file, module } of loaded) {
    const system = module.default;
    if (system === undefined) {
      faults.push(`systems/${file}: has no default export; export one System`);
      continue;
    }
    if (`${system.name}.ts` !== file)
      faults.push(`systems/${file}: describes "${system.name}"; name the file after it`);
    faults.push(...systemFaults(system).map((fault) => `systems/${file}: ${fault}`));
    for (const other of catalog.values()) {
      if (Math.abs(other.rulePriority - system.rulePriority) < 100) {
        faults.push(`systems/${file}: rulePriority ${system.rulePriority} lies within 100 of ${other.name}'s`);
      }
    }
    catalog.set(system.name, system);
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return catalog;
}
