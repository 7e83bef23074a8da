import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcome } from "../../bench/judge/score.ts";
import { type Answers, scenarios } from "../../bench/judge/traffic.ts";
import { type Hold, leastHold } from "../../release/judge/hold.ts";
import type { Gates } from "../../release/judge/profile.ts";

const gates: Gates = { errorShare: 0.001, latency: { ms: 250, share: 0.05 } };
const step = (weight: number, warmed = true) => ({ weight, warmed, gates });
const seconds = (hold: Hold) => ("seconds" in hold ? hold.seconds : Infinity);

describe("the least hold", () => {
  it.each([
    [100, 0.1, true, 570],
    [100, 0.5, true, 120],
    [100, 1, true, 165],
    [1000, 0.1, true, 60],
    // New colors show their latency after a minute.
    [1000, 0.1, false, 70],
  ])("of %i requests/s at %f is known", (rate, weight, warmed, expected) => {
    expect(leastHold(rate, step(weight, warmed))).toEqual({ seconds: expected });
  });

  it.each([
    [100, 0.1],
    [1000, 0.1],
    [100, 0.5],
    [100, 1],
  ])("lets a good release pass and shows a bad one at %i requests/s and %f", (rate, weight) => {
    const usual: Answers = { errorShare: 0.0002, p95: 120 };
    const [good, bad] = scenarios(
      [
        { name: "good", good: true },
        { name: "bad", good: false, preview: () => ({ ...usual, errorShare: 0.003 }) },
      ],
      usual,
      rate,
    );
    if (good === undefined || bad === undefined) throw new Error("a story is missing");
    const hold = seconds(leastHold(rate, step(weight)));
    const runs = Array.from({ length: 100 }, (_, i) => 900 + i);
    const passed = runs.filter((seed) => outcome(good, weight, hold, seed).verdict === "pass");
    // 95 of 100 are promised; of as many draws a few less can come out.
    expect(passed.length).toBeGreaterThanOrEqual(91);
    const seen = runs.filter((seed) => {
      const { verdict, t } = outcome(bad, weight, hold, seed);
      return verdict === "abort" && t <= hold;
    });
    expect(seen.length).toBeGreaterThanOrEqual(82);
  });

  it("says which traffic would do when there is too little, and that one does", () => {
    const none = leastHold(1, step(0.1));
    expect(none).toMatchObject({
      insufficient: expect.stringMatching(
        /^requestsPerSecond: 1 at a weight of 0.1 are too few .*; 16 would do/,
      ) as string,
      requestsPerSecond: 16,
    });
    expect(leastHold(16, step(0.1))).toEqual({ seconds: expect.any(Number) as number });
    expect(leastHold(0, step(0.1))).toMatchObject({ requestsPerSecond: 16 });
  });

  it("says that no traffic would do where errors are usual at the gate", () => {
    expect(leastHold(1000, step(0.1), 0.001)).toMatchObject({
      insufficient: expect.stringMatching(/^errorShare: .*0.001/) as string,
      requestsPerSecond: undefined,
    });
  });

  it("is never longer with more traffic, but for the steps that whole errors make", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 2000 }), fc.constantFrom(0.1, 0.25, 0.5, 1), (rate, weight) => {
        const [slow, fast] = [leastHold(rate, step(weight)), leastHold(2 * rate, step(weight))];
        expect(seconds(fast)).toBeLessThanOrEqual(seconds(slow));
        expect(seconds(slow) % 5).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
