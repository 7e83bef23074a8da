import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Answer, cliAt } from "./candidate.ts";
import { BuildLog, goEnvironment, goFault, neededGo } from "./go.ts";
import { takeLock } from "./lock.ts";
import { cliVersion } from "./version.ts";
import type { World } from "./world.ts";

const main = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
/** The CLI reads its version from here; without one the Automation API refuses it. */
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** The Go module that pins what is built. */
export const moduleFolder = fileURLToPath(new URL("../../tools/pulumi-cli/", import.meta.url));

/** Where built CLIs are kept for all clones of this project. A relative XDG_CACHE_HOME does not count, says its standard. */
export function cacheFolder({ env, home }: World): string {
  const own = env["XDG_CACHE_HOME"];
  return join(own !== undefined && isAbsolute(own) ? own : join(home, ".cache"), "trading-platform", "pulumi");
}

/** The Automation API expects the CLI in `bin` of a folder; beside that is what a build needs while it goes on. */
function installation(world: World): { bin: string; file: string; work: string; lock: string } {
  const folder = join(cacheFolder(world), cliVersion);
  const bin = join(folder, "bin");
  return { bin, file: join(bin, "pulumi"), work: join(folder, "work"), lock: join(folder, "building") };
}

/** The third way, as far as it was gone before. */
export async function builtCli(world: World): Promise<Answer> {
  const { file } = installation(world);
  return world.isExecutable(file) ? cliAt(file, world) : { reason: "has not been built yet" };
}

/** Builds the CLI from its Go modules, which takes minutes, and keeps it. */
export async function buildCli(world: World): Promise<Answer> {
  const env = goEnvironment(world.env);
  const needed = neededGo(readFileSync(join(moduleFolder, "go.mod"), "utf8"));
  const fault = goFault(await world.run("go", ["version"], { env, cwd: moduleFolder, timeoutMs: 20_000 }), needed);
  if (fault !== undefined) return { reason: fault };
  const { bin, lock: lockFile } = installation(world);
  try {
    mkdirSync(bin, { recursive: true });
    const lock = takeLock(lockFile);
    if ("heldBy" in lock) {
      return { reason: `process ${lock.heldBy} is building it: wait for it (if it is no build, remove ${lockFile})` };
    }
    try {
      return await buildLocked(world);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (isFileError(error)) return { reason: `cannot keep it: ${error.message}` };
    throw error;
  }
}

/** In a folder beside it until it is whole and has told its version: what is at `file` can always be used. */
async function buildLocked(world: World): Promise<Answer> {
  const { work, file } = installation(world);
  // A build that was killed has left its own; Go keeps its temporary files there too.
  clear(work);
  mkdirSync(work);
  const result = join(work, "pulumi");
  const log = new BuildLog();
  const stop = world.progress(() => `building pulumi v${cliVersion} from its Go modules: ${log.state}`);
  try {
    const ran = await world
      .run("go", ["build", "-v", `-ldflags=-X ${versionVariable}=v${cliVersion}`, "-o", result, main], {
        cwd: moduleFolder,
        env: { ...goEnvironment(world.env), GOTMPDIR: work },
        timeoutMs: 45 * 60_000,
        onLine: (line) => {
          log.add(line);
        },
      })
      .finally(stop);
    if (typeof ran.ended === "string") return { reason: `go build ${ran.ended}` };
    if (ran.ended !== 0) return { reason: `go build failed: ${log.complaint}` };
    const answer = await cliAt(result, world);
    if ("reason" in answer) return { reason: `what go build made cannot be used: ${answer.reason}` };
    renameSync(result, file);
    return await cliAt(file, world);
  } finally {
    clear(work);
  }
}

/** A compiler that is about to end may still write: tried again for a moment. */
function clear(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
