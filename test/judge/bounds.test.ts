import { describe, expect, it } from "vitest";
import { atLeastProbability, upperBound } from "../../release/judge/bounds.ts";

describe("the probability of so many or more", () => {
  it.each([
    [0, 10, 0.3, 1],
    [1, 10, 0.3, 1 - 0.7 ** 10],
    [2, 2, 0.1428, 0.1428 ** 2],
    [3, 4, 0.5, 5 / 16],
  ])("%i of %i at %f", (x, n, p, expected) => {
    expect(atLeastProbability(x, n, p)).toBeCloseTo(expected, 8);
  });
});

describe("the upper bound of a share", () => {
  // The figures of reference/judge.md: the fewest requests that rule out 0.3 % with 99 %.
  it.each([
    [0, 1533],
    [1, 2210],
    [3, 3345],
  ])("after %i errors falls below 0.3 %% at %i requests", (errors, requests) => {
    expect(upperBound(errors, requests, 0.01)).toBeLessThan(0.003);
    expect(upperBound(errors, requests - 2, 0.01)).toBeGreaterThanOrEqual(0.003);
  });

  it("is one where nothing is known", () => {
    expect(upperBound(0, 0, 0.01)).toBe(1);
    expect(upperBound(5, 5, 0.01)).toBe(1);
  });
});
