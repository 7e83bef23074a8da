import { type Counts, type Histogram, type Interval, slowerThan, together } from "../../release/judge/counts.ts";
import type { Step } from "../../release/judge/state.ts";
import type { Ended } from "./rivals.ts";

/** Each of the two tests; 2 % together. */
const falseAlarm = 0.01;
/** How firmly the prior holds that nothing changed, as a number of events. */
const firmness = 10;

/** How often events may come with the preview color, as a multiple of the live one's. */
interface Ratios {
  errors: number;
  /** Of requests above the live color's 95th percentile. */
  slower: number;
}

/**
 * A mixture sequential probability ratio test on errors and on slow requests: of all events of both colors, the part that
 * falls to the preview color, against a beta prior around what is allowed (Johari, Pekelis and Walsh; Lindon and Malek).
 * Passes when the hold is over.
 *
 * @param warmUpSeconds in which nothing is tested
 */
export function alwaysValid(
  ratios: Ratios,
  warmUpSeconds: number,
): (step: Step, intervals: readonly Interval[]) => Ended {
  return ({ holdSeconds, weight }, intervals) => {
    const bound = slowBound(intervals.filter(({ t }) => t <= 0).map(({ live }) => live));
    const slow = ({ latency }: Counts) =>
      latency === undefined || bound === undefined ? 0 : slowerThan(latency, bound).above;
    const tests = [mixture(ratios.errors, weight, ({ errors }) => errors), mixture(ratios.slower, weight, slow)];
    for (const { t, live, preview } of intervals) {
      if (t <= warmUpSeconds || t > holdSeconds || live === undefined || preview === undefined) continue;
      const rejected = tests.map((test) => test(preview, live));
      if (rejected.includes(true)) return { verdict: "abort", t };
    }
    return { verdict: "pass", t: holdSeconds };
  };
}

/** The bound nearest to the slowest twentieth. */
function slowBound(colors: readonly (Counts | undefined)[]): number | undefined {
  let all: Histogram | undefined;
  for (const one of colors) all = together(all, one?.latency);
  if (all === undefined) return undefined;
  const histogram = all;
  const distance = (ms: number) => {
    const { above, of } = slowerThan(histogram, ms);
    return above === 0 ? Infinity : Math.abs(Math.log(above / of / 0.05));
  };
  return [...histogram.boundsMs].sort((a, b) => distance(a) - distance(b))[0];
}

/** A test that takes an interval after the other, and says when what is allowed is rejected. */
function mixture(
  ratio: number,
  weight: number,
  events: (counts: Counts) => number,
): (preview: Counts, live: Counts) => boolean {
  const allowed = (ratio * weight) / (ratio * weight + 1 - weight);
  let [ours, theirs, evidence] = [0, 0, 0];
  return (preview, live) => {
    // Event by event, by what the prior and those before make of the next one.
    for (let left = events(preview); left > 0; left -= 1) {
      evidence += Math.log((firmness * allowed + ours) / (firmness + ours + theirs) / allowed);
      ours += 1;
    }
    for (let left = events(live); left > 0; left -= 1) {
      evidence += Math.log((firmness * (1 - allowed) + theirs) / (firmness + ours + theirs) / (1 - allowed));
      theirs += 1;
    }
    return evidence >= Math.log(1 / falseAlarm) && ours / (ours + theirs) > allowed;
  };
}
