import { type Answers, type Scenario, scenarios, type Story } from "./traffic.ts";

const usual: Answers = { errorShare: 0.0002, p95: 120 };

const good: readonly Story[] = [
  { name: "same", good: true },
  { name: "same, cold start", good: true, warmed: false, preview: (t) => (t < 45 ? { ...usual, p95: 420 } : usual) },
  {
    name: "joint incident",
    good: true,
    live: (t) => (t > 200 && t < 320 ? { ...usual, errorShare: 0.02 } : usual),
    preview: (t) => (t > 200 && t < 320 ? { ...usual, errorShare: 0.02 } : usual),
  },
  {
    name: "drift of both",
    good: true,
    live: (t) => ({ ...usual, p95: 120 * (1 + Math.max(0, t) / 1500) }),
    preview: (t) => ({ ...usual, p95: 120 * (1 + Math.max(0, t) / 1500) }),
  },
  { name: "p95 x 1.04", good: true, preview: () => ({ ...usual, p95: 124.8 }) },
  {
    name: "errors in clumps",
    good: true,
    live: () => ({ ...usual, clump: 5 }),
    preview: () => ({ ...usual, clump: 5 }),
  },
  { name: "metrics missing for 2 min", good: true, missing: (t) => t > 120 && t < 240 },
  {
    name: "live 0.05 %",
    good: true,
    live: () => ({ ...usual, errorShare: 0.0005 }),
    preview: () => ({ ...usual, errorShare: 0.0005 }),
  },
  { name: "0.02 to 0.03 %", good: true, preview: () => ({ ...usual, errorShare: 0.0003 }) },
];

const errors = (share: number): Partial<Scenario> => ({ preview: () => ({ ...usual, errorShare: share }) });
const bad: readonly Story[] = [
  { name: "errors 0.3 %", good: false, ...errors(0.003) },
  { name: "errors 1 %", good: false, ...errors(0.01) },
  { name: "errors 5 %", good: false, ...errors(0.05) },
  {
    name: "leak to 2 %",
    good: false,
    preview: (t) => ({ ...usual, errorShare: 0.0002 + (0.02 * Math.max(0, t)) / 600 }),
  },
  {
    name: "burst of 5 s a minute",
    good: false,
    preview: (t) => (t % 60 === 40 ? { ...usual, errorShare: 0.5 } : usual),
  },
  { name: "1 % from 420 s", good: false, preview: (t) => (t > 420 ? { ...usual, errorShare: 0.01 } : usual) },
  {
    name: "2 % of one endpoint",
    good: false,
    preview: () => ({ ...usual, endpoint: { traffic: 0.05, errorShare: 0.02 } }),
    live: () => ({ ...usual, endpoint: { traffic: 0.05, errorShare: 0.0002 } }),
  },
  { name: "p95 x 1.3, warmed", good: false, warmed: true, preview: () => ({ ...usual, p95: 156 }) },
  { name: "p95 x 1.3, cold", good: false, warmed: false, preview: () => ({ ...usual, p95: 156 }) },
  { name: "p95 x 2", good: false, preview: () => ({ ...usual, p95: 240 }) },
  { name: "p95 x 3", good: false, preview: () => ({ ...usual, p95: 360 }) },
  { name: "2 % take 3 s", good: false, preview: () => ({ ...usual, stuckShare: 0.02 }) },
  { name: "errors 1 %, metrics missing", good: false, ...errors(0.01), missing: (t) => t > 20 && t < 140 },
];

/** The stories that the judge was tuned on, with a live color beside. */
export function tuning(rate: number): Scenario[] {
  return scenarios([...good, ...bad], usual, rate);
}

const both = (answers: (t: number) => Answers): Partial<Scenario> => ({ live: answers, preview: answers });
const alone: readonly Story[] = [
  { name: "same", good: true },
  { name: "same, live with zero requests", good: true, idle: "zero requests" },
  { name: "same, no history", good: true, history: false },
  { name: "same, cold start", good: true, warmed: false, preview: (t) => (t < 45 ? { ...usual, p95: 420 } : usual) },
  { name: "drift", good: true, ...both((t) => ({ ...usual, p95: 120 * (1 + Math.max(0, t) / 1500) })) },
  { name: "p95 x 1.04", good: true, preview: () => ({ ...usual, p95: 124.8 }) },
  { name: "errors in clumps", good: true, ...both(() => ({ ...usual, clump: 5 })) },
  { name: "errors in clumps, no history", good: true, history: false, ...both(() => ({ ...usual, clump: 5 })) },
  { name: "metrics missing for 1 min", good: true, missing: (t) => t > 120 && t < 180 },
  { name: "0.05 %", good: true, ...both(() => ({ ...usual, errorShare: 0.0005 })) },
  { name: "0.02 to 0.03 %", good: true, preview: () => ({ ...usual, errorShare: 0.0003 }) },
  { name: "errors 0.3 %", good: false, ...errors(0.003) },
  { name: "errors 0.3 %, no history", good: false, history: false, ...errors(0.003) },
  { name: "errors 1 %", good: false, ...errors(0.01) },
  { name: "errors 1 %, no history", good: false, history: false, ...errors(0.01) },
  { name: "errors 5 %, live with zero requests", good: false, idle: "zero requests", ...errors(0.05) },
  { name: "errors 5 %, no history", good: false, history: false, ...errors(0.05) },
  { name: "1 % from 200 s", good: false, preview: (t) => (t > 200 ? { ...usual, errorShare: 0.01 } : usual) },
  { name: "p95 x 2", good: false, preview: () => ({ ...usual, p95: 240 }) },
  { name: "p95 x 3", good: false, preview: () => ({ ...usual, p95: 360 }) },
  { name: "p95 x 3, no history", good: false, history: false, preview: () => ({ ...usual, p95: 360 }) },
  { name: "2 % take 3 s", good: false, preview: () => ({ ...usual, stuckShare: 0.02 }) },
];

/** Those with all of the traffic. */
export function tuningAlone(rate: number): Scenario[] {
  return scenarios(alone, usual, rate);
}
