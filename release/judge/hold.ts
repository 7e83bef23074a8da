import { atLeastProbability, upperBound } from "./bounds.ts";
import { comparedShare, falseAlarm, limitsOf, tailShare, warmUpSeconds } from "./plan.ts";
import { doubt, errorSlack, highSlack, ownShare, requestsToShow } from "./pass.ts";
import type { Step } from "./state.ts";
import { certainty, openWatch, watch } from "./watch.ts";

/** A good release keeps this far below the gates, unless told otherwise: a fifth of each. */
const usualPart = 0.2;
/** How probable it must be that errors, and each kind of slow requests, leave a good release its pass. */
const likely = { errors: 0.98, latency: 0.995 };
/** A bad release fails so many times as often as the gate allows, and is seen with this probability. */
const bad = { times: 3, likely: 0.9 };
const longestSeconds = 3600;
const stepSeconds = 5;

/** How long a step must be held at least; or why no hold within an hour would do, and at which traffic one would. */
export type Hold = { seconds: number } | { insufficient: string; requestsPerSecond: number | undefined };

/**
 * How many seconds of judged time a step must at least be held, so that a good release passes at their end (in 95 of 100
 * cases, by the rule of `pass.ts`), and one that fails three times as often as the gate allows is seen within them (in 90
 * of 100, by the bets of `watch.ts`).
 *
 * @param requestsPerSecond of both colors together, when there are the fewest
 * @param errorShare of requests that usually fail; a fifth of the gate where that is not known
 */
export function leastHold(
  requestsPerSecond: number,
  step: Omit<Step, "holdSeconds">,
  errorShare: number = step.gates.errorShare * usualPart,
): Hold {
  const { gates, weight, warmed } = step;
  const enough = (seconds: number, rate: number) => {
    const requests = Math.floor(rate * weight * seconds);
    const measured = Math.floor(rate * weight * Math.max(0, seconds - (warmed ? 0 : warmUpSeconds)));
    return (
      goodPasses(step, requests, measured, errorShare) &&
      badIsSeen(step, requests, Math.floor(rate * (1 - weight) * seconds), errorShare)
    );
  };
  for (let seconds = stepSeconds; seconds <= longestSeconds; seconds += stepSeconds) {
    if (enough(seconds, requestsPerSecond)) return { seconds };
  }
  const rate = leastRate((one) => enough(longestSeconds, one));
  const insufficient =
    rate === undefined
      ? `errorShare: with ${errorShare} of the requests failing anyway no hold shows that the gate of ${gates.errorShare} ` +
        "is kept; loosen the gate, or mend what fails first"
      : `requestsPerSecond: ${requestsPerSecond} at a weight of ${weight} are too few for a hold of an hour; ` +
        `${rate} would do, or a greater weight`;
  return { insufficient, requestsPerSecond: rate };
}

/** The lowest rate in whole requests a second that is enough; undefined when none is. */
function leastRate(enough: (rate: number) => boolean): number | undefined {
  let [low, high] = [0, 1];
  while (!enough(high)) {
    if (high > 1e6) return undefined;
    [low, high] = [high, 2 * high];
  }
  return lowest(low, high, enough);
}

/** Whether what the pass rule asks of the preview color's own counts is likely to be there. */
function goodPasses(
  { gates, weight }: Omit<Step, "holdSeconds">,
  requests: number,
  measured: number,
  errorShare: number,
): boolean {
  const { share } = gates.latency;
  const errors = (x: number) =>
    x <= requests * gates.errorShare && upperBound(x, requests, doubt) < errorSlack * gates.errorShare;
  const below = (bound: number) => (x: number) => upperBound(x, measured, doubt) < bound;
  return (
    probablyKept(errors, requests, errorShare, likely.errors) &&
    probablyKept(below(share), measured, share * usualPart, likely.latency) &&
    below(tailShare)(0) &&
    (weight >= 1 ||
      (requests * ownShare >= requestsToShow(gates) &&
        probablyKept(below(highSlack * comparedShare.wanted), measured, comparedShare.wanted, likely.latency)))
  );
}

/** Whether a condition on the events of `n` requests is likely to be kept: it is by few, and not by many. */
function probablyKept(kept: (x: number) => boolean, n: number, share: number, probability: number): boolean {
  if (n === 0) return false;
  const most = Math.max(0, quantile(n, share, 1 - probability));
  return kept(most);
}

/** The lowest number of events of `n` that is exceeded with a probability of at most `level`. */
function quantile(n: number, share: number, level: number): number {
  return lowest(-1, n, (x) => atLeastProbability(x + 1, n, share) <= level);
}

/** The lowest whole number of which a condition holds, where it holds of all from there on: of `high`, but not of `low`. */
function lowest(low: number, high: number, holds: (x: number) => boolean): number {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Whether the bets on all errors are won by then, with hardly fewer errors than such a release shows. */
function badIsSeen(
  { gates, weight }: Omit<Step, "holdSeconds">,
  requests: number,
  beside: number,
  errorShare: number,
): boolean {
  const alone = weight >= 1;
  const { errors } = limitsOf(gates, alone);
  // The fewest that such a release shows, but for one case in ten.
  const above = quantile(requests, Math.min(0.9, bad.times * gates.errorShare), bad.likely);
  const seen = watch(
    openWatch(errors),
    errors,
    { above, of: requests },
    alone
      ? { kind: "before", share: errorShare }
      : { kind: "concurrent", live: { above: beside * errorShare, of: beside } },
    { variance: 1, sure: true },
    0,
  );
  return certainty(seen) >= 1 / falseAlarm.errors;
}
