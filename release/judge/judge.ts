import { atOnce } from "./bet.ts";
import { upperBound } from "./bounds.ts";
import { type Counts, type Histogram, type Interval, type Share, slowerThan, together } from "./counts.ts";
import { dispersions, nothing, sum, total, unknownSpread, withInterval } from "./dispersion.ts";
import { endpointsOf } from "./endpoints.ts";
import { certain, overBudget } from "./faults.ts";
import {
  byKind,
  comparedShare,
  falseAlarm,
  type Kind,
  kinds,
  limitsOf,
  type LimitsByKind,
  longestHold,
  requestsToChoose,
  tailMs,
  warmUpSeconds,
} from "./plan.ts";
import { shortfalls } from "./pass.ts";
import type { JudgeState, Minute, Step, Tally } from "./state.ts";
import { certainty, openWatch, watch } from "./watch.ts";

export type Verdict = "continue" | "pass" | "abort" | "insufficient";

/** What the judge says after an interval. */
export interface Judgement {
  t: number;
  verdict: Verdict;
  /** In words; empty while there is nothing to say. */
  reasons: readonly string[];
  /** Requests of the preview color that failed or took too long, in all. */
  harmed: number;
  /** What it rests on: certainty of each fault as a natural logarithm, against what is needed to abort. */
  evidence: Readonly<Record<string, number>>;
}

/** The judge before the first interval. */
export function openJudge({ gates, weight }: Step): JudgeState {
  const limits = limitsOf(gates, weight >= 1);
  return {
    t: undefined,
    judgedSeconds: 0,
    comparedMs: undefined,
    latency: undefined,
    watches: byKind((kind) => openWatch(limits[kind])),
    endpoints: [],
    preview: nothing,
    live: nothing,
    minutes: [],
    dispersion: unknownSpread,
    usual: undefined,
    harmed: 0,
  };
}

/**
 * One interval more. Pure: the same state and interval give the same judgement. An interval that does not follow the last
 * one, as when a clock goes back, changes nothing and says so.
 */
export function judgeNext(
  step: Step,
  before: JudgeState,
  interval: Interval,
): { state: JudgeState; judgement: Judgement } {
  const { t } = interval;
  if (before.t !== undefined && t <= before.t) {
    const { harmed } = before;
    const reasons = [`t: ${t} does not follow ${before.t}: the interval is left out`];
    return { state: before, judgement: { t, verdict: "continue", reasons, harmed, evidence: evidenceOf(before) } };
  }
  const started = Math.max(0, before.t ?? 0);
  const seconds = t <= 0 ? t - (before.t ?? t - 60) : t - started;
  if (t <= 0) {
    const state =
      interval.live === undefined ? { ...before, t } : learnt({ ...before, t }, step, interval.live, seconds).state;
    return { state, judgement: { t, verdict: "continue", reasons: [], harmed: 0, evidence: {} } };
  }
  const state = judged(step, { ...before, t }, interval, seconds);
  return { state, judgement: decide(step, state, interval) };
}

/** What the live color shows, for the bound of the comparison and the spread of its events. */
function learnt(
  state: JudgeState,
  { gates }: Step,
  live: Counts,
  seconds: number,
): { state: JudgeState; events: Tally } {
  const latency = state.comparedMs === undefined ? together(state.latency, live.latency) : undefined;
  const comparedMs = state.comparedMs ?? chosenBound(latency);
  // Until it is chosen, later minutes could not be compared with these.
  const events = tally(live, comparedMs, gates);
  const minutes = withInterval(state.minutes, seconds, events);
  const whole = (minutes.at(-1)?.seconds ?? 0) >= 60;
  const dispersion = whole ? dispersions(minutes) : state.dispersion;
  return { state: { ...state, comparedMs, latency, minutes, dispersion }, events };
}

/** The bound nearest to the slowest twentieth of the live color's requests. */
function chosenBound(latency: Histogram | undefined): number | undefined {
  if (latency === undefined) return undefined;
  const { of } = slowerThan(latency, 0);
  if (of < requestsToChoose) return undefined;
  const distance = (ms: number) => Math.abs(Math.log(slowerThan(latency, ms).above / of / comparedShare.wanted));
  return latency.boundsMs
    .filter((ms) => {
      const share = slowerThan(latency, ms).above / of;
      return share >= comparedShare.least && share <= comparedShare.most;
    })
    .sort((a, b) => distance(a) - distance(b))[0];
}

/** Events of each kind in an interval. */
function tally({ requests, errors, latency }: Counts, comparedMs: number | undefined, gates: Step["gates"]): Tally {
  const above = (ms: number | undefined): Share =>
    latency === undefined || ms === undefined ? { above: 0, of: 0 } : slowerThan(latency, ms);
  return {
    errors: { above: errors, of: requests },
    slow: above(gates.latency.ms),
    high: above(comparedMs),
    tail: above(tailMs),
  };
}

