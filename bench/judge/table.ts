import { median, row } from "../measure.ts";
import { heldOut, heldOutAlone, heldOutSooner } from "./held-out.ts";
import { type Rival, rivals } from "./rivals.ts";
import { ours, scored, type Scored } from "./score.ts";
import type { Scenario } from "./traffic.ts";
import { tuning } from "./tuning.ts";

/** What each judge made of a story, run by run. */
interface Cell {
  scenario: Scenario;
  rate: number;
  byJudge: readonly (readonly Scored[])[];
}

/** From so many requests a second on a good release is to pass, and a bad one is not. */
const thick = 100;
const canary = { weight: 0.1, holdSeconds: 600 } as const;
const later = [
  { weight: 0.5, holdSeconds: 300, stories: heldOutSooner },
  { weight: 1, holdSeconds: 300, stories: heldOutAlone },
] as const;

/**
 * How the judge does beside others on made-up traffic, on the stories that no figure of it was set on: of good releases how
 * many are aborted and pass, of bad ones how many pass, after how many seconds they are seen, and how many requests
 * they harm until then. All judges see the same traffic.
 */
export function judgeTable(runs: number, rates: readonly number[]): void {
  row(`canary judges, 10 % for 600 s, held out`, "", `${rates.join(", ")} requests/s; ${runs} runs of each story`);
  row("", "", columns);
  const judges = [ours, ...rivals];
  const cells = cellsOf(judges, heldOut, canary, runs, rates);
  for (const [i, { name }] of judges.entries()) row(`  ${name}`, "", summary(cells, i));
  for (const { stories, ...step } of later) {
    const name = `  ours, ${step.weight * 100} % for ${step.holdSeconds} s`;
    row(name, "", summary(cellsOf([ours], stories, step, runs, rates), 0));
  }
  row(`our judge by story, ${thick} requests/s, held out`, "", "abort, pass, insufficient; median seconds to abort");
  for (const { scenario, rate, byJudge } of cells) if (rate === thick) line(scenario, byJudge[0] ?? []);
  row("the same of the stories that it was tuned on", "");
  for (const { scenario, byJudge } of cellsOf([ours], tuning, canary, runs, [thick])) line(scenario, byJudge[0] ?? []);
}

function cellsOf(
  judges: readonly Rival[],
  stories: (rate: number) => readonly Scenario[],
  step: { weight: number; holdSeconds: number },
  runs: number,
  rates: readonly number[],
): Cell[] {
  return rates.flatMap((rate) =>
    stories(rate).map((scenario) => {
      const all = Array.from({ length: runs }, (_, i) => scored(judges, scenario, step, 1 + i));
      return { scenario, rate, byJudge: judges.map((_, judge) => all.flatMap((one) => one[judge] ?? [])) };
    }),
  );
}

const columns =
  "false abort mean/worst | good passed | wrong pass mean/worst, thin | detected | median s | harmed; per cent, " +
  `and from ${thick}/s on but for false aborts and thin`;

function summary(cells: readonly Cell[], judge: number): string {
  const of = (good: boolean, enough: boolean | undefined) =>
    cells
      .filter((one) => one.scenario.good === good && (enough === undefined || enough === one.rate >= thick))
      .map(({ byJudge }) => byJudge[judge] ?? []);
  const bad = of(false, true);
  const seen = bad.flat().filter(({ verdict }) => verdict === "abort");
  return [
    meanAndWorst(of(true, undefined), "abort"),
    percent(mean(of(true, true).map((runs) => share(runs, "pass")))),
    `${meanAndWorst(bad, "pass")}, ${percent(mean(of(false, false).map((runs) => share(runs, "pass"))))}`,
    percent(mean(bad.map((runs) => share(runs, "abort")))),
    String(median(seen.map(({ t }) => t))),
    mean(bad.flat().map(({ harmed }) => harmed)).toFixed(0),
  ].join(" | ");
}

function meanAndWorst(cells: readonly (readonly Scored[])[], verdict: string): string {
  const shares = cells.map((runs) => share(runs, verdict));
  return `${percent(mean(shares))}/${percent(Math.max(0, ...shares))}`;
}

function line({ name, good }: Scenario, runs: readonly Scored[]): void {
  const shares = ["abort", "pass", "insufficient"].map((verdict) => percent(share(runs, verdict))).join(", ");
  const seen = runs.filter(({ verdict }) => verdict === "abort").map(({ t }) => t);
  row(`  ${good ? "good" : "bad"}: ${name}`, good || seen.length === 0 ? "" : `${median(seen)} s`, shares);
}

function share(runs: readonly Scored[], verdict: string): number {
  return runs.filter((one) => one.verdict === verdict).length / runs.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function percent(part: number): string {
  return (100 * part).toFixed(1);
}
