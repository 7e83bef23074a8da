import { describe, expect, it } from "vitest";
import { together } from "../../release/judge/counts.ts";
import { dispersions, nothing, separate, withInterval } from "../../release/judge/dispersion.ts";
import type { Minute } from "../../release/judge/state.ts";

const minutes = (errors: readonly number[]): Minute[] =>
  errors.map((above) => ({ seconds: 60, events: { ...nothing, errors: { above, of: 6000 } } }));
const repeated = (pattern: readonly number[], times: number) =>
  minutes(Array.from({ length: times }, () => pattern).flat());

describe("the spread of errors", () => {
  it.each([
    ["one at a time", repeated([1, 0, 2, 1], 15), 1, true],
    ["in clumps of six", repeated([6, 0, 0, 0], 15), 5.5, true],
    ["too few minutes to be sure", repeated([1, 0, 2, 1], 3), 1, false],
    ["hardly any errors", repeated([0, 0, 0, 1], 4), 1, false],
    ["nothing", [], 1, false],
  ] as const)("%s", (_, past, variance, sure) => {
    const { errors } = dispersions(past);
    expect(errors.variance).toBeCloseTo(variance, 0);
    expect(errors.sure).toBe(sure);
  });

  it.each([
    [0, 0.1, true, 0],
    [9, 0.1, true, 9],
    [1, 0.1, false, 1],
    [11, 0.1, false, 2],
    [11, 2, false, 10.1],
  ])("%i events where %f are allowed, spread known: %s, count for %f", (events, allowed, sure, expected) => {
    expect(separate(events, allowed, { variance: 1, sure })).toBeCloseTo(expected, 9);
  });
});

describe("the minutes", () => {
  it("are filled one after the other, and an hour of them is kept", () => {
    let past: readonly Minute[] = [];
    for (let i = 0; i < 100; i += 1) past = withInterval(past, 5, nothing);
    expect(past.map(({ seconds }) => seconds)).toEqual([60, 60, 60, 60, 60, 60, 60, 60, 20]);
    for (let i = 0; i < 100; i += 1) past = withInterval(past, 60, nothing);
    expect(past).toHaveLength(60);
  });
});

describe("two histograms", () => {
  const some = { boundsMs: [5, 10], counts: [1, 2, 3] };
  it.each([
    [undefined, some, some],
    [some, undefined, some],
    [some, some, { boundsMs: [5, 10], counts: [2, 4, 6] }],
    [some, { boundsMs: [5, 20], counts: [1, 1, 1] }, { boundsMs: [5, 20], counts: [1, 1, 1] }],
    [undefined, undefined, undefined],
  ])("%j and %j are %j", (earlier, later, expected) => {
    expect(together(earlier, later)).toEqual(expected);
  });
});
