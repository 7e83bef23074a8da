import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Ran, World } from "../engine/cli/world.ts";

/** Where checkov is, or why it cannot be had here: that is no fault of the program's. */
export type CheckovHome = { kind: "ready"; folder: string } | { kind: "missing"; why: string };

/** The oldest Python that checkov takes. */
const oldest = [3, 9] as const;

const second = 1_000;
const minute = 60 * second;

/**
 * The pinned checkov in a virtual environment of its own, installed once.
 *
 * @param requirements file with the pin
 * @param cache folder that may hold it already
 * @throws RunError when it is installed and does not start
 */
export async function checkovHome(world: World, requirements: string, cache: string): Promise<CheckovHome> {
  const python = await findPython(world);
  if ("why" in python) return { kind: "missing", why: python.why };
  const folder = join(cache, `venv-${hashOf(readFileSync(requirements, "utf8"))}`);
  if (isComplete(world, folder, python.version)) return { kind: "ready", folder };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const done = world.progress(() => `installing checkov into ${folder}, once`);
  const fault = await install(world, python.command, requirements, folder).finally(done);
  if (fault !== undefined) {
    rmSync(folder, { recursive: true, force: true });
    return { kind: "missing", why: fault };
  }
  writeFileSync(markOf(folder), python.version);
  return { kind: "ready", folder };
}

/** What is pinned, such as `checkov==3.3.30`. */
export function pinned(requirements: string): string {
  const lines = readFileSync(requirements, "utf8").split("\n");
  return lines.filter((line) => /^\w/.test(line)).join(", ");
}

/** An executable of the virtual environment. */
export function inVenv(folder: string, command: string): string {
  return join(folder, "bin", command);
}

/** What checkov said of its own checks when it was installed: see `knownChecks`. */
export function listOfChecks(folder: string): string {
  return join(folder, "checks.txt");
}

async function findPython(world: World): Promise<{ command: string; version: string } | { why: string }> {
  const ask = "import sys; print('%d.%d' % sys.version_info[:2])";
  const faults: string[] = [];
  for (const command of ["python3", "python"]) {
    const ran = await world.run(command, ["-c", ask], { timeoutMs: 20 * second });
    const version = ran.stdout.trim();
    if (ran.ended === 0 && isRecent(version)) return { command, version };
    faults.push(ran.ended === 0 ? `${command} is ${version}` : `${command} ${faultOf(ran)}`);
  }
  return { why: `it needs Python ${oldest.join(".")} or newer: ${faults.join(", ")}` };
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

async function install(
  world: World,
  python: string,
  requirements: string,
  folder: string,
): Promise<string | undefined> {
  const made = await world.run(python, ["-m", "venv", folder], { timeoutMs: 2 * minute });
  if (made.ended !== 0) return `Python's venv makes no virtual environment: ${faultOf(made)}`;
  const quiet = ["--quiet", "--no-input", "--disable-pip-version-check"];
  const pip = ["-m", "pip", "install", ...quiet, "--requirement", requirements];
  const installed = await world.run(inVenv(folder, "python"), pip, { timeoutMs: 15 * minute });
  if (installed.ended !== 0) return `pip does not install it: ${faultOf(installed)}`;
  // Once, for it takes as long as a scan.
  const list = ["--list", "--skip-download"];
  const listed = await world.run(inVenv(folder, "checkov"), list, { timeoutMs: 2 * minute });
  if (listed.ended !== 0) throw new pulumi.RunError(`checkov is installed, and does not start: ${faultOf(listed)}`);
  writeFileSync(listOfChecks(folder), listed.stdout.replace(/ {2,}/g, " "));
  return undefined;
}

/** The last thing that it said, where pip and Python put the reason. */
function faultOf({ ended, stdout, stderr }: Ran): string {
  const said = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
  const last = said.findLast((line) => line !== "" && !line.startsWith("[notice]"));
  return last ?? (typeof ended === "string" ? ended : `ends with status ${ended}`);
}

/** One that an interrupted run left, or that was made for another Python, is not. */
function isComplete(world: World, folder: string, version: string): boolean {
  try {
    return readFileSync(markOf(folder), "utf8") === version && world.isExecutable(inVenv(folder, "python"));
  } catch {
    return false;
  }
}

/** Written last; holds the Python that it was made for. */
function markOf(folder: string): string {
  return join(folder, "complete");
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
