import type { Counts, Histogram, Interval } from "./counts.ts";

/** What begins a judgement of its own in a file of intervals. */
export interface Header {
  stream: string;
  weight: number;
  holdSeconds: number;
  warmed: boolean;
}

/** An interval of a file, with what had to be left out of it. */
export interface ReadInterval {
  interval: Interval;
  /** Why a color's metrics count as missing: no counter goes back, and no share is above one. */
  faults: readonly string[];
}

type Block = Readonly<Record<string, unknown>>;

/** @throws Error naming every fault of the line */
export function readLine(text: string): Header | ReadInterval {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    throw new Error("is no JSON; a journal or pipe may have been cut here");
  }
  if (!isBlock(value)) throw new Error('must be an object, such as {"t": 5, "live": {…}, "preview": {…}}');
  return "stream" in value ? header(value) : interval(value);
}

function header({ stream, weight, holdSeconds, warmed = false }: Block): Header {
  const faults: string[] = [];
  if (typeof stream !== "string" || stream === "") faults.push("stream: must be a text that is not empty");
  if (!isNumber(weight) || weight <= 0 || weight > 1) faults.push("weight: must be above 0 and at most 1, such as 0.1");
  if (!isNumber(holdSeconds) || holdSeconds <= 0) faults.push("holdSeconds: must be above 0, such as 600");
  if (typeof warmed !== "boolean") faults.push("warmed: must be true or false");
  if (faults.length > 0) throw new Error(faults.join("; "));
  return { stream: String(stream), weight: Number(weight), holdSeconds: Number(holdSeconds), warmed: warmed === true };
}

function interval({ t, live, preview }: Block): ReadInterval {
  if (!isNumber(t)) throw new Error("t: must be the end of the interval in seconds from the beginning of the step");
  const faults: string[] = [];
  const color = (name: string, value: unknown): Counts | undefined => {
    if (value === undefined || value === null) return undefined;
    const own = faultsOf(name, value);
    faults.push(...own.map((fault) => `${fault}: taken as missing metrics`));
    return own.length === 0 ? (value as Counts) : undefined;
  };
  return { interval: { t, live: color("live", live), preview: color("preview", preview) }, faults };
}

function faultsOf(path: string, value: unknown): string[] {
  if (!isBlock(value)) return [`${path}: must be counts or null`];
  const { endpoints = [], latency } = value;
  const faults = pairFaults(path, value);
  if (!Array.isArray(endpoints)) faults.push(`${path}.endpoints: must be a list`);
  else {
    const list = endpoints as unknown[];
    // Twenty a line, and hardly ever one that is wrong: its path is put into words only then.
    for (let i = 0; i < list.length; i += 1) faults.push(...endpointFaults(list[i], () => `${path}.endpoints[${i}]`));
  }
  if (latency !== undefined && latency !== null) faults.push(...histogramFaults(`${path}.latency`, latency));
  return faults;
}

function pairFaults(path: string, { requests, errors }: Block): string[] {
  if (!isCount(requests)) return [`${path}.requests: must be a number of 0 or more`];
  if (!isCount(errors)) return [`${path}.errors: must be a number of 0 or more`];
  return errors > requests ? [`${path}.errors: more than requests`] : [];
}

const none: readonly string[] = [];

function endpointFaults(one: unknown, path: () => string): readonly string[] {
  if (!isBlock(one) || typeof one["name"] !== "string") return [`${path()}.name: must be a text`];
  const { requests, errors } = one;
  return isCount(requests) && isCount(errors) && errors <= requests ? none : pairFaults(path(), one);
}

function histogramFaults(path: string, value: unknown): string[] {
  const { boundsMs, counts } = isBlock(value) ? (value as Partial<Histogram>) : {};
  if (
    !Array.isArray(boundsMs) ||
    !boundsMs.every(isCount) ||
    boundsMs.some((ms, i) => i > 0 && ms <= (boundsMs[i - 1] ?? 0))
  ) {
    return [`${path}.boundsMs: must be ascending numbers of milliseconds`];
  }
  if (!Array.isArray(counts) || counts.length !== boundsMs.length + 1 || !counts.every(isCount)) {
    return [`${path}.counts: must be ${boundsMs.length + 1} numbers of 0 or more, one for each bound and one above`];
  }
  return [];
}

function isBlock(value: unknown): value is Block {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return isNumber(value) && value >= 0;
}
