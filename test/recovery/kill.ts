import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

/** Kills the engine that runs now, as a machine that dies does. */
export function killEngine(): void {
  for (const pid of engines()) process.kill(pid, "SIGKILL");
}

/** Waits until a running update is as far as that. @throws what ends it before */
export async function until(reached: () => boolean, running: Promise<unknown>): Promise<void> {
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
