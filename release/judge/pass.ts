import { atLeastProbability, upperBound } from "./bounds.ts";
import type { Share } from "./counts.ts";
import { type Kind } from "./plan.ts";
import type { JudgeState, Step } from "./state.ts";

/** How often a bound may be wrong. */
const doubt = 0.01;
/** Error shares up to this many times the gate could still be true after a pass. */
const errorSlack = 3;
const highSlack = 2.5;
/** A share of slow requests that is no fault, whatever the live color's is. */
const tailShare = 0.01;
/**
 * How unlikely what was seen may be of a good release, by kind, and of a single endpoint. What is suspicious is watched
 * for longer, and with more data at the end less suspicion is enough to pass.
 */
const unlikely = { first: 0.02, last: 0.005 };
const unlikelyEndpoint = { first: 0.05, last: 0.02 };

/**
 * What is missing for a pass: data that could not have shown a bad release, or signs of one.
 *
 * @param last whether no more data will come
 */
export function shortfalls(
  step: Step,
  { judgedSeconds, preview, live, endpoints }: JudgeState,
  last: boolean,
): string[] {
  const look = last ? "last" : "first";
  const { gates, holdSeconds, weight } = step;
  const alone = weight >= 1;
  const { errors, slow, tail, high } = preview;
  const rate = (share: Share) => (share.of === 0 ? 0 : share.above / share.of);
  const missing: string[] = [];
  if (judgedSeconds < holdSeconds) {
    missing.push(
      `judged for ${Math.floor(judgedSeconds)} of ${holdSeconds} seconds: metrics were missing or the live color was unfit`,
    );
  }
  const errorBound = upperBound(errors.above, errors.of, doubt);
  const most = errorSlack * gates.errorShare;
  if (errorBound >= most) {
    const enough = Math.ceil(Math.log(doubt) / Math.log(1 - most));
    missing.push(
      `${errors.above} of ${errors.of} requests failed, which does not rule out ${percent(most)}; ` +
        `${enough} requests without an error would`,
    );
  }
  if (rate(errors) > Math.max(gates.errorShare, alone ? 0 : 1.5 * rate(live.errors))) {
    missing.push(`${percent(rate(errors))} of the requests failed, above ${percent(gates.errorShare)}`);
  }
  const { ms, share } = gates.latency;
  if (upperBound(slow.above, slow.of, doubt) >= share) {
    missing.push(`it is not sure that ${percent(1 - share)} of the requests take less than ${ms} ms`);
  }
  if (upperBound(tail.above, tail.of, doubt) >= Math.max(tailShare, 3 * rate(live.tail))) {
    missing.push("it is not sure that hardly any request takes over a second");
  }
  if (!alone && live.high.above > 0 && upperBound(high.above, high.of, doubt) >= highSlack * rate(live.high)) {
    missing.push("too few requests were measured to compare latencies");
  }
  if (!alone) {
    for (const kind of ["errors", "high", "tail"] as const) {
      if (chance(preview[kind], live[kind], kind) < unlikely[look])
        missing.push(`${kind}: more than with the live color, though not for certain`);
    }
    for (const [name, one] of Object.entries(endpoints)) {
      if (chance(one.preview, one.live, "errors") < unlikelyEndpoint[look])
        missing.push(`${name}: more errors than with the live color, though not for certain`);
    }
  }
  return missing;
}

/** How probable so many of both colors' events would be with the preview color, were it at most as bad as is tolerated. */
function chance(ours: Share, theirs: Share, kind: Kind): number {
  if (ours.of === 0 || theirs.of === 0) return 1;
  const ratio = kind === "high" ? 1.25 : 1.5;
  const part = (ratio * ours.of) / (ratio * ours.of + theirs.of);
  return atLeastProbability(ours.above, ours.above + theirs.above, part);
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
