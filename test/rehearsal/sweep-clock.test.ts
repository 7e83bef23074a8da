import { expect, test } from "vitest";
import { steppedClock } from "../../rehearsal/sweep/clock.ts";

const signal = new AbortController().signal;

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test("a process that stands still loses no more than one step of its time", () => {
  const clock = steppedClock(1000, 500);
  const before = clock.now();
  standStill(50);
  expect(clock.now() - before).toBe(2500);
});

test("begins where the journal ends, and waits until an hour has come", async () => {
  const clock = steppedClock(1000, 500);
  expect(clock.now()).toBeGreaterThanOrEqual(1000);
  await clock.until(20_000, signal);
  expect(clock.now()).toBeGreaterThanOrEqual(20_000);
});

test("a wait that is given up ends with its reason", async () => {
  const giveUp = new AbortController();
  const waiting = steppedClock(0, 1).until(1e12, giveUp.signal);
  giveUp.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("aborted");
  await expect(steppedClock(0, 1).until(0, giveUp.signal)).rejects.toThrow("enough");
});
