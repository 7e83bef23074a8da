import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  agreedWeights,
  decideTraffic,
  liveColor,
  nextWeights,
  onlyTo,
  other,
  type Traffic,
  type TrafficChoice,
} from "../../components/release/traffic.ts";
import type { Weights } from "../../contract/release.ts";
import { type Color, colors } from "../../systems/model/system.ts";

const share = (blue: number): Weights => ({ blue, green: 100 - blue });
const both: TrafficChoice = { system: "mycrypto", deployed: ["blue", "green"] };
const canary = { weights: share(90), live: "blue", workColor: "blue" } as const;
const promoted = { weights: share(0), live: "green", workColor: "blue" } as const;

const anyColor = fc.constantFrom(...colors);
const anyShare = fc.integer({ min: 0, max: 100 });
const anyMemory: fc.Arbitrary<Traffic> = fc.record({
  weights: anyShare.map(share),
  live: anyColor,
  workColor: anyColor,
});
/** Steps as `systemFaults` accepts them: rising, the last one 100. */
const anySteps = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 })
  .map((weights) => [...weights.sort((a, b) => a - b), 100].map((weight) => ({ weight, holdSeconds: 60 })));

describe("the decision", () => {
  it.each<[string, TrafficChoice, unknown, Traffic]>([
    ["all to blue at first", both, undefined, { weights: share(100), live: "blue", workColor: "blue" }],
    [
      "all to green where only green is deployed",
      { ...both, deployed: ["green"] },
      undefined,
      { weights: share(0), live: "green", workColor: "green" },
    ],
    ["what the stack remembers", both, canary, canary],
    ["what the stack remembers, after a promotion", both, promoted, promoted],
    ["an override before the memory", { ...both, weights: share(50) }, canary, { ...canary, weights: share(50) }],
    [
      "an override that promotes, without moving the work",
      { ...both, weights: share(0) },
      canary,
      { weights: share(0), live: "green", workColor: "blue" },
    ],
    [
      "an override that moves the work alone",
      { ...both, workColor: "green" },
      canary,
      { ...canary, workColor: "green" },
    ],
    [
      "an override on a first run, with the work where the traffic is",
      { ...both, weights: share(20) },
      undefined,
      { weights: share(20), live: "green", workColor: "green" },
    ],
    [
      "both overrides where the memory cannot be read",
      { ...both, weights: share(100), workColor: "green" },
      { weights: "lost" },
      { weights: share(100), live: "blue", workColor: "green" },
    ],
    [
      "a tie, to the color that was live",
      { ...both, weights: share(50) },
      { ...promoted, workColor: "green" },
      { weights: share(50), live: "green", workColor: "green" },
    ],
    ["a tie on a first run, to blue", { ...both, weights: share(50) }, undefined, { ...canary, weights: share(50) }],
    [
      "no traffic for a color that has gone",
      { ...both, deployed: ["green"] },
      { ...promoted, workColor: "green" },
      { ...promoted, workColor: "green" },
    ],
  ])("is %s", (_, choice, last, expected) => {
    expect(decideTraffic(choice, last)).toEqual(expected);
  });

  it("reads the memory out of the whole release document", () => {
    expect(decideTraffic(both, { schema: 1, system: "mycrypto", weightsAgree: false, ...promoted })).toEqual(promoted);
  });

  it.each<[string, unknown]>([
    ["empty", {}],
    ["null", null],
    ["of another shape", "90/10"],
    ["that does not sum to 100", { ...canary, weights: { blue: 90, green: 20 } }],
    ["with a broken percent", { ...canary, weights: { blue: 99.5, green: 0.5 } }],
    ["below zero", { ...canary, weights: { blue: 110, green: -10 } }],
    ["of a third color", { ...canary, live: "red" }],
    ["without the work", { weights: canary.weights, live: "blue" }],
  ])("refuses a memory %s, and says how to go on", (_, last) => {
    const message =
      "the stack's last outputs hold no readable weights; set systems.mycrypto.weights and systems.mycrypto.workColor";
    expect(() => decideTraffic(both, last)).toThrow(new Error(message));
    // One of the two would leave the other to chance.
    expect(() => decideTraffic({ ...both, weights: share(100) }, last)).toThrow(new Error(message));
    expect(() => decideTraffic({ ...both, workColor: "blue" }, last)).toThrow(new Error(message));
  });

  it.each<[string, TrafficChoice, unknown, string]>([
    [
      "a canary without images",
      { ...both, deployed: ["blue"] },
      canary,
      "green has 10 % of the traffic but no images; restore systems.mycrypto.colors.green, " +
        "or move its traffic first with systems.mycrypto.weights",
    ],
    [
      "a live color without images",
      { ...both, system: "mytrader", deployed: ["green"] },
      canary,
      "blue has 90 % of the traffic but no images; restore systems.mytrader.colors.blue, " +
        "or move its traffic first with systems.mytrader.weights",
    ],
    [
      "work on a color without images",
      { ...both, deployed: ["green"] },
      promoted,
      "blue does the queue and feed work but has no images; restore systems.mycrypto.colors.blue, " +
        "or hand the work over first with systems.mycrypto.workColor",
    ],
  ])("refuses %s, naming the path and the mend", (_, choice, last, message) => {
    expect(() => decideTraffic(choice, last)).toThrow(new Error(message));
  });

  it("always shares all of the traffic, and repeats itself", () => {
    fc.assert(
      fc.property(anyMemory, fc.option(anyShare), fc.option(anyColor), (last, blue, workColor) => {
        const choice = {
          ...both,
          ...(blue === null ? {} : { weights: share(blue) }),
          ...(workColor === null ? {} : { workColor }),
        };
        const first = decideTraffic(choice, last);
        expect(first.weights.blue + first.weights.green).toBe(100);
        expect(first.weights).toEqual(blue === null ? last.weights : share(blue));
        expect(first.workColor).toBe(workColor ?? last.workColor);
        expect(decideTraffic(both, first)).toEqual(first);
      }),
    );
  });
});

