import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choose, halved, type Rule } from "../../rehearsal/routing.ts";

const now = 1_800_000_000_000;
const rule: Rule = {
  weights: { blue: 90, green: 10 },
  stickinessSeconds: 60,
  preview: "green",
  hubPaths: ["/hubs/*", "/live"],
  testHeaders: [
    { name: "X-Test-Green", value: "true" },
    { name: "X-Test-Token", value: "s" },
  ],
};

describe("the color of a request", () => {
  it.each([
    [{ "x-test-green": "true", "x-test-token": "s" }, "green"],
    [{ "x-test-green": "true" }, "blue"],
    [{ "x-test-token": "s" }, "blue"],
    [{ "x-test-green": "true", "x-test-token": "t" }, "blue"],
    [{ "x-test-green": "false", "x-test-token": "s" }, "blue"],
    [{ "x-test-green": "true", "x-test-token": "s, s" }, "blue"],
    [{}, "blue"],
  ])("by the test rule: %j leads to %s", (headers, color) => {
    const weights = { blue: 100, green: 0 };
    expect(choose({ ...rule, weights }, { path: "/api", headers, now }, () => 0.999)).toEqual({ color });
  });

  it("follows the preview color, whichever that is", () => {
    const headers = { "x-test-green": "true", "x-test-token": "s", cookie: `stage-color=green.${now + 1000}` };
    expect(choose({ ...rule, preview: "blue" }, { path: "/hubs/a", headers, now }, () => 0.999).color).toBe("blue");
  });

  it.each([
    [0, "blue"],
    [0.8999, "blue"],
    [0.9, "green"],
    [0.9999, "green"],
  ])("by weight: %f falls to %s", (random, color) => {
    expect(choose(rule, { path: "/api", headers: {}, now }, () => random)).toEqual({ color });
  });

  it.each(["/hubs/market-data", "/hubs/", "/live"])("is given in a cookie on %s", (path) => {
    const cookie = `stage-color=green.${now + 60_000}; Path=/; Max-Age=60`;
    expect(choose(rule, { path, headers: {}, now }, () => 0.95)).toEqual({ color: "green", cookie });
  });

  it.each([
    ["counts", "/hubs/a", now + 60_000, 60, "green"],
    ["does not count on other paths", "/live/a", now + 60_000, 60, "blue"],
    ["does not count without stickiness", "/hubs/a", now + 60_000, 0, "blue"],
    ["does not count after its end", "/hubs/a", now, 60, "blue"],
    ["does not count for longer than 60 s", "/hubs/a", now + 60_001, 60, "blue"],
  ])("a cookie %s", (_, path, ends, stickinessSeconds, color) => {
    const headers = { cookie: `session=1; stage-color=green.${ends}; b=2` };
    expect(choose({ ...rule, stickinessSeconds }, { path, headers, now }, () => 0).color).toBe(color);
  });

  it("is no color of weight 0, whatever the number", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.boolean(), (random, blue) => {
        const weights = blue ? { blue: 100, green: 0 } : { blue: 0, green: 100 };
        const { color } = choose({ ...rule, weights }, { path: "/hubs/a", headers: {}, now }, () => random);
        expect(weights[color]).toBe(100);
      }),
    );
  });
});

it.each([
  [{ blue: 90, green: 10 }, "green", { blue: 95, green: 5 }],
  [{ blue: 100, green: 0 }, "green", { blue: 100, green: 0 }],
  [{ blue: 0, green: 100 }, "green", { blue: 50, green: 50 }],
  [{ blue: 25, green: 75 }, "blue", { blue: 12.5, green: 87.5 }],
] as const)("half of %j for %s is %j", (weights, preview, half) => {
  expect(halved(weights, preview)).toEqual(half);
});
