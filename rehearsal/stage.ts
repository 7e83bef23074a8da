import type { Interval } from "../release/judge/counts.ts";
import { type RunningColor, hubPath, startColor, wellBehaved } from "./color.ts";
import { tradingEndpoints } from "./endpoints.ts";
import { newRecords, type Records } from "./exchange.ts";
import { type Front, noFaults, startFront } from "./front.ts";
import { type Load, type LoadArgs, startLoad } from "./load.ts";
import { startScrape } from "./scrape.ts";

/** Two colors behind a front, traffic on it, and their metrics. */
export interface Stage {
  blue: RunningColor;
  green: RunningColor;
  front: Front;
  load: Load;
  /** Of both colors. */
  records: Records;
  /** Hears each interval, with `t` in seconds of the machine since the stage was there. @returns what ends that */
  onInterval: (hear: (interval: Interval) => void) => () => void;
  /** Intervals so far. */
  past: readonly Interval[];
  close: () => Promise<void>;
}

export const testHeaders = [
  { name: "X-Test-Green", value: "true" },
  { name: "X-Test-Token", value: "a-secret-of-the-rehearsal" },
] as const;

/** Median of a request, in milliseconds: long against what the machine itself takes. */
const baseLatencyMs = 20;
const sockets = 10;

/** @param intervalMs between two readings of the metrics, of the machine's clock */
export async function startStage(
  requestsPerSecond: number,
  intervalMs: number,
  hear: Pick<LoadArgs, "onRequest" | "onSocket">,
): Promise<Stage> {
  const records = newRecords();
  const color = { endpoints: tradingEndpoints, records, baseLatencyMs };
  const blue = await startColor({ ...color, name: "blue", seed: 1, behavior: wellBehaved });
  // Its place is there, but nothing runs in it yet.
  const green = await startColor({ ...color, name: "green", seed: 2, behavior: { ...wellBehaved, ready: false } });
  const front = await startFront({
    colors: { blue: blue.port, green: green.port },
    weights: { blue: 100, green: 0 },
    preview: "green",
    hubPaths: ["/hubs/*"],
    testHeaders,
    seed: 3,
    faults: noFaults,
  });
  const load = startLoad({
    port: front.port,
    requestsPerSecond,
    endpoints: tradingEndpoints,
    sockets,
    path: hubPath,
    seed: 4,
    ...hear,
  });
  const past: Interval[] = [];
  const hearers = new Set<(interval: Interval) => void>();
  const scrape = startScrape({
    ports: { live: blue.port, preview: green.port },
    intervalMs,
    timeoutMs: intervalMs * 0.8,
    onInterval: (interval) => {
      past.push(interval);
      for (const tell of [...hearers]) tell(interval);
    },
  });
  return {
    blue,
    green,
    front,
    load,
    records,
    past,
    onInterval: (tell) => {
      hearers.add(tell);
      return () => hearers.delete(tell);
    },
    close: async () => {
      await load.close();
      await scrape.close();
      await front.close();
      await Promise.all([blue.close(), green.close()]);
    },
  };
}
