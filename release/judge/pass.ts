import { atLeastProbability, upperBound } from "./bounds.ts";
import type { Share } from "./counts.ts";
import { type Kind, limitsOf, tailShare } from "./plan.ts";
import type { Gates } from "./profile.ts";
import type { EndpointState, JudgeState, Step } from "./state.ts";

/** How often a bound may be wrong. */
export const doubt = 0.01;
/** Error shares up to this many times the gate could still be true after a pass. */
export const errorSlack = 3;
/** So many times the live color's share of slow requests could still be true. */
export const highSlack = 2;
/**
 * How unlikely what was seen may be of a good release, by kind, and of a single endpoint. What is suspicious is watched
 * for longer, and with more data at the end less suspicion is enough to pass.
 */
const unlikely = { first: 0.02, last: 0.005 };
const unlikelyEndpoint = { first: 0.12, last: 0.02 };
/**
 * Of a single endpoint the live color may have no more requests than the preview one, so that a few errors hardly prove a
 * difference. When the gate rules them out it takes less of one.
 */
const blatant = { byGate: 0.001, beside: 0.25 };
/** An endpoint is suspected only while so many times the gate could be true of it: what is beyond shows in its bets. */
const endpointSlack = 10;
/** An endpoint with this share of the requests has to show by its own ones that it is good. */
export const ownShare = 0.04;
/** So many times the gate it must not be able to hide. */
const hidden = 20;

/** Requests of an endpoint that hardly keep all well while it fails as often as it must not. */
export function requestsToShow({ errorShare }: Gates): number {
  return Math.ceil(Math.log(doubt) / Math.log(1 - Math.min(0.9, hidden * errorShare)));
}

/**
 * What is missing for a pass: data that could not have shown a bad release, or signs of one.
 *
 * @param last whether no more data will come
 */
export function shortfalls(step: Step, state: JudgeState, last: boolean): string[] {
  const { judgedSeconds, preview, live } = state;
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
  return alone ? missing : [...missing, ...suspicions(step, state, last ? "last" : "first")];
}

/** What the live color beside makes suspicious, be it not for certain, and what is too little to be compared. */
function suspicions({ gates }: Step, state: JudgeState, look: "first" | "last"): string[] {
  const { preview, live, endpoints, dispersion } = state;
  const limits = limitsOf(gates, false);
  const chances = (kind: Kind, ours: Share, theirs: Share) => {
    const { variance } = dispersion[kind];
    return [chanceBeside(ours, theirs, kind, variance), chanceAlone(ours, limits[kind].allowed, variance)] as const;
  };
  const found = (["errors", "high", "tail"] as const)
    .filter((kind) => Math.max(...chances(kind, preview[kind], live[kind])) < unlikely[look])
    .map((kind) => `${kind}: more than with the live color, though not for certain`);
  const enough = requestsToShow(gates);
  const all = requestsOf(endpoints);
  for (const { name, preview: ours, live: theirs } of endpoints) {
    if (ours.of < enough && (ours.of >= ownShare * all.preview || theirs.of >= ownShare * all.live)) {
      const unseen = percent(hidden * gates.errorShare);
      found.push(`${name}: of ${ours.of} requests ${unseen} could fail and not be seen; ${enough} would show it`);
    }
    const [beside, byGate] = chances("errors", ours, theirs);
    const suspected =
      Math.max(beside, byGate) < unlikelyEndpoint[look] || (beside < blatant.beside && byGate < blatant.byGate);
    if (suspected && upperBound(ours.above, ours.of, doubt) >= endpointSlack * gates.errorShare) {
      found.push(`${name}: more errors than with the live color, though not for certain`);
    }
  }
  return found;
}

function requestsOf(endpoints: readonly EndpointState[]): { preview: number; live: number } {
  let [preview, live] = [0, 0];
  for (const one of endpoints) {
    preview += one.preview.of;
    live += one.live.of;
  }
  return { preview, live };
}

/** How probable so many of both colors' events would be with the preview color, were it at most as bad as is tolerated. */
function chanceBeside(ours: Share, theirs: Share, kind: Kind, variance: number): number {
  if (ours.of === 0 || theirs.of === 0) return 1;
  const ratio = kind === "high" ? 1.25 : 1.5;
  const part = (ratio * ours.of) / (ratio * ours.of + theirs.of);
  return atLeastProbability(ours.above / variance, (ours.above + theirs.above) / variance, part);
}

/** How probable so many would be, were the share of them what is allowed. */
function chanceAlone({ above, of }: Share, allowed: number, variance: number): number {
  return of === 0 ? 1 : atLeastProbability(above / variance, of / variance, allowed);
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
