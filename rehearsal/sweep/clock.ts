import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../release/run/clock.ts";

/** The longest that passes between two looks at the clock, in milliseconds of this machine. */
const longestStepMs = 5;

/**
 * A release's time as it passes for a process that is never held up: a machine that stands still for 300 ms would, at 500
 * times the speed of the world, be a runner that looked away for two and a half minutes, and is rightly turned back.
 *
 * @param notBefore where the journal ends
 * @param scale how many times as fast as the world it runs
 */
export function steppedClock(notBefore: number | undefined, scale: number): Clock {
  let at = notBefore ?? Date.now();
  let looked = performance.now();
  const now = () => {
    const here = performance.now();
    at += Math.min(here - looked, longestStepMs) * scale;
    looked = here;
    return Math.round(at);
  };
  return {
    now,
    until: async (wanted, signal) => {
      for (let left = wanted - now(); left > 0; left = wanted - now()) {
        await sleep(Math.min(left / scale, longestStepMs), undefined, { signal });
      }
      signal.throwIfAborted();
    },
  };
}
