import { type Interval, slowerThan } from "../../release/judge/counts.ts";
import { judgeNext, openJudge, type Verdict } from "../../release/judge/judge.ts";
import type { Gates } from "../../release/judge/profile.ts";
import type { Step } from "../../release/judge/state.ts";
import type { Ended, Rival } from "./rivals.ts";
import { type Scenario, traffic } from "./traffic.ts";

const gates: Gates = { errorShare: 0.001, latency: { ms: 250, share: 0.05 } };
/** How long a verdict may take, as a multiple of the hold. */
const longest = 1.5;
/** Seconds that a bad release has all traffic for after it passed, before somebody else stops it. */
const afterPass = 450;

export interface Outcome {
  verdict: Verdict;
  t: number;
  harmed: number;
  reasons: readonly string[];
}

export function outcome(scenario: Scenario, weight: number, holdSeconds: number, seed: number): Outcome {
  const step = { weight, holdSeconds, warmed: scenario.warmed, gates };
  return judged(step, traffic(scenario, weight, holdSeconds * longest, seed));
}

function judged(step: Step, intervals: Iterable<Interval>): Outcome {
  let state = openJudge(step);
  for (const interval of intervals) {
    const next = judgeNext(step, state, interval);
    state = next.state;
    const { verdict, t, harmed, reasons } = next.judgement;
    if (verdict !== "continue") return { verdict, t, harmed, reasons };
  }
  return { verdict: "insufficient", t: step.holdSeconds * longest, harmed: state.harmed, reasons: ["no verdict"] };
}

/** Our judge in the shape of the others. */
export const ours: Rival = { name: "ours", judge: judged };

/** How a judge ended, and how many requests failed or were too slow for that. */
export interface Scored extends Ended {
  harmed: number;
}

/** The same traffic before each judge. */
export function scored(
  judges: readonly Rival[],
  scenario: Scenario,
  { weight, holdSeconds }: Pick<Step, "weight" | "holdSeconds">,
  seed: number,
): Scored[] {
  const step = { weight, holdSeconds, warmed: scenario.warmed, gates };
  const intervals = [...traffic(scenario, weight, holdSeconds * longest, seed)];
  return judges.map(({ judge }) => {
    const { verdict, t } = judge(step, intervals);
    const before = harm(intervals, 0, t);
    const passed = !scenario.good && verdict === "pass";
    const worst = harm(intervals, holdSeconds / 2, holdSeconds) / (holdSeconds / 2) / weight;
    return { verdict, t, harmed: before + (passed ? worst * afterPass : 0) };
  });
}

/** Requests of the preview color that failed or took too long, in a span of seconds. */
function harm(intervals: readonly Interval[], from: number, to: number): number {
  let all = 0;
  for (const { t, preview } of intervals) {
    if (preview === undefined || t <= from || t > to) continue;
    all += preview.errors + (preview.latency === undefined ? 0 : slowerThan(preview.latency, gates.latency.ms).above);
  }
  return all;
}