describe("the live color", () => {
  it.each<[number, Color, Color]>([
    [100, "green", "blue"],
    [51, "green", "blue"],
    [50, "green", "green"],
    [50, "blue", "blue"],
    [49, "blue", "green"],
    [0, "blue", "green"],
  ])("with %i percent on blue and %s live before is %s", (blue, last, expected) => {
    expect(liveColor(share(blue), last)).toBe(expected);
  });

  it("has all the traffic of its own", () => {
    expect([onlyTo("blue"), onlyTo("green")]).toEqual([share(100), share(0)]);
    expect(colors.map(other)).toEqual(["green", "blue"]);
  });
});

describe("the next step", () => {
  const steps = [10, 50, 100].map((weight) => ({ weight, holdSeconds: 300 }));
  const traffic = (blue: number, live: Color): Traffic => ({ weights: share(blue), live, workColor: live });

  it.each<[string, Traffic, Weights | null]>([
    ["from rest", traffic(100, "blue"), share(90)],
    ["from 10", traffic(90, "blue"), share(50)],
    ["from between two steps", traffic(70, "blue"), share(50)],
    ["from 50", traffic(50, "blue"), share(0)],
    ["past the last", traffic(0, "blue"), null],
    ["from rest, the other way round", traffic(0, "green"), share(10)],
    ["from 50, the other way round", traffic(50, "green"), share(100)],
  ])("%s", (_, now, expected) => {
    expect(nextWeights(now, steps, true)).toEqual(expected);
    expect(nextWeights(now, steps, false)).toBeNull();
  });

  it("gives the preview color more, all of it in the end, and sums to 100", () => {
    fc.assert(
      fc.property(anyMemory, anySteps, (now, any) => {
        const preview = other(now.live);
        const next = nextWeights(now, any, true);
        if (now.weights[preview] === 100) expect(next).toBeNull();
        else {
          expect(next?.[preview]).toBeGreaterThan(now.weights[preview]);
          expect((next?.blue ?? 0) + (next?.green ?? 0)).toBe(100);
        }
      }),
    );
  });
});

describe("several rules", () => {
  it.each<[string, number[], Color, number, boolean]>([
    ["agree", [90, 90], "blue", 90, true],
    ["disagree: blue is live, so the most for blue", [50, 90, 0], "blue", 90, false],
    ["disagree: green is live, so the most for green", [50, 90, 0], "green", 0, false],
    ["disagree in the last alone", [100, 100, 90], "blue", 100, false],
    ["are none", [], "green", 0, true],
  ])("%s", (_, blues, live, blue, agree) => {
    expect(agreedWeights(blues.map(share), live)).toEqual({ weights: share(blue), agree });
  });

  it("yield one of them, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(anyShare, { minLength: 1 }), anyColor, (blues, live) => {
        const expected = live === "blue" ? Math.max(...blues) : Math.min(...blues);
        const agree = new Set(blues).size === 1;
        expect(agreedWeights(blues.map(share), live)).toEqual({ weights: share(expected), agree });
        expect(agreedWeights(blues.toReversed().map(share), live)).toEqual({ weights: share(expected), agree });
      }),
    );
  });
});
