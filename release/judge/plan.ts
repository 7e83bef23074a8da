import { odds } from "./bet.ts";
import type { Gates } from "./profile.ts";
import type { Limits } from "./watch.ts";

// The figures that the judge decides by. They were set on the stories of bench/judge/tuning.ts, at a canary of 10 % and
// looked at for 50 and 100 %; those of bench/judge/held-out.ts score it.

/** Kinds of events that count over all requests. */
export type Kind = "errors" | "slow" | "high" | "tail";
export const kinds: readonly Kind[] = ["errors", "slow", "high", "tail"];

/** The same thing of each kind. */
export function byKind<T>(of: (kind: Kind) => T): Readonly<Record<Kind, T>> {
  return { errors: of("errors"), slow: of("slow"), high: of("high"), tail: of("tail") };
}

/** How sure the judge must be of each kind: probability of a false alarm over the whole step, at most. */
export const falseAlarm: Readonly<Record<Kind | "endpoints", number>> = {
  errors: 0.025,
  slow: 0.001,
  high: 0.008,
  tail: 0.004,
  // Shared among all of them.
  endpoints: 0.01,
};

/** Milliseconds that hardly any request takes. */
export const tailMs = 1000;
/** A share of such requests that is no fault, whatever is usual. */
export const tailShare = 0.01;
/** Of the live color's requests, how many lie above the bound at which the two colors' latencies are compared. */
export const comparedShare = { wanted: 0.05, least: 0.005, most: 0.3 } as const;
/** Live requests before that bound is chosen. */
export const requestsToChoose = 300;
/** Seconds in which a color that was not warmed may be slow. */
export const warmUpSeconds = 60;
/** How many times the hold a verdict may take. */
export const longestHold = 1.5;

/** `unknown` is the share that is too much where neither a live color nor its past says what is usual. */
export type LimitsByKind = Readonly<Record<Kind, Limits & { unknown: number }>>;

/** Every interval asks for the same ones. */
const known = new WeakMap<Gates, Map<boolean, LimitsByKind>>();

/**
 * What is too much of each kind.
 *
 * @param alone whether the preview color has all traffic: beside it nothing shows what the hour brings to both, so only
 *   what breaks the gates, or is far from what was usual before, counts
 */
export function limitsOf(gates: Gates, alone: boolean): LimitsByKind {
  const of = known.get(gates) ?? new Map<boolean, LimitsByKind>();
  known.set(gates, of);
  const limits = of.get(alone) ?? limitsFor(gates, alone);
  of.set(alone, limits);
  return limits;
}

function limitsFor({ errorShare, latency }: Gates, alone: boolean): LimitsByKind {
  const slowShare = latency.share;
  // A third of the gate: what stays below is no reason to stop, be it more than the live color's.
  const errors = alone ? errorShare : errorShare / 3;
  // Most of the stake is on what is clearly worse, which is to be seen soonest.
  const parts = [0.1, 0.5, 0.4];
  const shares = (allowed: number, bad: readonly number[]) => bad.map((share) => odds(allowed, Math.min(0.9, share)));
  const limits = (allowed: number, ratio: number, times: readonly number[]): Limits => ({
    allowed,
    ratio,
    ratios: [3, 10, 40],
    ratioParts: parts,
    shareOdds: shares(
      allowed,
      times.map((n) => allowed * n),
    ),
    shareParts: parts,
  });
  return {
    errors: { ...limits(errors, alone ? 1.5 : 1.2, [4, 10, 60]), unknown: errorShare },
    slow: { ...limits(slowShare, 1.5, [2, 5, 12]), unknown: slowShare },
    // Slower than live is slower, whatever the gate.
    high: {
      unknown: 1,
      allowed: 1e-6,
      ratio: alone ? 2.5 : 1.2,
      ratios: alone ? [4, 8] : [2.2, 4],
      ratioParts: [0.85, 0.15],
      shareOdds: shares(1e-6, [0.05, 0.5]),
      shareParts: [0.5, 0.5],
    },
    tail: { ...limits(0.001, 1.5, [5, 20, 100]), unknown: tailShare },
  };
}
