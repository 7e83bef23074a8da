import { describe, expect, it } from "vitest";
import { openJudge } from "../../release/judge/judge.ts";
import { shortfalls } from "../../release/judge/pass.ts";
import type { Share } from "../../release/judge/counts.ts";
import { byKind } from "../../release/judge/plan.ts";
import type { Gates } from "../../release/judge/profile.ts";
import type { JudgeState, Step } from "../../release/judge/state.ts";

const gates: Gates = { errorShare: 0.001, latency: { ms: 250, share: 0.05 } };
const canary: Step = { weight: 0.1, holdSeconds: 600, warmed: true, gates };
const half: Step = { ...canary, weight: 0.5 };
const enough = 20_000;

interface Endpoint {
  preview: Share;
  live?: Share;
}

/** A judgement at its end, with nothing to say against it but for one endpoint. */
function ended(step: Step, { preview, live = { above: 0, of: 0 } }: Endpoint): JudgeState {
  const open = openJudge(step);
  const fine = (of: number) => byKind(() => ({ above: 0, of }));
  const { errors: watch } = open.watches;
  const rest = {
    preview: { above: 0, of: enough },
    live: { above: 0, of: (enough * (1 - step.weight)) / step.weight },
  };
  return {
    ...open,
    judgedSeconds: 600,
    preview: fine(enough),
    live: fine(rest.live.of),
    endpoints: [
      { name: "rest", watch, ...rest },
      { name: "orders", watch, preview, live },
    ],
  };
}

const of = (requests: number, above = 0): Share => ({ above, of: requests });

describe("latency", () => {
  it("passes where it differs as little as nobody notices", () => {
    const state = ended(canary, { preview: of(0) });
    const slightly = {
      ...state,
      preview: { ...state.preview, high: of(enough, 1300) },
      live: { ...state.live, high: of(9 * enough, 9000) },
    };
    expect(shortfalls(canary, slightly, false)).toEqual([]);
    const plainly = { ...slightly, preview: { ...state.preview, high: of(enough, 1500) } };
    expect(shortfalls(canary, plainly, false)).toEqual(["high: more than with the live color, though not for certain"]);
  });
});

describe("an endpoint", () => {
  it.each<[string, Step, Endpoint, boolean]>([
    ["with few requests of many", canary, { preview: of(100), live: of(900) }, true],
    ["with all that it needs", canary, { preview: of(228), live: of(7600) }, true],
    ["that hardly anybody asks for", canary, { preview: of(0), live: of(7400) }, true],
    ["that live is asked for often", canary, { preview: of(227), live: of(7600) }, false],
  ])("%s", (_, step, endpoint, passes) => {
    const missing = shortfalls(step, ended(step, endpoint), true);
    expect(missing).toEqual(
      passes ? [] : ["orders: of 227 requests 2 % could fail and not be seen; 228 would show it"],
    );
  });

  it("has to show for itself when it is much of the preview color's traffic", () => {
    const state = ended(canary, { preview: of(100) });
    const [rest, orders] = state.endpoints;
    if (rest === undefined || orders === undefined) throw new Error("an endpoint is missing");
    const most = { ...state, endpoints: [{ ...rest, preview: of(2300) }, orders] };
    expect(shortfalls(canary, most, true)).toEqual([expect.stringMatching(/^orders: of 100 requests/)]);
    expect(shortfalls({ ...canary, weight: 1 }, most, true)).toEqual([]);
    const loose = { ...canary, gates: { ...gates, errorShare: 0.02 } };
    expect(shortfalls(loose, most, true)).toEqual([]);
  });

  it.each<[number, number, string[]]>([
    [2, 0, []],
    [3, 0, ["orders: more errors than with the live color, though not for certain"]],
    // As many with both: whatever it is, the release did not bring it.
    [3, 3, []],
    [6, 3, []],
  ])("that failed %i times beside a live color of the same size with %i", (ours, theirs, missing) => {
    expect(shortfalls(half, ended(half, { preview: of(300, ours), live: of(300, theirs) }), true)).toEqual(missing);
  });
});
