import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import { judge } from "./version.ts";
import type { Environment, World } from "./world.ts";

/** A CLI that can be used. */
export interface Cli {
  path: string;
  /** The installation's folder when the CLI is at `bin/pulumi` in it. */
  root?: string;
  version: string;
  /** Whether it can start a Node.js program itself, as a bare `pulumi up` does. */
  languageHost: boolean;
  /** What is not as the project promises; the CLI is usable nevertheless. */
  warning?: string;
}

/** What one way came to. */
export type Answer = { cli: Cli } | { reason: string };

/** Asks an executable for its version. The environment is its own, so that it does not ask the internet for updates. */
export async function cliAt(path: string, world: World): Promise<Answer> {
  const env = { ...world.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  // Generous: a program of 100 MB that no one has started lately comes from the disk first.
  const { ended, stdout, stderr } = await world.run(path, ["version"], { env, timeoutMs: 20_000 });
  if (ended !== 0) {
    const why = typeof ended === "string" ? ended : `exits with status ${ended}: ${firstLine(stderr)}`;
    return { reason: `${path} version ${why}` };
  }
  const verdict = judge(firstLine(stdout));
  if (!verdict.accepted) return { reason: `${path} ${verdict.reason}` };
  const { version, warning } = verdict;
  return {
    cli: {
      path,
      ...(basename(dirname(path)) === "bin" ? { root: dirname(dirname(path)) } : {}),
      version,
      languageHost: hasLanguageHost(path, world),
      ...(warning === undefined ? {} : { warning: `${path} ${warning}` }),
    },
  };
}

/** Where the CLI itself looks: on PATH, then beside its own file, symbolic links resolved. */
function hasLanguageHost(path: string, world: World): boolean {
  const folders = [...pathFolders(world.env), dirname(path), dirname(world.realPath(path))];
  return folders.some((folder) => world.isExecutable(join(folder, "pulumi-language-nodejs")));
}

/** The folders of PATH. Relative ones depend on where one stands and are left out. */
export function pathFolders(env: Environment): string[] {
  return [...new Set((env["PATH"] ?? "").split(delimiter).filter(isAbsolute))];
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
