import type { Block, Kind, Schema } from "../schema.ts";
import { functionOf, nameOf, nested, resource } from "./block.ts";
import { Declarations } from "./declarations.ts";
import type { Used } from "./used.ts";

/**
 * Describes types and every nested block that they reach.
 *
 * @throws Error naming what a package does not declare
 */
export function describe(used: readonly Used[]): Schema {
  const names = [...new Set(used.map((one) => one.package))];
  const packages = new Map(names.map((name) => [name, new Declarations(name)]));
  const described = (name: string) => {
    const found = packages.get(name);
    if (found === undefined) throw new Error(`nothing of @pulumi/${name} is described`);
    return found;
  };

  const resources: Record<string, Block> = {};
  const functions: Record<string, Block> = {};
  for (const one of used) {
    const declarations = described(one.package);
    const token = declarations.token(one.file);
    if (/^get[A-Z]/.test(nameOf(token))) functions[token] = functionOf(declarations, one.file, token);
    else resources[token] = resource(declarations, one.file, token);
  }

  const blocks: Record<string, Block> = {};
  const reach = (from: Block) => {
    for (const key of blocksOf(from)) {
      if (blocks[key] !== undefined) continue;
      const [name = "", path = ""] = key.split(":");
      const block = nested(described(name), path);
      blocks[key] = block;
      reach(block);
    }
  };
  [...Object.values(resources), ...Object.values(functions)].forEach(reach);

  const versions = Object.fromEntries(names.map((name) => [name, described(name).version]));
  return { packages: versions, resources, functions, blocks };
}

function blocksOf({ inputs, computed = {} }: Block): string[] {
  return [...Object.values(inputs).map(({ kind }) => kind), ...Object.values(computed)].flatMap(keysIn);
}

function keysIn(kind: Kind): string[] {
  if (typeof kind === "string") return [];
  if ("block" in kind) return [kind.block];
  return keysIn("list" in kind ? kind.list : kind.map);
}
