import { createServer } from "node:http";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { wellBehaved } from "../../rehearsal/color.ts";
import { listen } from "../../rehearsal/listen.ts";
import { countsOf, type ScrapeArgs, startScrape } from "../../rehearsal/scrape.ts";
import type { Interval } from "../../release/judge/counts.ts";
import { ask, color } from "./stage.ts";

type Seen = Interval & { missing: Partial<Record<"live" | "preview", string>> };

/** However slow the machine is, a reading is old only where the test says so. */
function scrape(live: number, preview: number, args: Partial<ScrapeArgs> = { staleMs: Infinity }) {
  const seen: Seen[] = [];
  const running = startScrape({
    ports: { live, preview },
    intervalMs: 150,
    timeoutMs: 140,
    onInterval: (interval, missing) => seen.push({ ...interval, missing }),
    ...args,
  });
  onTestFinished(running.close);
  /** The next interval of all that begin from now on. */
  const whole = async () => {
    const known = seen.length;
    await vi.waitFor(
      () => {
        expect(seen.length).toBeGreaterThan(known + 1);
      },
      { timeout: 5000, interval: 5 },
    );
    return seen.slice(known);
  };
  return { seen, whole, ...running };
}

async function send(port: number, count: number) {
  await Promise.all(Array.from({ length: count }, () => ask(port, "/api/prices")));
}

const total = (intervals: readonly Seen[], side: "live" | "preview") =>
  intervals.reduce((sum, interval) => sum + (interval[side]?.requests ?? 0), 0);

const counted = (at: number, count: number) => ({
  at,
  counters: {
    requests: new Map([["a", { endpoint: "a", code: "200", count }]]),
    boundsMs: [5],
    cumulative: [count, count],
    started: "at 1",
  },
});
const unread = (at: number) => ({ at, counters: { missing: "gone" } });

describe("two readings", () => {
  it("an interval apart say what came in between", () => {
    expect(countsOf(counted(1000, 5), counted(2000, 12), 1500)).toMatchObject({ requests: 7, errors: 0 });
    expect(countsOf(counted(1000, 5), counted(2499, 12), 1500)).toMatchObject({ requests: 7 });
  });

  it.each([
    ["when the later one is missing", counted(0, 5), unread(1000), "gone"],
    ["when the earlier one is missing", unread(0), counted(1000, 5), "the first reading after a gap"],
    ["when both are", unread(0), unread(1000), "gone"],
    ["when they are too far apart", counted(0, 5), counted(1500, 12), "the last reading is 1500 ms old"],
    ["when the counter went back", counted(0, 5), counted(1000, 4), "a went back by 1"],
  ])("say nothing %s", (_, before, after, missing) => {
    expect(countsOf(before, after, 1500)).toEqual({ missing });
  });
});

// A standstill of the machine for as long as a timeout makes a reading missing, as it should: then another attempt is due.
describe("intervals", { retry: 3 }, () => {
  it("count each request once, with the color that answered it", async () => {
    const live = await color("blue");
    const preview = await color("green", { errorShare: 1 });
    await send(live.port, 9);
    const { seen, whole } = scrape(live.port, preview.port);
    await whole();
    await send(live.port, 5);
    await send(preview.port, 3);
    await whole();
    await send(live.port, 4);
    await whole();
    expect(seen.map(({ missing }) => missing)).toEqual(seen.map(() => ({})));
    expect([total(seen, "live"), total(seen, "preview")]).toEqual([9, 3]);
    expect(seen.reduce((sum, one) => sum + (one.preview?.errors ?? 0), 0)).toBe(3);
    const latency = seen.flatMap((one) => one.live?.latency?.counts ?? []);
    expect(latency.reduce((sum, count) => sum + count, 0)).toBe(9);
    for (const [i, { t }] of seen.entries()) expect(t).toBeGreaterThan(0.15 * (i + 1) - 0.005);
  });

  it("leave out what came in a gap, and leave the other color alone", async () => {
    const live = await color("blue");
    const preview = await color("green");
    const { seen, whole } = scrape(live.port, preview.port, { staleMs: Infinity, began: performance.now() + 60_000 });
    await whole();
    preview.setBehavior({ ...wellBehaved, metrics: "gone" });
    await whole();
    await send(preview.port, 7);
    await send(live.port, 7);
    preview.setBehavior(wellBehaved);
    await whole();
    await send(preview.port, 2);
    await whole();
    preview.setBehavior({ ...wellBehaved, metrics: "reset" });
    await send(preview.port, 3);
    await whole();
    await send(preview.port, 1);
    await whole();
    const reasons = seen.map(({ missing }) => missing.preview).filter((why, i, all) => i === 0 || why !== all[i - 1]);
    const gap = "the first reading after a gap";
    const restarted = "counted by another process than before";
    expect(reasons).toEqual([undefined, "/metrics answered 503", gap, undefined, restarted, undefined]);
    expect(
      seen.every(({ preview: counts, missing }) => (counts === undefined) === (missing.preview !== undefined)),
    ).toBe(true);
    expect(total(seen, "preview")).toBe(2 + 1);
    expect(total(seen, "live")).toBe(7);
    expect(seen.every(({ missing }) => missing.live === undefined)).toBe(true);
    expect(seen.every(({ t }) => t < 0)).toBe(true);
  });

  it("leave out a standstill of our own", async () => {
    const { port } = await color("blue");
    const { seen, whole } = scrape(port, port, {});
    await whole();
    const before = seen.length;
    const until = performance.now() + 350;
    while (performance.now() < until);
    await whole();
    expect(seen[before]?.missing.live).toMatch(/^the last reading is \d+ ms old$/);
    expect(seen[before]?.live).toBeUndefined();
    expect(seen[before + 1]?.missing).toEqual({});
    // What was missed is not made up for.
    expect(seen.length).toBeLessThan(Math.floor((seen.at(-1)?.t ?? 0) / 0.15 + 0.05));
  });

  it("go on when a color does not answer, or is not there", async () => {
    const silent = await listen(createServer(() => undefined));
    onTestFinished(silent.close);
    const dead = await color("green");
    await dead.close();
    const { whole } = scrape(silent.port, dead.port);
    for (const { live, preview, missing } of await whole()) {
      expect([live, preview]).toEqual([undefined, undefined]);
      expect(missing).toEqual({
        live: "no answer in 140 ms",
        preview: expect.stringContaining("ECONNREFUSED") as string,
      });
    }
  });
});

it("a timeout that would outlast its interval is refused", () => {
  const args = { ports: { live: 1, preview: 2 }, intervalMs: 100, timeoutMs: 100, onInterval: () => undefined };
  expect(() => startScrape(args)).toThrow("timeoutMs: must be less than intervalMs");
});
