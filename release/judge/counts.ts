/** What one color answered in an interval. */
export interface Counts {
  requests: number;
  /** Requests that failed, of those. */
  errors: number;
  endpoints?: readonly EndpointCounts[];
  latency?: Histogram;
}

export interface EndpointCounts {
  name: string;
  requests: number;
  errors: number;
}

/** Requests by how long they took. */
export interface Histogram {
  /** Upper bounds, ascending, milliseconds. */
  boundsMs: readonly number[];
  /** Requests up to each bound and above the one before; one more for what took longer than all of them. */
  counts: readonly number[];
}

/** One interval of both colors. */
export interface Interval {
  /** Seconds from the beginning of the step to the end of the interval; 0 and less before it. */
  t: number;
  /** Undefined where its metrics are missing. */
  live: Counts | undefined;
  preview: Counts | undefined;
}

/** Requests above a bound, and all that were measured. */
export interface Share {
  above: number;
  of: number;
}

/** Both in one; the later one alone where their bounds differ. */
export function together(earlier: Histogram | undefined, later: Histogram | undefined): Histogram | undefined {
  if (earlier === undefined || later === undefined) return later ?? earlier;
  const { boundsMs, counts } = later;
  if (boundsMs.length !== earlier.boundsMs.length || boundsMs.some((ms, i) => ms !== earlier.boundsMs[i])) return later;
  return { boundsMs, counts: counts.map((count, i) => count + (earlier.counts[i] ?? 0)) };
}

/**
 * The requests that took longer than a time, as far as the histogram can tell: where the time is no bound, those above
 * the next one, so that a doubt never counts as slow.
 */
export function slowerThan({ boundsMs, counts }: Histogram, ms: number): Share {
  let above = 0;
  let of = 0;
  for (let i = 0; i < counts.length; i += 1) {
    const count = counts[i] ?? 0;
    of += count;
    const lower = i === 0 ? 0 : (boundsMs[i - 1] ?? 0);
    if (lower >= ms) above += count;
  }
  return { above, of };
}
