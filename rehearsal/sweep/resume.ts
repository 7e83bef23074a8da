import { join } from "node:path";
import { openJournal } from "../../release/journal/journal.ts";
import { type Stopwatch, takeLock } from "../../release/journal/lock.ts";
import type { Storage } from "../../release/journal/storage.ts";
import { planHash } from "../../release/plan/plan.ts";
import { stopwatch } from "../../release/run/clock.ts";
import { run } from "../../release/run/runner.ts";
import type { State } from "../../release/state.ts";
import { rehearsedPlan } from "../rehearsed-plan.ts";
import { steppedClock } from "./clock.ts";
import { recordedHands } from "./recorded.ts";

/** How many times as fast as in the world. */
const scale = 500;
/** The runner before is seen to be dead: its lease, long enough for a disk under load, is not waited out. */
const watch: Stopwatch = { ...stopwatch, sleep: () => Promise.resolve() };
/** Often, so that signs of life come between the entries. */
const renewMs = 200;

/** Everything that a release can have, in little time. */
const plan = rehearsedPlan({
  canary: [10, 50, 100].map((weight) => ({ weight, holdSeconds: 300 })),
  signatures: [{ role: "devops-lead", decision: "go" }],
  decisionWindowSeconds: 100,
  checksAfterSeconds: [200, 300],
});

/**
 * Takes the release of a folder and runs it to its end, wherever its journal stands.
 *
 * @param aborted whether a person aborts it at once
 */
export async function resume(folder: string, badAbove: number, storage: Storage, aborted = false): Promise<State> {
  const runner = `runner ${process.pid}`;
  const taken = await takeLock(storage, plan.system, runner, watch);
  if ("heldBy" in taken) throw new Error(`${taken.heldBy} has the lock`);
  const journal = await openJournal(storage, `${plan.system}/sweep`, planHash(plan));
  const running = run({
    plan,
    journal,
    lock: taken.lock,
    hands: recordedHands(join(folder, "world.json"), badAbove),
    clock: steppedClock(journal.events.at(-1)?.at, scale),
    gates: { errorShare: 0.001, latency: { ms: 250, share: 0.05 } },
    runner,
    renewMs,
  });
  running.say({ kind: "signed", role: "devops-lead", decision: "go", by: "nobody, in a sweep" });
  if (aborted) running.say({ kind: "abort", by: "somebody", why: "after the kill" });
  return running.ended;
}
