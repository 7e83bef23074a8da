import { setTimeout as sleep } from "node:timers/promises";
import type { Stopwatch } from "../journal/lock.ts";

/** The hours as a release knows them. */
export interface Clock {
  /** Milliseconds since 1970. They never go back while a runner lives, whatever happens to the machine's clock. */
  now: () => number;
  /** Waits until then; at once where that is past. @throws the signal's reason when it is given up */
  until: (at: number, signal: AbortSignal) => Promise<void>;
}

/**
 * The machine's clock at the beginning, and from then on what a stopwatch says.
 *
 * @param notBefore where the journal ends: a clock that was set back since does not make the past longer
 * @param scale how many times as fast as the world it runs, for a rehearsal
 */
export function startClock(notBefore = 0, scale = 1): Clock {
  const began = Math.max(Date.now(), notBefore);
  const from = performance.now();
  const now = () => Math.round(began + (performance.now() - from) * scale);
  return {
    now,
    until: async (at, signal) => {
      // A timer knows no more than 24.8 days, and a sleeping machine none at all: it is looked at once a minute.
      for (let left = (at - now()) / scale; left > 0; left = (at - now()) / scale) {
        await sleep(Math.min(left, 60_000), undefined, { signal });
      }
      signal.throwIfAborted();
    },
  };
}

/** Real time, for locks: other runners live in it, too. */
export const stopwatch: Stopwatch = {
  now: () => performance.now(),
  sleep: (ms) => sleep(ms),
};
