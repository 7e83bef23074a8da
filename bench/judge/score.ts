import { judgeNext, openJudge, type Verdict } from "../../release/judge/judge.ts";
import type { Gates } from "../../release/judge/profile.ts";
import { type Scenario, traffic } from "./traffic.ts";

const gates: Gates = { errorShare: 0.001, latency: { ms: 250, share: 0.05 } };

export interface Outcome {
  verdict: Verdict;
  t: number;
  harmed: number;
  reasons: readonly string[];
}

export function outcome(scenario: Scenario, weight: number, holdSeconds: number, seed: number): Outcome {
  const step = { weight, holdSeconds, warmed: scenario.warmed, gates };
  let state = openJudge(step);
  for (const interval of traffic(scenario, weight, holdSeconds * 1.5, seed)) {
    const next = judgeNext(step, state, interval);
    state = next.state;
    const { verdict, t, harmed, reasons } = next.judgement;
    if (verdict !== "continue") return { verdict, t, harmed, reasons };
  }
  return { verdict: "insufficient", t: holdSeconds * 1.5, harmed: state.harmed, reasons: ["no verdict"] };
}
