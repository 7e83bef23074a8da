import type { Counts, EndpointCounts } from "../release/judge/counts.ts";

/** Nothing is known, and why: neither a good sign nor a bad one. */
export interface Missing {
  missing: string;
}

/** What a color had counted at a moment. */
export interface Counters {
  /** `http_requests_total` by all of its labels. */
  requests: ReadonlyMap<string, RequestsSeries>;
  /** Ascending, milliseconds. */
  boundsMs: readonly number[];
  /** Requests up to each bound, and at last all of them. */
  cumulative: readonly number[];
  /** When each process that counts was started, as far as it says so. */
  started: string;
}

export interface RequestsSeries {
  endpoint: string;
  /** HTTP status. */
  code: string;
  count: number;
}

interface Sample {
  family: string;
  labels: ReadonlyMap<string, string>;
  value: number;
}

const requestsFamily = "http_requests_total";
const bucketsFamily = "http_request_duration_seconds_bucket";
const startedFamily = "process_start_time_seconds";

const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*(?:\{(.*)\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?[ \t]*$/;
const label = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\["\\n])*)"[ \t]*(?:,[ \t]*|$)/y;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const beyondDecimal = new Map([
  ["NaN", NaN],
  ["+Inf", Infinity],
  ["Inf", Infinity],
  ["-Inf", -Infinity],
]);

/** Counters of a color from its Prometheus text (format 0.0.4). Series of other families may say what they like. */
export function readCounters(text: string): Counters | Missing {
  // The format ends each line; without the last end the rest of it is missing.
  if (!text.endsWith("\n")) return { missing: "the text breaks off" };
  const samples = new Map<string, Sample>();
  for (const each of text.split("\n")) {
    if (each.trim() === "" || each.startsWith("#")) continue;
    const sample = readSample(each);
    if (sample === undefined) return { missing: `unreadable line: ${each.slice(0, 80)}` };
    const key = keyOf(sample);
    if (samples.has(key)) return { missing: `${key} is there twice` };
    samples.set(key, sample);
  }
  const requests = readRequests(samples);
  if ("missing" in requests) return requests;
  const histogram = readHistogram([...samples.values()].filter(({ family }) => family === bucketsFamily));
  if ("missing" in histogram) return histogram;
  const started = [...samples].filter(([, { family }]) => family === startedFamily);
  const said = started.map(([key, { value }]) => `${key} ${value}`).sort();
  return { requests: requests.series, ...histogram, started: said.join() };
}

function readSample(text: string): Sample | undefined {
  const [, family, labelText = "", number] = line.exec(text) ?? [];
  if (family === undefined || number === undefined) return undefined;
  const labels = new Map<string, string>();
  label.lastIndex = 0;
  for (let end = 0; end < labelText.length; end = label.lastIndex) {
    const [, name, value] = label.exec(labelText) ?? [];
    if (name === undefined || value === undefined || labels.has(name)) return undefined;
    labels.set(
      name,
      value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped)),
    );
  }
  const value = beyondDecimal.get(number) ?? (decimal.test(number) ? Number(number) : undefined);
  return value === undefined ? undefined : { family, labels, value };
}

function keyOf({ family, labels }: Sample): string {
  const sorted = [...labels].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${family}${JSON.stringify(sorted)}`;
}

/** A count is a whole number: anything else, NaN above all, is none. */
function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function readRequests(samples: ReadonlyMap<string, Sample>): { series: Map<string, RequestsSeries> } | Missing {
  const series = new Map<string, RequestsSeries>();
  for (const [key, { family, labels, value: count }] of samples) {
    if (family !== requestsFamily) continue;
    const endpoint = labels.get("endpoint");
    const code = labels.get("code");
    if (endpoint === undefined) return { missing: `${key} has no endpoint` };
    if (code === undefined || !/^[1-5]\d\d$/.test(code)) return { missing: `${key} has no HTTP status as its code` };
    if (!isCount(count)) return { missing: `${key} is ${count}, which is no count` };
    series.set(key, { endpoint, code, count });
  }
  return series.size === 0 ? { missing: `${requestsFamily} is absent` } : { series };
}

/** Series with labels beside `le` are added up. */
function readHistogram(buckets: readonly Sample[]): Pick<Counters, "boundsMs" | "cumulative"> | Missing {
  if (buckets.length === 0) return { missing: `${bucketsFamily} is absent` };
  const byBound = new Map<number, number>();
  for (const { labels, value } of buckets) {
    const le = labels.get("le") ?? "";
    const bound = le === "+Inf" ? Infinity : decimal.test(le) ? Number(le) : undefined;
    if (bound === undefined) return { missing: `${bucketsFamily} has a bucket without a bound` };
    if (!isCount(value)) return { missing: `${bucketsFamily} of ${le} is ${value}, which is no count` };
    byBound.set(bound, (byBound.get(bound) ?? 0) + value);
  }
  const ascending = [...byBound].sort(([a], [b]) => a - b);
  const cumulative = ascending.map(([, count]) => count);
  if (!byBound.has(Infinity)) return { missing: `${bucketsFamily} has no bucket of +Inf` };
  if (differences(cumulative).some((count) => count < 0)) return { missing: `${bucketsFamily} falls with its bounds` };
  // To a thousandth of a microsecond: 0.15 seconds are 150 milliseconds.
  const boundsMs = ascending.slice(0, -1).map(([seconds]) => Math.round(seconds * 1e9) / 1e6);
  return { boundsMs, cumulative };
}

/** What was counted between two readings of one color. */
export function countsBetween(before: Counters, after: Counters): Counts | Missing {
  // Counters that began again may have grown beyond what they were, and would then seem to have gone on.
  if (after.started !== before.started) return { missing: "counted by another process than before" };
  for (const key of before.requests.keys()) {
    if (!after.requests.has(key)) return { missing: `${key} is gone` };
  }
  const endpoints = new Map<string, EndpointCounts>();
  let requests = 0;
  let errors = 0;
  for (const [key, { endpoint, code, count }] of after.requests) {
    // A status that was never answered before has no series yet.
    const more = count - (before.requests.get(key)?.count ?? 0);
    if (more < 0) return { missing: `${key} went back by ${-more}` };
    const failed = code.startsWith("5") ? more : 0;
    requests += more;
    errors += failed;
    const sum = endpoints.get(endpoint) ?? { name: endpoint, requests: 0, errors: 0 };
    endpoints.set(endpoint, { name: endpoint, requests: sum.requests + more, errors: sum.errors + failed });
  }
  if (after.boundsMs.join() !== before.boundsMs.join()) return { missing: `${bucketsFamily} has other bounds` };
  const grown = after.cumulative.map((count, i) => count - (before.cumulative[i] ?? 0));
  if (grown.some((count) => count < 0)) return { missing: `${bucketsFamily} went back` };
  const counts = differences(grown);
  if (counts.some((count) => count < 0)) return { missing: `${bucketsFamily} grew less for a higher bound` };
  return { requests, errors, endpoints: [...endpoints.values()], latency: { boundsMs: after.boundsMs, counts } };
}

/** Each less the one before it. */
function differences(numbers: readonly number[]): number[] {
  return numbers.map((number, i) => number - (numbers[i - 1] ?? 0));
}
