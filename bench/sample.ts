import { readConfig } from "../config.ts";
import type { PlatformConfig } from "../config/schema.ts";
import { deployPlatform } from "../platform.ts";
import { loadStackConfig } from "../preview/stack-file.ts";
import { run } from "../simulator/run.ts";
import { type Catalog, loadCatalog } from "../systems/model/catalog.ts";

/** The prod stack with `count` systems in place of its own: copies of them in turn, under names and domains of their own. */
export async function platformOf(count: number): Promise<{ config: PlatformConfig; catalog: Catalog }> {
  const shipped = await loadCatalog();
  const config = readConfig(loadStackConfig("prod", []), shipped, "Pulumi.prod.yaml");
  const originals = [...shipped.values()];
  const catalog = new Map();
  const systems: PlatformConfig["systems"] = {};
  for (let i = 0; i < count; i += 1) {
    const original = originals[i % originals.length];
    const own = original === undefined ? undefined : config.systems[original.name];
    if (original === undefined || own === undefined) throw new Error("prod configures no system to copy");
    const name = `s${i}x`;
    catalog.set(name, { ...original, name, rulePriority: 100 * (i + 1) });
    systems[name] = { ...own, domain: `${name}.example` };
  }
  return { config: { ...config, systems }, catalog };
}

/** How long a preview of that many systems takes in this process, in milliseconds, and what it declares. */
export async function timePreview(count: number): Promise<{ ms: number; resources: number }> {
  const { config, catalog } = await platformOf(count);
  const started = performance.now();
  const options = { project: "trading-platform", stack: "prod", mode: "preview" } as const;
  const { registrations } = await run(() => deployPlatform(config, catalog), options);
  return { ms: performance.now() - started, resources: registrations.filter(({ custom }) => custom).length };
}
