import type { Slo } from "../../systems/model/slo.ts";

/** What a step is judged by. Shares are of all requests. */
export interface Gates {
  /** Failed requests, at most. */
  errorShare: number;
  /** Requests that may take longer than a time, at most; the time in milliseconds. */
  latency: { ms: number; share: number };
}

/**
 * The gates of a service level.
 *
 * @throws Error when it bounds no errors or no latency: such a profile cannot stop a release
 */
export function gatesOf({ errorPercent, latency = [] }: Slo, name: string): Gates {
  const missing = [
    ...(errorPercent === undefined ? ["errorPercent"] : []),
    ...(latency.length === 0 ? ["latency"] : []),
  ];
  // Of several percentiles the highest: it is about the most people, and the bets on slower requests see the rest.
  const [strictest] = [...latency].sort((a, b) => b.percentile - a.percentile);
  if (errorPercent === undefined || strictest === undefined) {
    throw new Error(`profile ${name} cannot judge a canary: it has no ${missing.join(" and no ")}`);
  }
  return {
    errorShare: errorPercent / 100,
    latency: { ms: strictest.ms, share: 1 - strictest.percentile / 100 },
  };
}