function judged(step: Step, before: JudgeState, { t, live, preview }: Interval, seconds: number): JudgeState {
  const { gates, weight, holdSeconds } = step;
  const alone = weight >= 1;
  // A gap: neither a pass nor a fault.
  if (preview === undefined || (live === undefined && !alone)) return before;
  const { state, events: theirs } =
    live === undefined || alone ? { state: before, events: nothing } : learnt(before, step, live, seconds);
  const warm = step.warmed || t > warmUpSeconds;
  const ours = tally(preview, state.comparedMs, gates);
  const seen: Tally = warm ? ours : { ...nothing, errors: ours.errors };
  const compared: Tally = warm ? theirs : { ...nothing, errors: theirs.errors };
  const { dispersion: phi } = state;
  const limits = limitsOf(gates, alone);
  const usual = alone ? (state.usual ?? usualShares(state.minutes, limits)) : undefined;
  const stake = ((1 - atOnce) * seconds) / holdSeconds;
  const watches = byKind((kind) =>
    watch(
      state.watches[kind],
      limits[kind],
      seen[kind],
      usual === undefined ? { kind: "concurrent", live: compared[kind] } : { kind: "before", share: usual[kind] },
      phi[kind],
      stake,
    ),
  );
  const fit = alone || liveIsFit(state.minutes, theirs.errors, ours.errors, gates);
  return {
    ...state,
    judgedSeconds: state.judgedSeconds + (fit ? seconds : 0),
    watches,
    usual,
    endpoints:
      preview.endpoints === undefined || live?.endpoints === undefined || alone
        ? state.endpoints
        : endpointsOf(state.endpoints, limits.errors, preview.endpoints, live.endpoints, phi.errors, stake),
    preview: fit ? sum(state.preview, seen) : state.preview,
    live: fit ? sum(state.live, compared) : state.live,
    harmed: state.harmed + ours.errors.above + ours.slow.above,
  };
}

/**
 * Bounds, not means: to be sure that a difference is the release's. Where the past is too short to say, or unknown, the
 * gates decide alone.
 */
function usualShares(minutes: readonly Minute[], limits: LimitsByKind): Readonly<Record<Kind, number>> {
  const past = total(minutes);
  return byKind((kind) => {
    const { above, of } = past[kind];
    const { unknown, ratio } = limits[kind];
    return Math.min(upperBound(above, of, 0.01), Math.max(unknown / ratio, of === 0 ? 0 : above / of));
  });
}

/**
 * While the live color itself breaks the gate, nobody can tell how good the other one is: such time shows neither. For a
 * minute or two after, an interval counts only when hardly anything failed in it.
 */
function liveIsFit(minutes: readonly Minute[], live: Share, preview: Share, { errorShare }: Step["gates"]): boolean {
  const keeps = ({ above, of }: Share, byChance: number) => above <= byChance + 2 * of * errorShare;
  const over = keeps(live, 0.5) && keeps(preview, 0.5);
  return keeps(live, 3) && (over || keeps(total(minutes.slice(-2)).errors, 3));
}

function decide(step: Step, state: JudgeState, { t }: Interval): Judgement {
  const { holdSeconds } = step;
  const { judgedSeconds, harmed } = state;
  const evidence = evidenceOf(state);
  const say = (verdict: Verdict, reasons: readonly string[]): Judgement => ({ t, verdict, reasons, harmed, evidence });
  const faults = [...certain(state), ...overBudget(step, state)];
  if (faults.length > 0) return say("abort", faults);
  if (judgedSeconds < holdSeconds && t < longestHold * holdSeconds) return say("continue", []);
  const last = t >= longestHold * holdSeconds;
  const missing = shortfalls(step, state, last);
  if (missing.length === 0) return say("pass", []);
  return last ? say("insufficient", missing) : say("continue", missing);
}

function evidenceOf({ watches, endpoints, judgedSeconds }: JudgeState): Readonly<Record<string, number>> {
  const evidence: Record<string, number> = { judgedSeconds: rounded(judgedSeconds) };
  for (const kind of kinds) evidence[kind] = rounded(Math.log(certainty(watches[kind])));
  if (endpoints.length > 0) {
    let worst = 1;
    for (const one of endpoints) worst = Math.max(worst, certainty(one.watch));
    evidence["endpoint"] = rounded(Math.log(worst));
  }
  evidence["needed"] = rounded(Math.log(1 / falseAlarm.errors));
  return evidence;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
