import type { Clock } from "../release/run/clock.ts";
import { wellBehaved } from "./color.ts";
import { noFaults } from "./front.ts";
import type { Fault } from "./scenarios.ts";
import type { Stage } from "./stage.ts";

/** Lets a fault happen, from now on, until the signal. */
export async function plant(fault: Fault, { green, front }: Stage, clock: Clock, signal: AbortSignal): Promise<void> {
  if (fault.front !== undefined) front.setFaults({ ...noFaults, ...fault.front });
  for (const { behavior, seconds } of fault.behaviors ?? []) {
    green.setBehavior({ ...wellBehaved, ...behavior });
    if (seconds !== Infinity) await clock.until(clock.now() + seconds * 1000, signal);
  }
}

/**
 * Lets the machine's clock jump back and forth, for everything in this process.
 *
 * @param everyMs of real time
 * @returns what puts it right
 */
export function jumpingClock(hours: number, everyMs: number): () => void {
  const real = Date.now;
  const jumps = [-1, 1, 0];
  let jump = 0;
  const timer = setInterval(() => (jump += 1), everyMs);
  Date.now = () => real() + (jumps[jump % jumps.length] ?? 0) * hours * 3_600_000;
  return () => {
    clearInterval(timer);
    Date.now = real;
  };
}
