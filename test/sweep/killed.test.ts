import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { describe, expect, inject, test } from "vitest";
import { up } from "../../engine/operations.ts";
import { withCheckpoints } from "../engine/stacks.ts";
import { logged, scratch } from "../engine/stage.ts";
import { converge, count, holdsTogether, open } from "../recovery/converge.ts";

const noCli = inject("noCli");

describe.skipIf(noCli !== "")(`an update whose engine is killed${noCli}`, () => {
  test("converges after the engine was killed three times", async () => {
    withCheckpoints();
    const good = await open(scratch());
    await up(good.session, logged());
    const whole = count(good);
    const simulated = await open(scratch());
    for (const made of [40, 100, 150]) {
      const running = converge(simulated);
      await until(() => simulated.cloud.all().length >= made, running);
      for (const pid of engines()) process.kill(pid, "SIGKILL");
      await expect(running).rejects.toThrow();
      // The state's lock is the dead engine's.
      await simulated.session.stack.cancel();
    }
    await converge(simulated);
    await holdsTogether(simulated, whole);
  });
});

/** @throws what ends the run before it is reached */
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
