import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { RawConfig } from "../config.ts";
import { projectName } from "./project.ts";

/** What the engine keeps in a stack's file beside its config. */
interface StackSettings {
  encryptionsalt?: string;
  encryptedkey?: string;
  secretsprovider?: string;
}

/**
 * Writes a project of the engine's own into a folder: `Pulumi.yaml`, and the stack's file with this config. The
 * key that the stack's secrets are encrypted with stays.
 *
 * @returns the folder
 */
export function writeWorkspace(folder: string, stack: string, config: RawConfig): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Without `main`: the program runs in this process, and the engine would look for the file.
  writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: projectName, runtime: "nodejs" }));
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const { encryptionsalt, encryptedkey, secretsprovider } = (
    existsSync(file) ? (parse(readFileSync(file, "utf8")) ?? {}) : {}
  ) as StackSettings;
  const settings = { encryptionsalt, encryptedkey, secretsprovider };
  writeFileSync(file, stringify({ ...settings, config }, { keepUndefined: false }), { mode: 0o600 });
  return folder;
}
