import { type Counts, type Interval, slowerThan } from "../../release/judge/counts.ts";
import type { Verdict } from "../../release/judge/judge.ts";
import type { Step } from "../../release/judge/state.ts";
import { alwaysValid } from "./always-valid.ts";
import { higher } from "./mann-whitney.ts";

/** How a judgement ended, and when: seconds from the beginning of the step. */
export interface Ended {
  verdict: Verdict;
  t: number;
}

/** A judge over all intervals of a step, history among them. */
export interface Rival {
  name: string;
  judge: (step: Step, intervals: readonly Interval[]) => Ended;
}

// How others judge a release, each with the setting that its documentation shows or that is usual; see the anchors that
// the table names. None was tuned, and none is the program itself.

/** Errors of a color, and those of its requests that were measured and that were slow. */
interface Sum {
  requests: number;
  errors: number;
  measured: number;
  slow: number;
}

function summed(colors: readonly (Counts | undefined)[], ms: number): Sum {
  const all: Sum = { requests: 0, errors: 0, measured: 0, slow: 0 };
  for (const one of colors) {
    if (one === undefined) continue;
    const { above, of } = one.latency === undefined ? { above: 0, of: 0 } : slowerThan(one.latency, ms);
    all.requests += one.requests;
    all.errors += one.errors;
    all.measured += of;
    all.slow += above;
  }
  return all;
}

function keepsGates({ requests, errors, measured, slow }: Sum, { errorShare, latency }: Step["gates"]): boolean {
  return errors <= errorShare * requests && slow <= latency.share * measured;
}

/** One look at the end of the hold; no data reads as no errors. */
const naive: Rival = {
  name: "threshold, once",
  judge: ({ gates, holdSeconds }, intervals) => {
    const seen = intervals.filter(({ t }) => t > 0 && t <= holdSeconds).map(({ preview }) => preview);
    return { verdict: keepsGates(summed(seen, gates.latency.ms), gates) ? "pass" : "abort", t: holdSeconds };
  },
};

const checkSeconds = 60;

/** Whether the preview color kept the gates in the minute up to `t`; a value that is not there is no success. */
function check({ gates }: Step, intervals: readonly Interval[], t: number): boolean {
  const minute = intervals.filter((one) => one.t > t - checkSeconds && one.t <= t).map(({ preview }) => preview);
  const sum = summed(minute, gates.latency.ms);
  return sum.requests > 0 && keepsGates(sum, gates);
}

/** Argo Rollouts: a measurement each minute with a successCondition alone; more failures than the limit abort. */
function argo(failureLimit: number): Rival {
  return {
    name: `Argo-like, failureLimit ${failureLimit}`,
    judge: (step, intervals) => {
      let failed = 0;
      for (let t = checkSeconds; t <= step.holdSeconds; t += checkSeconds) {
        if (!check(step, intervals, t)) failed += 1;
        if (failed > failureLimit) return { verdict: "abort", t };
      }
      return { verdict: "pass", t: step.holdSeconds };
    },
  };
}

/** Flagger: failed checks add up, and are looked at when the next one is due; each holds the step up by one more. */
function flagger(threshold: number): Rival {
  return {
    name: `Flagger-like, threshold ${threshold}`,
    judge: (step, intervals) => {
      const needed = step.holdSeconds / checkSeconds;
      const end = intervals.at(-1)?.t ?? 0;
      let [failed, kept] = [0, 0];
      for (let t = checkSeconds; t <= end; t += checkSeconds) {
        if (failed >= threshold) return { verdict: "abort", t };
        if (check(step, intervals, t)) kept += 1;
        else failed += 1;
        if (kept >= needed) return { verdict: "pass", t };
      }
      return { verdict: "insufficient", t: end };
    },
  };
}

/** 95th percentile, milliseconds, evenly within a bucket; undefined without requests. */
function p95({ latency }: Counts): number | undefined {
  if (latency === undefined) return undefined;
  const { boundsMs, counts } = latency;
  const wanted = 0.95 * counts.reduce((sum, count) => sum + count, 0);
  if (wanted === 0) return undefined;
  let below = 0;
  for (const [i, count] of counts.entries()) {
    const [from, to] = [boundsMs[i - 1] ?? 0, boundsMs[i] ?? boundsMs.at(-1) ?? 0];
    if (below + count >= wanted) return from + ((to - from) * (wanted - below)) / Math.max(1, count);
    below += count;
  }
  return boundsMs.at(-1);
}

/** Kayenta: Mann-Whitney over the points of both colors after the hold; half of them missing is a failure. */
const kayenta: Rival = {
  name: "Mann-Whitney, once",
  judge: ({ holdSeconds }, intervals) => {
    const during = intervals.filter(({ t }) => t > 0 && t <= holdSeconds);
    const points = (of: (counts: Counts) => number | undefined, color: "live" | "preview") =>
      during.flatMap((one) => {
        const counts = one[color];
        return counts === undefined || counts.requests === 0 ? [] : [of(counts) ?? []].flat();
      });
    const metrics = [({ requests, errors }: Counts) => errors / requests, p95];
    const failed = metrics.some((metric) => {
      const preview = points(metric, "preview");
      return preview.length < during.length / 2 || higher(preview, points(metric, "live"));
    });
    return { verdict: failed ? "abort" : "pass", t: holdSeconds };
  },
};

export const rivals: readonly Rival[] = [
  naive,
  argo(0),
  argo(3),
  flagger(5),
  kayenta,
  { name: "mSPRT", judge: alwaysValid({ errors: 1, slower: 1 }, 0) },
  { name: "mSPRT with tolerance", judge: alwaysValid({ errors: 1.5, slower: 1.25 }, 60) },
];
