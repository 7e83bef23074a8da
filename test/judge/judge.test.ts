import { describe, expect, it } from "vitest";
import { outcome } from "../../bench/judge/score.ts";
import { type Answers, type Scenario, traffic } from "../../bench/judge/traffic.ts";
import { judgeNext, openJudge } from "../../release/judge/judge.ts";
import type { Gates } from "../../release/judge/profile.ts";
import type { JudgeState, Step } from "../../release/judge/state.ts";

const usual: Answers = { errorShare: 0.0002, p95: 120 };
const gates: Gates = { errorShare: 0.001, latency: { ms: 250, share: 0.05 } };
const step: Step = { weight: 0.1, holdSeconds: 600, warmed: true, gates };
const story = (changes: Partial<Scenario> = {}): Scenario => ({
  name: "",
  good: true,
  warmed: true,
  rate: () => 100,
  live: () => usual,
  preview: () => usual,
  ...changes,
});
const seeds = Array.from({ length: 10 }, (_, i) => 7000 + i);
const verdicts = (changes: Partial<Scenario>, weight = 0.1, hold = 600) =>
  seeds.map((seed) => outcome(story(changes), weight, hold, seed));
const badly = (changes: Partial<Answers>): Partial<Scenario> => ({ preview: () => ({ ...usual, ...changes }) });
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

describe("a good release", () => {
  it.each([
    ["passes after its hold", {}, 600],
    [
      "may be slow while it is cold",
      { warmed: false, preview: (t: number) => ({ ...usual, p95: t < 45 ? 420 : 120 }) },
      600,
    ],
    ["may be a little slower", badly({ p95: 124 }), 600],
    ["is judged for as long as both were seen", { missing: (t: number) => t > 100 && t <= 200 }, 700],
  ] as const)("%s", (_, changes, after) => {
    const ended = verdicts(changes);
    expect(ended.filter(({ verdict }) => verdict === "abort")).toEqual([]);
    const passed = ended.filter(({ verdict }) => verdict === "pass");
    expect(passed.length).toBeGreaterThanOrEqual(9);
    expect(median(passed.map(({ t }) => t))).toBe(after);
  });

  it("is not stopped by what hits both colors", () => {
    const incident = (t: number) => (t > 200 && t < 320 ? { ...usual, errorShare: 0.03 } : usual);
    const ended = verdicts({ live: incident, preview: incident });
    expect(ended.map(({ verdict }) => verdict)).not.toContain("abort");
    // The time of the incident shows nothing, and comes on top; what follows counts at once.
    for (const { verdict, t } of ended) if (verdict === "pass") expect(t).toBeGreaterThan(700);
    expect(ended.filter(({ t }) => t <= 740).length).toBeGreaterThanOrEqual(8);
  });
});

describe("a bad release", () => {
  it.each([
    ["half of the requests fail", badly({ errorShare: 0.5 }), 5, /requests fail more often/],
    ["5 % fail", badly({ errorShare: 0.05 }), 15, /requests fail more often/],
    ["1 % fail", badly({ errorShare: 0.01 }), 60, /requests fail more often/],
    ["p95 is 1.3 times as high", badly({ p95: 156 }), 60, /slower than with the live color/],
    ["some take seconds", badly({ stuckShare: 0.02 }), 40, /over a second/],
    ["p95 is beyond the gate", badly({ p95: 500 }), 10, /slower|latency gate/],
  ] as const)("is aborted when %s", (_, changes, within, reason) => {
    const ended = verdicts(changes);
    expect(ended.map(({ verdict }) => verdict)).toEqual(seeds.map(() => "abort"));
    expect(median(ended.map(({ t }) => t))).toBeLessThanOrEqual(within);
    for (const { reasons } of ended) expect(reasons.join("\n")).toMatch(reason);
  });

  it.each([
    ["5 % of errors", badly({ errorShare: 0.05 }), 10],
    ["1 % of errors", badly({ errorShare: 0.01 }), 40],
    ["0.3 % of errors", badly({ errorShare: 0.003 }), 150],
    ["a p95 of 1.3 times", badly({ p95: 156 }), 50],
    ["a p95 of 1.3 times, cold", { warmed: false, ...badly({ p95: 156 }) }, 100],
  ] as const)("shows %s soon enough", (_, changes, within) => {
    const ended = Array.from({ length: 200 }, (_, i) => outcome(story(changes), 0.1, 600, 8000 + i));
    expect(ended.filter(({ verdict }) => verdict === "abort").length).toBeGreaterThanOrEqual(197);
    expect(median(ended.map(({ t }) => t))).toBeLessThanOrEqual(within);
  });

  it("is found by the one endpoint that fails, and it is named", () => {
    const color = (requests: number, failing: string) => ({
      requests,
      errors: requests / 200,
      endpoints: ["orders", "login"].map((name) => ({
        name,
        requests: requests / 2,
        errors: name === failing ? requests / 200 : 0,
      })),
    });
    // Both colors fail equally often, each elsewhere.
    const at = (t: number) => ({ t, live: color(9000, "login"), preview: color(1000, "orders") });
    const known = traffic(story({ rate: () => 2000 }), 0.1, 0, 1);
    let past = openJudge(step);
    for (const interval of known) past = judgeNext(step, past, interval).state;
    expect(judgeNext(step, past, at(5)).judgement).toMatchObject({
      verdict: "abort",
      reasons: ["orders: requests fail more often than with the live color: 5 of 500 against 0 of 4500"],
    });
    // Five failures at once could be one broken connection, as long as nobody knows how failures come here.
    let [state, t, verdict] = [openJudge(step), 0, "continue"];
    while (verdict === "continue") {
      t += 5;
      const next = judgeNext(step, state, at(t));
      [state, verdict] = [next.state, next.judgement.verdict];
      if (verdict === "abort") expect(next.judgement.reasons.join()).toMatch(/^orders: /);
    }
    expect({ verdict, t }).toEqual({ verdict: "abort", t: 20 });
    const found = verdicts({ rate: () => 1000, ...badly({ endpoint: { traffic: 0.05, errorShare: 0.02 } }) });
    expect(found.map(({ verdict }) => verdict)).toEqual(seeds.map(() => "abort"));
  });

  it("is found by its latency where an interval alone would be too short to choose what to compare", () => {
    const ended = verdicts({ rate: () => 30, history: false, ...badly({ p95: 240 }) });
    expect(ended.map(({ verdict }) => verdict)).toEqual(seeds.map(() => "abort"));
    expect(ended.flatMap(({ reasons }) => reasons).join("\n")).toMatch(/slower than with the live color/);
  });

  it("is found late, too", () => {
    const ended = verdicts({ preview: (t) => ({ ...usual, errorShare: t > 420 ? 0.02 : 0.0002 }) });
    expect(ended.map(({ verdict }) => verdict)).toEqual(seeds.map(() => "abort"));
    expect(median(ended.map(({ t }) => t))).toBeLessThanOrEqual(470);
  });
});

