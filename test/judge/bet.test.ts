import { describe, expect, it } from "vitest";
import { atOnce, evidence, gain, openBet, play } from "../../release/judge/bet.ts";

const parts = [0.25, 0.75];

/** Probability of exactly `x` of `n`. */
function binomial(x: number, n: number, p: number): number {
  let ways = 1;
  for (let i = 0; i < x; i += 1) ways = (ways * (n - i)) / (i + 1);
  return ways * p ** x * (1 - p) ** (n - x);
}

describe("a bet", () => {
  it("begins with no evidence", () => {
    expect(evidence(openBet(parts))).toBeCloseTo(0, 12);
    expect(openBet(parts).reserve).toBeCloseTo(1 - atOnce, 12);
  });

  it.each([
    [5, 0.1],
    [40, 0.02],
    [12, 0.5],
  ])("gains nothing on average where %i of probability %f is what is allowed", (n, p0) => {
    for (const p1 of [p0 * 1.5, 0.9]) {
      let mean = 0;
      for (let x = 0; x <= n; x += 1) mean += binomial(x, n, p0) * Math.exp(gain(x, n, p0, p1));
      expect(mean).toBeCloseTo(1, 9);
      let lower = 0;
      for (let x = 0; x <= n; x += 1) lower += binomial(x, n, p0 / 2) * Math.exp(gain(x, n, p0, p1));
      expect(lower).toBeLessThan(1);
    }
  });

  it("puts in the rest of its stake bit by bit, and no more than that", () => {
    let bet = openBet(parts);
    for (let i = 0; i < 10; i += 1) bet = play(bet, parts, [0, 0], (1 - atOnce) / 4);
    expect(bet.reserve).toBeCloseTo(0, 12);
    expect(bet.capital[0]).toBeCloseTo(0.25, 12);
    expect(bet.capital[1]).toBeCloseTo(0.75, 12);
  });

  it("is not paid down for good by what went well", () => {
    let bet = openBet(parts);
    for (let i = 0; i < 100; i += 1) bet = play(bet, parts, [-1, -1], (1 - atOnce) / 200);
    for (let i = 0; i < 12; i += 1) bet = play(bet, parts, [1, 1], (1 - atOnce) / 200);
    expect(evidence(bet)).toBeGreaterThan(4);
  });

  it("stays a number whatever comes", () => {
    const rich = play(openBet(parts), parts, [1e6, 1e6], 0.1);
    expect(Number.isFinite(evidence(rich))).toBe(true);
    const poor = play(rich, parts, [-1e6, -1e6], 0.1);
    expect(Number.isFinite(evidence(poor))).toBe(true);
  });
});
