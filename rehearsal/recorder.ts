import type { Color } from "../systems/model/system.ts";
import type { RequestRecord } from "./load.ts";
import type { Result, TrafficPoint } from "./result.ts";
import type { SocketEvent } from "./sockets.ts";

/** Seconds of the release's clock in one point of the timeline. */
const bucketSeconds = 10;

/** What people got during a rehearsal. `at` is in seconds of the release's clock. */
export interface Heard {
  requests: readonly (RequestRecord & { at: number })[];
  sockets: readonly (SocketEvent & { at: number })[];
}

/** Points of the timeline, in order of time; none for a color without requests in a bucket. */
export function trafficOf({ requests }: Heard): TrafficPoint[] {
  const buckets = new Map<string, { at: number; color: Color; all: (RequestRecord & { at: number })[] }>();
  for (const request of requests) {
    if (request.color === undefined) continue;
    const at = (Math.floor(request.at / bucketSeconds) + 1) * bucketSeconds;
    const key = `${at} ${request.color}`;
    const bucket = buckets.get(key) ?? { at, color: request.color, all: [] };
    bucket.all.push(request);
    buckets.set(key, bucket);
  }
  return [...buckets.values()]
    .sort((a, b) => a.at - b.at)
    .map(({ at, color, all }) => {
      const times = all.map(({ ms }) => ms).sort((a, b) => a - b);
      const errors = all.filter(({ status }) => status >= 500).length;
      return { at, color, requests: all.length, errors, p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
    });
}

/** Requests of the preview color that failed or took longer than the gate. */
export function harmedBy(
  { requests }: Heard,
  preview: Color,
  gateMs: number,
): readonly { at: number; status: number }[] {
  return requests.filter(({ color, status, ms }) => color === preview && (status >= 500 || ms > gateMs));
}

/** Requests that no color answered, by why. */
export function losses({ requests }: Heard): ReadonlyMap<string, number> {
  const by = new Map<string, number>();
  for (const { color, status, why = "the front had no answer" } of requests) {
    if (status === 0 || (status === 502 && color === undefined)) by.set(why, (by.get(why) ?? 0) + 1);
  }
  return by;
}

/**
 * The last answer that somebody got because of a fault.
 *
 * @param slow whether slow answers are the fault, not failed ones
 */
export function lastBad(
  heard: Heard,
  preview: Color,
  since: number,
  slow: boolean,
  gateMs: number,
): number | undefined {
  return harmedBy(heard, preview, slow ? gateMs : Infinity)
    .filter(({ at, status }) => at >= since && (slow || status >= 500))
    .reduce<number | undefined>((last, { at }) => Math.max(last ?? at, at), undefined);
}

/** WebSockets that ended before a time. */
export function socketsDropped({ sockets }: Heard, before: number): number {
  return sockets.filter(({ kind, at }) => kind === "dropped" && at < before).length;
}

/** Names and times of stretches, from when each was first seen. */
export function stretchesOf(seen: readonly { at: number; name: string }[], endedAt: number): Result["stretches"] {
  return seen.map(({ at, name }, i) => ({ name, from: at, to: seen[i + 1]?.at ?? endedAt }));
}

function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
