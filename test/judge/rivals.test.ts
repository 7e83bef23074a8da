import { describe, expect, it } from "vitest";
import { higher } from "../../bench/judge/mann-whitney.ts";
import { rivals } from "../../bench/judge/rivals.ts";
import type { Interval } from "../../release/judge/counts.ts";
import type { Step } from "../../release/judge/state.ts";

const step: Step = {
  weight: 0.1,
  holdSeconds: 600,
  warmed: true,
  gates: { errorShare: 0.001, latency: { ms: 250, share: 0.05 } },
};
const latency = { boundsMs: [100, 250], counts: [90, 8, 2] };
const intervals = (errors: (t: number) => number | undefined): Interval[] =>
  Array.from({ length: 180 }, (_, i) => {
    const t = 5 * (i + 1);
    const failed = errors(t);
    const preview = failed === undefined ? undefined : { requests: 100, errors: failed, latency };
    return { t, live: { requests: 900, errors: 0, latency }, preview };
  });
const ended = (name: string, traffic: readonly Interval[]) =>
  rivals.find((one) => one.name === name)?.judge(step, traffic);

describe("rivals", () => {
  const [clean, failing] = [intervals(() => 0), intervals(() => 10)];
  const late = intervals((t) => (t > 590 && t <= 600 ? 100 : 0));
  it.each([
    ["threshold, once", clean, "pass", 600],
    ["threshold, once", failing, "abort", 600],
    ["threshold, once", intervals(() => undefined), "pass", 600],
    ["Argo-like, failureLimit 0", clean, "pass", 600],
    ["Argo-like, failureLimit 0", failing, "abort", 60],
    ["Argo-like, failureLimit 0", late, "abort", 600],
    ["Argo-like, failureLimit 3", failing, "abort", 240],
    ["Argo-like, failureLimit 3", late, "pass", 600],
    ["Argo-like, failureLimit 3", intervals(() => undefined), "abort", 240],
    ["Flagger-like, threshold 5", clean, "pass", 600],
    // Compared when the sixth check is due.
    ["Flagger-like, threshold 5", failing, "abort", 360],
    ["Flagger-like, threshold 5", late, "pass", 660],
    ["Mann-Whitney, once", clean, "pass", 600],
    ["Mann-Whitney, once", failing, "abort", 600],
    ["Mann-Whitney, once", intervals(() => undefined), "abort", 600],
    ["mSPRT", clean, "pass", 600],
    ["mSPRT", failing, "abort", 5],
    ["mSPRT with tolerance", failing, "abort", 65],
    ["mSPRT with tolerance", intervals(() => undefined), "pass", 600],
  ] as const)("%s ends as it would", (name, traffic, verdict, t) => {
    expect(ended(name, traffic)).toEqual({ verdict, t });
  });
});

describe("Mann-Whitney", () => {
  const points = (from: number) => Array.from({ length: 50 }, (_, i) => from + (i % 7));
  it.each([
    [points(10), points(0), true],
    [points(0), points(0), false],
    [points(0), points(10), false],
    [[], points(0), false],
    [[...points(0).fill(0), 5], points(0).fill(0), false],
  ])("case %#", (ours, theirs, expected) => {
    expect(higher(ours, theirs)).toBe(expected);
  });
});
