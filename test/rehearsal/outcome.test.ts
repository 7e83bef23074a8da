import { describe, expect, it } from "vitest";
import { wrongsOf } from "../../rehearsal/outcome.ts";
import type { Scenario } from "../../rehearsal/scenarios.ts";
import { begin } from "../../release/phase.ts";
import { planWith } from "../release/runner/plans.ts";

const { state } = begin(planWith(), 0);
const good: Scenario = { name: "good", about: "", wanted: "succeeded", highest: 100 };
const bad: Scenario = { name: "bad", about: "", wanted: "aborted", because: /fail/, highest: 10 };
const nothingLost = { losses: new Map<string, number>(), dropped: 0 };
const forward = { weight: 100, working: "green", registration: true, highest: 100, ...nothingLost } as const;
const back = { weight: 0, working: "blue", registration: false, highest: 10, ...nothingLost } as const;
const lost = new Map([
  ["read ECONNRESET", 2],
  ["the front had no answer", 1],
]);
const aborted = { ...state, phase: "aborted", reasons: ["requests fail"] } as const;

describe("a rehearsal", () => {
  it("is right when it ended as wanted and left the world so", () => {
    expect(wrongsOf(good, { ...state, phase: "succeeded" }, forward)).toEqual([]);
    expect(wrongsOf(bad, aborted, back)).toEqual([]);
  });

  it.each([
    ["another end", good, aborted, back, 3],
    ["the weight", bad, aborted, { ...back, weight: 10 }, 1],
    ["the work", bad, aborted, { ...back, working: undefined }, 1],
    ["registration", bad, aborted, { ...back, registration: true }, 1],
    ["a weight that was too high", bad, aborted, { ...back, highest: 50 }, 1],
    ["a reason that is none", bad, { ...aborted, reasons: ["slow"] }, back, 1],
    ["no reason", bad, { ...aborted, reasons: [] }, back, 1],
    ["lost requests, by why", bad, aborted, { ...back, losses: lost }, 2],
    ["WebSockets that were dropped", bad, aborted, { ...back, dropped: 1 }, 1],
    ["troubles", bad, { ...aborted, troubles: ["x"] }, back, 1],
    [
      "a fault found with a good release",
      good,
      { ...state, phase: "succeeded", reasons: ["slow"] } as const,
      forward,
      1,
    ],
  ])("is wrong for %s", (_what, scenario, end, left, count) => {
    expect(wrongsOf(scenario, end, left)).toHaveLength(count);
  });
});
