import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { project } from "../cli.ts";

/** A stack, and where its state and its cloud are kept. */
export interface Place {
  stack: string;
  folder: string;
  overrides?: readonly string[];
}

const victim = fileURLToPath(new URL("victim.ts", import.meta.url));

/**
 * An update that dies with its engine when the cloud holds so many resources. The state's lock stays the dead engine's.
 *
 * In a process of its own: gRPC keeps the address of a dead engine for as long as the program lives, and calls a later
 * one that happens to get its port dead, too.
 *
 * @throws Error where it ended by itself
 */
export async function killedAt(made: number, { stack, folder, overrides = [] }: Place): Promise<void> {
  const changes = overrides.flatMap((one) => ["--config", one]);
  const args = ["--stack", stack, "--folder", folder, "--made", String(made), ...changes];
  const child = spawn(process.execPath, ["--import", "./start.js", victim, ...args], {
    cwd: project,
    detached: true,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  onTestFinished(() => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, "SIGKILL");
    }
  });
  const [, signal] = (await ended) as [number | null, string | null];
  if (signal !== "SIGKILL") throw new Error(`the update ended before it made ${made} resources`);
}
