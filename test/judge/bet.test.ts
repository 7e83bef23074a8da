import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atOnce, type Bet, odds, openBet, play, worth } from "../../release/judge/bet.ts";

const parts = [0.25, 0.75];

/** Probability of exactly `x` of `n`. */
function binomial(x: number, n: number, p: number): number {
  let ways = 1;
  for (let i = 0; i < x; i += 1) ways = (ways * (n - i)) / (i + 1);
  return ways * p ** x * (1 - p) ** (n - x);
}

describe("a bet", () => {
  it("begins with nothing won", () => {
    expect(worth(openBet(parts))).toBeCloseTo(1, 12);
    expect(openBet(parts).reserve).toBeCloseTo(1 - atOnce, 12);
  });

  it.each([
    [5, 0.1],
    [40, 0.02],
    [12, 0.5],
  ])("gains nothing on average where %i of probability %f is what is allowed", (n, p0) => {
    const alternatives = [odds(p0, p0 * 1.5), odds(p0, Math.min(0.9, p0 * 5))];
    const mean = (p: number) => {
      let sum = 0;
      for (let x = 0; x <= n; x += 1)
        sum += binomial(x, n, p) * worth(play(openBet(parts), parts, alternatives, x, n, 1, 0.1));
      return sum;
    };
    expect(mean(p0)).toBeCloseTo(1, 8);
    expect(mean(p0 / 2)).toBeLessThan(1);
    expect(mean(p0 * 1.5)).toBeGreaterThan(1);
  });

  it("puts in the rest of its stake bit by bit, and no more than that", () => {
    let bet = openBet(parts);
    for (let i = 0; i < 10; i += 1) bet = play(bet, parts, undefined, 0, 0, 1, (1 - atOnce) / 4);
    expect(bet.reserve).toBeCloseTo(0, 12);
    expect(bet.capital[0]).toBeCloseTo(0.25, 12);
    expect(bet.capital[1]).toBeCloseTo(0.75, 12);
  });

  it("is not paid down for good by what went well", () => {
    const alternatives = [odds(0.01, 0.1), odds(0.01, 0.1)];
    let bet = openBet(parts);
    for (let i = 0; i < 100; i += 1) bet = play(bet, parts, alternatives, 0, 10, 1, (1 - atOnce) / 200);
    for (let i = 0; i < 12; i += 1) bet = play(bet, parts, alternatives, 1, 10, 1, (1 - atOnce) / 200);
    expect(Math.log(worth(bet))).toBeGreaterThan(4);
  });

  it("counts events in clumps for less", () => {
    const after = (variance: number) => worth(play(openBet(parts), parts, [odds(0.01, 0.1)], 5, 100, variance, 0));
    expect(after(1)).toBeGreaterThan(after(2));
    expect(after(2)).toBeGreaterThan(after(5));
  });

  it("stays a number whatever comes, and leaves the bet before as it was", () => {
    const interval = fc.record({ x: fc.nat(1e6), n: fc.nat(1e6), p1: fc.double({ min: 1e-3, max: 0.9, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 30 }), (intervals) => {
        let bet: Bet = openBet(parts);
        for (const { x, n, p1 } of intervals) {
          const frozen = JSON.stringify(bet);
          const next = play(bet, parts, [odds(1e-6, p1), odds(0.5, p1)], Math.min(x, n), n, 1, 0.05);
          expect(JSON.stringify(bet)).toBe(frozen);
          expect(Number.isFinite(worth(next))).toBe(true);
          expect(next.reserve).toBeGreaterThanOrEqual(0);
          bet = next;
        }
      }),
    );
  });
});
