import type { Color } from "../../systems/model/system.ts";
import type { TrafficPoint } from "../result.ts";

/** A stretch of release time, in seconds, and what each color answered in it. */
export interface Bucket {
  from: number;
  to: number;
  points: Partial<Record<Color, TrafficPoint>>;
}

export interface ColorTotals {
  requests: number;
  errors: number;
  /** The greatest of a bucket's; undefined without requests. */
  p50: number | undefined;
  p95: number | undefined;
}

/** The traffic by bucket, in order. A bucket that is missing leaves a hole: the one after it begins no earlier than usual. */
export function bucketsOf(traffic: readonly TrafficPoint[]): Bucket[] {
  const byEnd = new Map<number, Bucket["points"]>();
  for (const point of traffic.filter(({ at }) => Number.isFinite(at))) {
    byEnd.set(point.at, { ...byEnd.get(point.at), [point.color]: point });
  }
  const ends = [...byEnd.keys()].sort((a, b) => a - b);
  const usual = usualGap(ends);
  return ends.map((to, index) => {
    const before = ends[index - 1];
    // The first began with the release at the latest.
    const from = before === undefined ? Math.max(to - (usual ?? to), Math.min(0, to)) : before;
    const hole = usual !== undefined && to - from > usual * 1.5;
    return { from: hole ? to - usual : from, to, points: byEnd.get(to) ?? {} };
  });
}

/** How long a bucket is, where all are as long; the first and the last may be cut short. */
export function bucketSeconds(buckets: readonly Bucket[]): number | undefined {
  const inner = buckets.slice(1, -1).map(({ from, to }) => to - from);
  const [seconds] = inner;
  return seconds !== undefined && inner.every((each) => Math.abs(each - seconds) < 0.01) ? seconds : undefined;
}

export function totalsOf(traffic: readonly TrafficPoint[], color: Color): ColorTotals {
  const own = traffic.filter((point) => point.color === color);
  const worst = (percentile: "p50" | "p95") =>
    own.reduce<number | undefined>((most, point) => {
      const ms = point[percentile];
      return ms === undefined || (most !== undefined && most >= ms) ? most : ms;
    }, undefined);
  return {
    requests: own.reduce((sum, { requests }) => sum + requests, 0),
    errors: own.reduce((sum, { errors }) => sum + errors, 0),
    p50: worst("p50"),
    p95: worst("p95"),
  };
}

/** The middle one of the gaps: a bucket cut short, or a hole, changes it little. */
function usualGap(ends: readonly number[]): number | undefined {
  const gaps = ends.slice(1).map((end, index) => end - (ends[index] ?? end));
  return gaps.sort((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)];
}
