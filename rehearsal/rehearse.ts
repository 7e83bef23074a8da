import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderStorage } from "../release/journal/folder.ts";
import { openJournal } from "../release/journal/journal.ts";
import { takeLock } from "../release/journal/lock.ts";
import { type Plan, planHash } from "../release/plan/plan.ts";
import { nameOf } from "../release/route.ts";
import { startClock, stopwatch } from "../release/run/clock.ts";
import { run } from "../release/run/runner.ts";
import type { State } from "../release/state.ts";
import { rehearsalHands } from "./hands.ts";
import { wrongsOf } from "./outcome.ts";
import { jumpingClock, plant } from "./plant.ts";
import { harmedBy, lastBad, losses, socketsDropped, stretchesOf, trafficOf } from "./recorder.ts";
import { type Recording, startRecording } from "./recording.ts";
import { gates, rehearsedPlan } from "./rehearsed-plan.ts";
import type { Result } from "./result.ts";
import type { Scenario } from "./scenarios.ts";
import { signatures } from "./sign.ts";
import { startStage } from "./stage.ts";
import { frontAlone, type Through } from "./through.ts";

/** Between two readings of the metrics, of the machine's clock. */
const intervalMs = 250;
const leaseMs = 6_000;
/** Live traffic before the release, so that the judge knows what is usual, in seconds of the release's clock. */
const historySeconds = 120;
const usual = { requestsPerSecond: 200, scale: 20 };

/**
 * Rehearses one release from its signatures to its end.
 *
 * @param through where weights and deployments go, too
 */
export async function rehearse(
  scenario: Scenario,
  through: Through = frontAlone,
  plan: Plan = rehearsedPlan(scenario.plan),
): Promise<Result> {
  const { fault, requestsPerSecond = usual.requestsPerSecond, scale = usual.scale } = scenario;
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  const storage = folderStorage(folder);
  const recording = startRecording(scale);
  const { now, note } = recording;
  const stage = await startStage(requestsPerSecond, intervalMs, {
    onRequest: (record) => recording.requests.push({ ...record, at: now() }),
    onSocket: (event) => recording.sockets.push({ ...event, at: now() }),
  });
  const clock = startClock(0, scale);
  const ending = new AbortController();
  const wrongs: string[] = [];
  let plantedAt: number | undefined;

  const afterTask = async (task: string) => {
    if (scenario.secondRunner === true && task === "confirm-weight 10") {
      const second = await takeLock(storage, plan.system, "the second", stopwatch, leaseMs);
      if ("lock" in second) wrongs.push("two runners hold the lock");
      else note("event", `the second runner is told that ${second.heldBy} holds the lock`);
    }
    if (fault?.after.task !== task) return;
    await clock.until(clock.now() + fault.after.seconds * 1000, ending.signal);
    plantedAt = now();
    note("fault", fault.what);
    await plant(fault, stage, clock, ending.signal);
  };
  const { hands, left, close } = rehearsalHands({
    plan,
    stage,
    through,
    clock,
    migration: scenario.migration,
    becomesReady: fault?.behaviors?.every(({ behavior }) => behavior.ready !== false) ?? true,
    scale,
    onWeight: (weight) => recording.weights.push({ at: now(), weight }),
    onDone: (task) => {
      afterTask(nameOf(task)).catch((error: unknown) => {
        if (!ending.signal.aborted) wrongs.push(String(error));
      });
    },
    onPage: (text) => {
      note("page", text);
    },
  });
  const { clockJumpsHours } = scenario;
  const putRight = clockJumpsHours === undefined ? undefined : jumpingClock(clockJumpsHours, 3_000);
  try {
    await clock.until(clock.now() + historySeconds * 1000, ending.signal);
    const taken = await takeLock(storage, plan.system, "rehearsal", stopwatch, leaseMs);
    if ("heldBy" in taken) throw new Error(`${taken.heldBy} holds the lock of a folder that was made just now`);
    const { say, ended } = run({
      plan,
      journal: await openJournal(storage, `${plan.system}/rehearsal`, planHash(plan)),
      lock: taken.lock,
      hands,
      clock,
      gates,
      runner: "rehearsal",
      heard: recording.hear,
      renewMs: leaseMs / 6,
    });
    for (const word of signatures(plan)) say(word);
    const state = await ended;
    const endedAt = now();
    const highest = Math.max(...recording.weights.map(({ weight }) => weight));
    const lost = losses(recording);
    const result = told(scenario, recording, state, plantedAt, endedAt, lost);
    wrongs.push(...wrongsOf(scenario, state, { ...left(), highest, dropped: result.socketsDropped, losses: lost }));
    return { ...result, scale, requestsPerSecond, wrongs };
  } finally {
    putRight?.();
    ending.abort();
    await stage.close();
    close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function told(
  { name, about, wanted, fault }: Scenario,
  recording: Recording,
  { phase, reasons, troubles }: State,
  plantedAt: number | undefined,
  endedAt: number,
  lost: ReturnType<typeof losses>,
): Omit<Result, "scale" | "requestsPerSecond" | "wrongs"> {
  const { requests, weights, notes, stretches } = recording;
  const drainAt = stretches.find((stretch) => stretch.name === "drain")?.at ?? endedAt;
  const slow = fault?.behaviors?.some(({ behavior }) => behavior.latencyFactor !== undefined) ?? false;
  const { ms } = gates.latency;
  const lastBadAt = plantedAt === undefined ? undefined : lastBad(recording, "green", plantedAt, slow, ms);
  return {
    scenario: name,
    about,
    phase: phase === "forward" || phase === "back" ? "lost" : phase,
    wanted,
    reasons,
    troubles,
    endedAt,
    fault: fault === undefined || plantedAt === undefined ? undefined : { at: plantedAt, what: fault.what, lastBadAt },
    harmed: harmedBy(recording, "green", ms).length,
    requests: requests.length,
    lost: [...lost.values()].reduce((sum, count) => sum + count, 0),
    socketsDropped: socketsDropped(recording, drainAt),
    weights,
    stretches: stretchesOf(stretches, endedAt),
    traffic: trafficOf(recording),
    notes,
  };
}
