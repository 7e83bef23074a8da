import { randomBinomial, randomPoisson } from "d3-random";
import type { Counts, Histogram, Interval } from "../../release/judge/counts.ts";

/** How a color answers at a moment. */
export interface Answers {
  errorShare: number;
  /** 95th percentile of a lognormal latency, milliseconds. */
  p95: number;
  /** Share of requests that take three seconds instead. */
  stuckShare?: number;
  /** Errors come in clumps of so many, on average. */
  clump?: number;
  /** One endpoint with a share of the traffic that fails with a share of its own. */
  endpoint?: { traffic: number; errorShare: number };
}

/** One story of traffic. Times in seconds from the beginning of the step. */
export interface Scenario {
  name: string;
  good: boolean;
  warmed: boolean;
  /** Requests a second of both colors together. */
  rate: (t: number) => number;
  live: (t: number) => Answers;
  preview: (t: number) => Answers;
  missing?: (t: number) => boolean;
  /** Whether the hour before is known. @default true */
  history?: boolean;
  /** What is told of the live color when the other one has all traffic. @default "nothing" */
  idle?: "nothing" | "zero requests";
}

/** A story as it is told: what is left out is as in the usual answers. */
export type Story = Pick<Scenario, "name" | "good"> & Partial<Omit<Scenario, "name" | "good" | "rate">>;

/** @param usual how both colors answer where a story does not say */
export function scenarios(stories: readonly Story[], usual: Answers, rate: number): Scenario[] {
  const rest = { warmed: true, live: () => usual, preview: () => usual, rate: () => rate };
  return stories.map((story) => ({ ...rest, ...story }));
}

const tickSeconds = 5;
const historySeconds = 3600;
/** Spread of the lognormal latency. */
const sigma = 0.6;
const z95 = 1.6449;
const boundsMs = [5, 10, 25, 50, 75, 100, 120, 150, 200, 250, 350, 500, 750, 1000, 2500, 5000, 10_000];
const endpoints = Array.from({ length: 20 }, (_, i) => `GET /endpoint/${i}`);

/** Intervals of a story: an hour of the live color before, and the step itself. */
export function* traffic(scenario: Scenario, weight: number, seconds: number, seed: number): Generator<Interval> {
  const random = numbers(seed);
  const binomial = randomBinomial.source(random);
  const poisson = randomPoisson.source(random);
  const draw = (n: number, p: number) => (p <= 0 || n <= 0 ? 0 : p >= 1 ? n : binomial(n, p)());
  const counts = (rate: number, answers: Answers, of: number): Counts => {
    const requests = rate <= 0 ? 0 : poisson(rate * of)();
    const clump = answers.clump ?? 1;
    const clumps = draw(Math.ceil(requests / clump), answers.errorShare);
    let errors = clump === 1 ? clumps : 0;
    for (let i = 0; clump > 1 && i < clumps; i += 1) errors += 1 + poisson(clump - 1)();
    errors = Math.min(requests, errors);
    return { requests, latency: histogram(requests, answers, draw), ...byEndpoint(requests, errors, answers, draw) };
  };
  const before = 60;
  for (let t = before - historySeconds; t <= 0 && scenario.history !== false; t += before) {
    yield { t, live: counts(scenario.rate(t), scenario.live(t), before), preview: undefined };
  }
  for (let t = tickSeconds; t <= seconds; t += tickSeconds) {
    const rate = scenario.rate(t);
    if (scenario.missing?.(t) === true) {
      yield { t, live: undefined, preview: undefined };
      continue;
    }
    const idle = weight >= 1 && scenario.idle !== "zero requests";
    const live = idle ? undefined : counts(rate * (1 - weight), scenario.live(t), tickSeconds);
    yield { t, live, preview: counts(rate * weight, scenario.preview(t), tickSeconds) };
  }
}

/** Numbers from 0 to 1 (mulberry32): unlike with a linear generator, those of neighboring seeds have nothing in common. */
function numbers(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Draw = (n: number, p: number) => number;

function histogram(requests: number, { p95, stuckShare = 0 }: Answers, draw: Draw): Histogram {
  const stuck = draw(requests, stuckShare);
  let left = requests - stuck;
  let below = 0;
  const counts = boundsMs.map((bound) => {
    const upTo = normal((Math.log(bound / p95) + sigma * z95) / sigma);
    const taken = draw(left, Math.min(1, (upTo - below) / (1 - below)));
    below = upTo;
    left -= taken;
    return taken;
  });
  const slot = boundsMs.findIndex((bound) => bound >= 3000);
  counts[slot] = (counts[slot] ?? 0) + stuck;
  return { boundsMs, counts: [...counts, left] };
}

/** Requests and errors spread evenly, and one endpoint with its own. */
function byEndpoint(
  requests: number,
  errors: number,
  { endpoint }: Answers,
  draw: Draw,
): Pick<Counts, "endpoints" | "errors"> {
  const own = endpoint === undefined ? 0 : draw(requests, endpoint.traffic);
  const ownErrors = endpoint === undefined ? 0 : draw(own, endpoint.errorShare);
  let [leftRequests, leftErrors] = [requests - own, errors];
  const others = endpoints.slice(1).map((name, i, all) => {
    const n = draw(leftRequests, 1 / (all.length - i));
    const x = Math.min(n, draw(leftErrors, 1 / (all.length - i)));
    leftRequests -= n;
    leftErrors -= x;
    return { name, requests: n, errors: x };
  });
  const first = { name: endpoints[0] ?? "", requests: own, errors: ownErrors };
  return { errors: Math.min(requests, errors + ownErrors), endpoints: [first, ...others] };
}

/** Of the standard normal distribution (Abramowitz and Stegun, 26.2.17; good to 7 digits). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}
