import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { cacheFolder } from "./build.ts";
import type { Cli } from "./candidate.ts";
import { thisMachine, type World } from "./world.ts";

/**
 * The found CLI as the Automation API takes it (`LocalWorkspaceOptions.pulumiCommand`).
 *
 * The API knows two places: the first `pulumi` on PATH, which need not be the one that was found, or `bin/pulumi` in a
 * folder. A CLI elsewhere gets such a folder with a link to it; the CLI looks behind the link for what belongs to it.
 */
export async function commandFor(
  cli: Pick<Cli, "path" | "root">,
  world: World = thisMachine(),
): Promise<PulumiCommand> {
  return PulumiCommand.get({ root: cli.root ?? linkedFolder(cli.path, world) });
}

function linkedFolder(path: string, world: World): string {
  // Named by where it leads, so that two terminals with different PATHs do not share it.
  const name = `link-${createHash("sha256").update(path).digest("hex").slice(0, 12)}`;
  const folder = join(cacheFolder(world), name);
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  try {
    symlinkSync(path, join(bin, "pulumi"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return folder;
}
