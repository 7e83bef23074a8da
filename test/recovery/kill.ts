import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { expect } from "vitest";
import type { Simulation } from "../../engine/simulation.ts";
import { converge } from "./converge.ts";

/** An update whose engine is killed, as by a machine that dies, when the cloud holds so many resources. */
export async function killedAt(made: number, simulated: Simulation): Promise<void> {
  const running = converge(simulated);
  await until(() => simulated.cloud.all().length >= made, running);
  for (const pid of engines()) process.kill(pid, "SIGKILL");
  await expect(running).rejects.toThrow();
  // The state's lock is the dead engine's.
  await simulated.session.stack.cancel();
}

/** Waits until a running update is as far as that. @throws what ends it before */
async function until(reached: () => boolean, running: Promise<unknown>): Promise<void> {
  const ended = running.then(() => {
    throw new Error("the update ended before it could be killed");
  });
  ended.catch(() => undefined);
  while (!reached()) await Promise.race([setTimeout(5), ended]);
}

/** Processes of this one that are the Pulumi CLI. */
function engines(): number[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const [, parent] = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] ?? "";
      return Number(parent) === process.pid && command.endsWith("/pulumi") ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}
