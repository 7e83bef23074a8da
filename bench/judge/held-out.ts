import { type Answers, type Scenario, scenarios, type Story } from "./traffic.ts";

// Stories that no figure of the judge was set on: look at their score, and change nothing for it.

const quiet: Answers = { errorShare: 0.0001, p95: 90 };
const rough: Answers = { errorShare: 0.0005, p95: 160 };
/** Both colors alike. */
const both = (answers: (t: number) => Answers): Partial<Scenario> => ({ live: answers, preview: answers });
const waves = (t: number) => 1 + 0.15 * Math.sin(t / 40);

const atAnyWeight: readonly Story[] = [
  { name: "p95 x 1.07", good: true, preview: () => ({ ...quiet, p95: 96 }) },
  {
    name: "cold, wearing off",
    good: true,
    warmed: false,
    preview: (t) => ({ ...quiet, p95: 90 * (1 + 3 * Math.exp(-t / 15)) }),
  },
  { name: "errors in clumps of 8", good: true, ...both(() => ({ ...quiet, errorShare: 0.0002, clump: 8 })) },
];

const good: readonly Story[] = [
  { name: "same, quiet", good: true },
  { name: "same, rough", good: true, ...both(() => rough) },
  {
    name: "incident of both, 5 %, 40 s",
    good: true,
    ...both((t) => (t > 330 && t < 370 ? { ...quiet, errorShare: 0.05 } : quiet)),
  },
  { name: "latency of both in waves", good: true, ...both((t) => ({ ...quiet, p95: 90 * waves(t) })) },
  ...atAnyWeight,
  { name: "every fifth minute missing", good: true, missing: (t) => t % 300 > 240 },
];

const bad: readonly Story[] = [
  { name: "errors 0.5 %", good: false, preview: () => ({ ...quiet, errorShare: 0.005 }) },
  { name: "errors 2 %", good: false, preview: () => ({ ...quiet, errorShare: 0.02 }) },
  { name: "errors 1 %, live 0.05 %", good: false, live: () => rough, preview: () => ({ ...rough, errorShare: 0.01 }) },
  {
    name: "errors 20 % for 10 s, twice",
    good: false,
    preview: (t) => ({ ...quiet, errorShare: (t > 100 && t <= 110) || (t > 400 && t <= 410) ? 0.2 : 0.0001 }),
  },
  { name: "0.8 % from 200 s", good: false, preview: (t) => ({ ...quiet, errorShare: t > 200 ? 0.008 : 0.0001 }) },
  { name: "p95 x 1.5", good: false, preview: () => ({ ...quiet, p95: 135 }) },
  { name: "p95 x 2 from 300 s", good: false, preview: (t) => ({ ...quiet, p95: t > 300 ? 180 : 90 }) },
  { name: "1 % take 3 s", good: false, preview: () => ({ ...quiet, stuckShare: 0.01 }) },
  {
    name: "5 % of one endpoint",
    good: false,
    preview: () => ({ ...quiet, endpoint: { traffic: 0.04, errorShare: 0.05 } }),
  },
];

/** Stories that the judge was not tuned on. */
export function heldOut(rate: number): Scenario[] {
  return scenarios([...good, ...bad], quiet, rate);
}

/** The same stories at twice the pace, for a hold of half the length. */
export function heldOutSooner(rate: number): Scenario[] {
  return heldOut(rate).map(({ live, preview, missing, ...rest }) => ({
    ...rest,
    live: (t) => live(2 * t),
    preview: (t) => preview(2 * t),
    ...(missing === undefined ? {} : { missing: (t: number) => missing(2 * t) }),
  }));
}

const alone: readonly Story[] = [
  { name: "same, quiet", good: true },
  { name: "same, rough", good: true, ...both(() => rough) },
  { name: "same, rough, no history", good: true, history: false, ...both(() => rough) },
  { name: "live with zero requests", good: true, idle: "zero requests" },
  { name: "latency in waves", good: true, ...both((t) => ({ ...quiet, p95: 90 * waves(t) })) },
  ...atAnyWeight,
  { name: "half a minute missing", good: true, missing: (t) => t > 200 && t < 230 },
  { name: "errors 0.5 %", good: false, preview: () => ({ ...quiet, errorShare: 0.005 }) },
  { name: "errors 0.5 %, no history", good: false, history: false, preview: () => ({ ...quiet, errorShare: 0.005 }) },
  {
    name: "errors 2 %, zero requests",
    good: false,
    idle: "zero requests",
    preview: () => ({ ...quiet, errorShare: 0.02 }),
  },
  { name: "0.8 % from 150 s", good: false, preview: (t) => ({ ...quiet, errorShare: t > 150 ? 0.008 : 0.0001 }) },
  { name: "p95 x 2.5", good: false, preview: () => ({ ...quiet, p95: 225 }) },
  { name: "p95 x 4, no history", good: false, history: false, preview: () => ({ ...quiet, p95: 360 }) },
  { name: "1 % take 3 s", good: false, preview: () => ({ ...quiet, stuckShare: 0.01 }) },
];

/** Those with all of the traffic. */
export function heldOutAlone(rate: number): Scenario[] {
  return scenarios(alone, quiet, rate);
}
