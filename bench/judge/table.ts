import { median, row } from "../measure.ts";
import { heldOut } from "./held-out.ts";
import { outcome } from "./score.ts";
import type { Scenario } from "./traffic.ts";
import { tuning } from "./tuning.ts";

const canary = { weight: 0.1, holdSeconds: 600 } as const;

/**
 * How the judge does on made-up traffic at a canary of 10 % and 600 s: of good releases how many it aborts and passes, of
 * bad ones how many it passes, and after how many seconds it sees them. Those of the second set it was not tuned on.
 */
export function judgeTable(runs: number, rates: readonly number[]): void {
  for (const [set, scenarios] of [["tuned on", tuning] as const, ["held out", heldOut] as const]) {
    for (const rate of rates) {
      row(`canary judge, ${set}, ${rate} requests/s`, "", `${runs} runs each, per cent`);
      for (const scenario of scenarios(rate)) line(scenario, runs);
    }
  }
}

function line(scenario: Scenario, runs: number): void {
  const { weight, holdSeconds } = canary;
  const all = Array.from({ length: runs }, (_, i) => outcome(scenario, weight, holdSeconds, 1 + i));
  const share = (verdict: string) => Math.round((100 * all.filter((one) => one.verdict === verdict).length) / runs);
  const seen = all.filter(({ verdict }) => verdict === "abort").map(({ t }) => t);
  const told = `abort ${share("abort")}, pass ${share("pass")}, insufficient ${share("insufficient")}`;
  row(`  ${scenario.good ? "good" : "bad"}: ${scenario.name}`, seen.length === 0 ? "" : `${median(seen)} s`, told);
}
