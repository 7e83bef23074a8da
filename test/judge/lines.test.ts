import { describe, expect, it } from "vitest";
import { type ReadInterval, readLine } from "../../release/judge/lines.ts";

const counts = { requests: 10, errors: 1 };
const line = (value: unknown) => readLine(JSON.stringify(value));

describe("a line", () => {
  it("begins a judgement", () => {
    expect(line({ stream: "a", weight: 0.1, holdSeconds: 600 })).toEqual({
      stream: "a",
      weight: 0.1,
      holdSeconds: 600,
      warmed: false,
    });
  });

  it("is an interval, with what is missing", () => {
    const live = {
      ...counts,
      endpoints: [{ name: "a", ...counts }],
      latency: { boundsMs: [5, 10], counts: [1, 2, 3] },
    };
    expect(line({ t: 5, live, preview: null })).toEqual({ interval: { t: 5, live, preview: undefined }, faults: [] });
    expect(line({ t: -60, live })).toEqual({ interval: { t: -60, live, preview: undefined }, faults: [] });
  });

  it.each([
    ['{"t": 5, "live"', /is no JSON/],
    ["[]", /must be an object/],
    ['{"stream": "", "weight": 2, "holdSeconds": 0, "warmed": 1}', /stream: .*; weight: .*; holdSeconds: .*; warmed: /],
    ['{"live": null}', /^t: must be/],
    ['{"t": "5"}', /^t: must be/],
  ])("%s is refused", (text, message) => {
    expect(() => readLine(text)).toThrow(message);
  });

  it.each([
    [{ requests: -1, errors: 0 }, "live.requests: must be a number of 0 or more"],
    [{ requests: 1, errors: 2 }, "live.errors: more than requests"],
    [{ requests: 1, errors: null }, "live.errors: must be a number of 0 or more"],
    [7, "live: must be counts or null"],
    [{ ...counts, endpoints: {} }, "live.endpoints: must be a list"],
    [{ ...counts, endpoints: [{ ...counts, name: 1 }] }, "live.endpoints[0].name: must be a text"],
    [{ ...counts, endpoints: [{ name: "a", requests: 1, errors: 3 }] }, "live.endpoints[0].errors: more than requests"],
    [{ ...counts, latency: { boundsMs: [5, 5], counts: [1, 1, 1] } }, /^live.latency.boundsMs: must be ascending/],
    [{ ...counts, latency: { boundsMs: [5], counts: [1] } }, /^live.latency.counts: must be 2 numbers/],
    [{ ...counts, latency: { boundsMs: [5], counts: [1, -1] } }, /^live.latency.counts: must be 2 numbers/],
  ])("takes counts that cannot be as missing metrics, and says so: %j", (live, fault) => {
    const read = line({ t: 5, live, preview: counts });
    expect(read).toMatchObject({ interval: { t: 5, live: undefined, preview: counts } });
    const { faults } = read as ReadInterval;
    expect(faults).toHaveLength(1);
    if (typeof fault === "string") expect(faults[0]).toBe(`${fault}: taken as missing metrics`);
    else expect(faults[0]).toMatch(fault);
  });
});
