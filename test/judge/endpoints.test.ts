import { describe, expect, it } from "vitest";
import { endpointsOf } from "../../release/judge/endpoints.ts";
import { limitsOf } from "../../release/judge/plan.ts";
import { certainty } from "../../release/judge/watch.ts";

const { errors: limits } = limitsOf({ errorShare: 0.001, latency: { ms: 250, share: 0.05 } }, false);
const spread = { variance: 1, sure: true };
const one = (name: string, requests: number, errors = 0) => ({ name, requests, errors });
const next = (before: Parameters<typeof endpointsOf>[0], preview: ReturnType<typeof one>[], live = preview) =>
  endpointsOf(before, limits, preview, live, spread, 0);

describe("the endpoints", () => {
  it("are added up by name, whatever their order", () => {
    const first = next([], [one("a", 10, 1), one("b", 20)], [one("b", 200, 2), one("a", 100)]);
    const frozen = JSON.stringify(first);
    const second = next(first, [one("b", 5), one("c", 1), one("a", 10)], [one("a", 50, 5)]);
    expect(JSON.stringify(first)).toBe(frozen);
    expect(second.map(({ name, preview, live }) => [name, preview, live])).toEqual([
      ["a", { above: 1, of: 20 }, { above: 5, of: 150 }],
      ["b", { above: 0, of: 25 }, { above: 2, of: 200 }],
      ["c", { above: 0, of: 1 }, { above: 0, of: 0 }],
    ]);
  });

  it.each(["__proto__", "constructor", "7", ""])("may be called %j", (name) => {
    const [state] = next(next([], [one(name, 3)]), [one(name, 4, 1)]);
    expect(state).toMatchObject({ name, preview: { above: 1, of: 7 } });
  });

  it("are suspected each on its own", () => {
    const state = next([], [one("a", 100, 10), one("b", 100)], [one("a", 900), one("b", 900, 10)]);
    expect(state.map(({ watch }) => certainty(watch) > 1000)).toEqual([true, false]);
  });

  it("say nothing where the live color was not asked", () => {
    const [state] = next([], [one("new", 100, 10)], []);
    expect(state === undefined ? NaN : certainty(state.watch)).toBeLessThanOrEqual(1);
  });
});