describe("thin data", () => {
  it.each([
    ["no traffic", { rate: () => 0 }],
    ["3 requests a second", { rate: () => 3 }],
    ["3 requests a second, 1 % of them failing", { rate: () => 3, ...badly({ errorShare: 0.01 }) }],
    ["metrics that are gone", { missing: (t: number) => t > 60 }],
  ] as const)("%s never passes, and says what would be enough", (_, changes) => {
    for (const { verdict, t, reasons } of verdicts(changes)) {
      if (verdict === "abort") continue;
      expect({ verdict, t }).toEqual({ verdict: "insufficient", t: 900 });
      expect(reasons.join("\n")).toMatch(/\d+ requests without an error would|judged for \d+ of 600 seconds/);
    }
  });
});

describe("all of the traffic", () => {
  it("is judged by the gates and by what was before", () => {
    const good = verdicts({}, 1, 300).map(({ verdict }) => verdict);
    expect(good.filter((verdict) => verdict === "pass").length).toBeGreaterThanOrEqual(9);
    const bad = verdicts(badly({ errorShare: 0.01 }), 1, 300);
    expect(bad.map(({ verdict }) => verdict)).toEqual(seeds.map(() => "abort"));
  });

  it.each([
    ["keeps the gates", badly({ errorShare: 0.0002 }), "pass", 300],
    ["fails in clumps, but rarely", badly({ clump: 5 }), "pass", 300],
    ["fails at ten times the gate", badly({ errorShare: 0.01 }), "abort", 30],
    ["is slower than the gate", badly({ p95: 360 }), "abort", 10],
  ] as const)("is judged by the gates alone without a history: what %s", (_, changes, verdict, within) => {
    for (const idle of ["nothing", "zero requests"] as const) {
      const ended = verdicts({ ...changes, history: false, idle }, 1, 300);
      expect(ended.filter((one) => one.verdict === verdict).length).toBeGreaterThanOrEqual(9);
      expect(median(ended.map(({ t }) => t))).toBeLessThanOrEqual(within);
    }
  });

  it("is aborted for what is far from usual, be it within the gates, once the past is long", () => {
    const [slower] = verdicts(badly({ p95: 240 }), 1, 300);
    expect(slower).toMatchObject({ verdict: "abort" });
    const [unknown] = verdicts({ ...badly({ p95: 230 }), history: false }, 1, 300);
    expect(unknown).toMatchObject({ verdict: "pass" });
  });
});

describe("the judge's state", () => {
  it("can be written down and taken up again at any interval", () => {
    let [state, copy]: [JudgeState, JudgeState] = [openJudge(step), openJudge(step)];
    for (const interval of traffic(story(badly({ errorShare: 0.003 })), 0.1, 300, 3)) {
      const next = judgeNext(step, state, interval);
      const again = judgeNext(step, JSON.parse(JSON.stringify(copy)) as JudgeState, interval);
      expect(again.judgement).toEqual(next.judgement);
      [state, copy] = [next.state, again.state];
    }
  });

  it("is left as it is by an interval, and by a clock that goes back", () => {
    const at = (t: number) => ({ t, live: { requests: 90, errors: 0 }, preview: { requests: 10, errors: 9 } });
    const first = openJudge(step);
    const frozen = JSON.stringify(first);
    const { state } = judgeNext(step, first, at(10));
    expect(JSON.stringify(first)).toBe(frozen);
    for (const t of [10, 5]) {
      const { state: same, judgement } = judgeNext(step, state, at(t));
      expect(same).toBe(state);
      expect(judgement).toMatchObject({
        verdict: "continue",
        reasons: [`t: ${t} does not follow 10: the interval is left out`],
      });
    }
  });

  it("counts who was harmed, by errors and by the latency gate", () => {
    const latency = { boundsMs: [100, 250, 1000], counts: [5, 2, 2, 1] };
    const preview = { requests: 10, errors: 1, latency };
    const { judgement } = judgeNext(step, openJudge(step), { t: 5, live: { requests: 90, errors: 0 }, preview });
    expect(judgement.harmed).toBe(4);
  });

  it("does not change in a gap but for its time", () => {
    const { state } = judgeNext(step, openJudge(step), {
      t: 5,
      live: undefined,
      preview: { requests: 10, errors: 10 },
    });
    expect(state).toEqual({ ...openJudge(step), t: 5 });
  });
});
