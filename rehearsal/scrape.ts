import { get } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Counts, Interval } from "../release/judge/counts.ts";
import { type Counters, countsBetween, type Missing, readCounters } from "./exposition.ts";

/** What a color's metrics said at a moment. */
export interface Reading {
  /** Milliseconds, of `performance.now()`. */
  at: number;
  counters: Counters | Missing;
}

type Side = "live" | "preview";

export interface ScrapeArgs {
  /** Port of each color. */
  ports: Readonly<Record<Side, number>>;
  intervalMs: number;
  /** For a whole answer; less than the interval. */
  timeoutMs: number;
  /** Age from which a reading says no more when its interval began. @default one and a half intervals */
  staleMs?: number;
  /** When the step begins, of `performance.now()`; in the future for a history before it. @default now */
  began?: number;
  /** @param missing why, by color, there are no counts */
  onInterval: (interval: Interval, missing: Partial<Record<Side, string>>) => void;
}

/**
 * What was counted from one reading to the next. Without the reading of an interval ago nothing is: what came since an
 * older one may have come at any time.
 *
 * @param staleMs age from which the earlier reading is too old
 */
export function countsOf(before: Reading, after: Reading, staleMs: number): Counts | Missing {
  if ("missing" in after.counters) return after.counters;
  if ("missing" in before.counters) return { missing: "the first reading after a gap" };
  const passed = after.at - before.at;
  if (passed >= staleMs) return { missing: `the last reading is ${Math.round(passed)} ms old` };
  return countsBetween(before.counters, after.counters);
}

/**
 * Reads the metrics of both colors every interval.
 *
 * @returns at once; `close` resolves when nothing is under way any more
 * @throws RangeError when a timeout would outlast its interval
 */
export function startScrape(args: ScrapeArgs): { close: () => Promise<void> } {
  const { ports, intervalMs, timeoutMs, staleMs = 1.5 * intervalMs, onInterval } = args;
  if (timeoutMs >= intervalMs) throw new RangeError("timeoutMs: must be less than intervalMs");
  const start = performance.now();
  const began = args.began ?? start;
  const closing = new AbortController();

  const readBoth = async (): Promise<Record<Side, Reading>> => {
    const at = performance.now();
    const read = async (port: number) => ({ at, counters: await scrape(port, timeoutMs, closing.signal) });
    const [live, preview] = await Promise.all([read(ports.live), read(ports.preview)]);
    return { live, preview };
  };

  const run = async () => {
    let before = await readBoth();
    for (let tick = 1; ; tick += 1) {
      // On a grid: what a reading takes delays none of those after it, and what a standstill missed is left out.
      const passed = performance.now() - start;
      tick = Math.max(tick, Math.floor(passed / intervalMs) + 1);
      await sleep(tick * intervalMs - passed, undefined, { signal: closing.signal }).catch(() => undefined);
      const after = await readBoth();
      if (closing.signal.aborted) return;
      const t = (after.live.at - began) / 1000;
      const live = countsOf(before.live, after.live, staleMs);
      const preview = countsOf(before.preview, after.preview, staleMs);
      onInterval(
        { t, live: known(live), preview: known(preview) },
        { ...reason("live", live), ...reason("preview", preview) },
      );
      before = after;
    }
  };
  const running = run();
  return {
    close: () => {
      closing.abort();
      return running;
    },
  };
}

function known(counts: Counts | Missing): Counts | undefined {
  return "missing" in counts ? undefined : counts;
}

function reason(side: Side, counts: Counts | Missing): Partial<Record<Side, string>> {
  return "missing" in counts ? { [side]: counts.missing } : {};
}

/** One reading; it never rejects. */
async function scrape(port: number, timeoutMs: number, closing: AbortSignal): Promise<Counters | Missing> {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]);
  try {
    const { status, body } = await fetchText(port, signal);
    return status === 200 ? readCounters(body) : { missing: `/metrics answered ${status}` };
  } catch (error) {
    return { missing: signal.aborted ? `no answer in ${timeoutMs} ms` : String(error) };
  }
}

/** A connection of its own each time, so that none is left over. */
function fetchText(port: number, signal: AbortSignal): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port, path: "/metrics", agent: false, signal });
    request.on("error", reject);
    request.on("response", (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, body });
      }, reject);
    });
  });
}
