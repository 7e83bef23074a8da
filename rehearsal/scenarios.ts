import type { Behavior } from "./color.ts";
import type { FrontFaults } from "./front.ts";

/** Something that goes wrong with the preview color or the front. */
export interface Fault {
  what: string;
  /** Planted so many seconds of the release's clock after a task was done, as `confirm-weight 10`. */
  after: { task: string; seconds: number };
  /** Of the preview color; several, one after the other, each for so many seconds, the last one for good. */
  behaviors?: readonly { behavior: Partial<Behavior>; seconds: number }[];
  front?: Partial<FrontFaults>;
}

/** A release that is rehearsed, and how it must end. */
export interface Scenario {
  name: string;
  about: string;
  wanted: "succeeded" | "aborted";
  /** In the reasons for which it turned back; where it must not, nothing. */
  because?: RegExp;
  /** Highest weight that the preview color may ever have been given, in percent. */
  highest: number;
  /** Of the machine's clock. @default 200 */
  requestsPerSecond?: number;
  /** How many times as fast as in the world its clock runs. @default 20 */
  scale?: number;
  fault?: Fault;
  /** What its plan says otherwise. */
  plan?: Readonly<Record<string, unknown>>;
  /** What its migration does instead of its work. */
  migration?: "fails" | "loses an account";
  /** Another runner wants the release, and does not get it. */
  secondRunner?: boolean;
  /** The machine's clock jumps back and forth by so many hours. */
  clockJumpsHours?: number;
  /** Part of the gate, which has little time. */
  short?: boolean;
}

const forGood = Infinity;
const at10 = (seconds: number) => ({ task: "confirm-weight 10", seconds });
const once = (behavior: Partial<Behavior>) => [{ behavior, seconds: forGood }];

/** What releases fail of in practice, and what only looks like it (issue of step 5; field notes 2). */
export const scenarios: readonly Scenario[] = [
  { name: "good", about: "a release without any fault", wanted: "succeeded", highest: 100, short: true },
  {
    name: "error-burst",
    about: "nine of ten requests fail from a minute into the 10 % hold on",
    wanted: "aborted",
    because: /requests fail more often/,
    highest: 10,
    // Twice the requests in a second of the release.
    scale: 10,
    fault: { what: "90 % errors", after: at10(60), behaviors: once({ errorShare: 0.9 }) },
    short: true,
  },
  {
    name: "slow-leak",
    about: "errors rise slowly from the 50 % hold on",
    wanted: "aborted",
    because: /requests fail more often/,
    highest: 50,
    fault: {
      what: "errors rise by 2 % every half minute",
      after: { task: "confirm-weight 50", seconds: 10 },
      behaviors: [0.02, 0.04, 0.06, 0.08, 0.1, 0.15].map((errorShare) => ({ behavior: { errorShare }, seconds: 30 })),
    },
  },
  {
    name: "bad-after-promotion",
    about: "the fault shows only when all holds are over",
    wanted: "aborted",
    because: /requests fail more often/,
    highest: 100,
    fault: { what: "20 % errors", after: { task: "verify", seconds: 20 }, behaviors: once({ errorShare: 0.2 }) },
  },
  {
    name: "latency",
    about: "the preview color takes eight times as long",
    wanted: "aborted",
    because: /slower than|latency gate/,
    highest: 10,
    fault: { what: "latency x 8", after: at10(60), behaviors: once({ latencyFactor: 8 }) },
  },
  {
    name: "one-endpoint",
    about: "one endpoint of five fails half of the time",
    wanted: "aborted",
    because: /fail more often/,
    highest: 10,
    fault: {
      what: "POST /api/orders fails half of the time",
      after: at10(60),
      behaviors: once({ endpointErrors: { "POST /api/orders": 0.5 } }),
    },
  },
  {
    name: "thin-traffic",
    about: "too few requests to tell a good release from a bad one",
    wanted: "aborted",
    because: /would be enough|too few|requests/,
    highest: 10,
    requestsPerSecond: 6,
  },
  {
    name: "metrics-gone",
    about: "the preview color's metrics cannot be read any more",
    wanted: "aborted",
    because: /no metrics/,
    highest: 10,
    fault: { what: "/metrics answers 503", after: at10(60), behaviors: once({ metrics: "gone" }) },
  },
  {
    name: "counters-reset",
    about: "the preview color's counters begin anew, and are NaN for a while; nothing is wrong with it",
    wanted: "succeeded",
    highest: 100,
    fault: {
      what: "counters reset, then NaN",
      after: at10(60),
      behaviors: [
        { behavior: { metrics: "reset" }, seconds: 30 },
        { behavior: { metrics: "nan" }, seconds: 30 },
        { behavior: { metrics: "served" }, seconds: forGood },
      ],
    },
  },
  {
    name: "half-weight",
    about: "the front applies half of a weight and reads back the whole",
    wanted: "aborted",
    because: /reach the preview color, at a weight of 10 %/,
    highest: 10,
    fault: { what: "half of the weight", after: { task: "test-preview", seconds: 0 }, front: { half: true } },
  },
  {
    name: "stuck-front",
    about: "the front accepts a weight and applies nothing",
    wanted: "aborted",
    because: /confirm-weight: not done within 300 s: 0 % is read back instead of 10 %/,
    highest: 10,
    fault: { what: "writes without effect", after: { task: "test-preview", seconds: 0 }, front: { stuck: true } },
  },
  {
    name: "throttled-front",
    about: "the front refuses the first writes of a weight",
    wanted: "succeeded",
    highest: 100,
    fault: { what: "3 writes throttled", after: { task: "test-preview", seconds: 0 }, front: { throttled: 3 } },
  },
  {
    name: "never-ready",
    about: "the preview color does not become ready",
    wanted: "aborted",
    because: /not ready within 300 s/,
    highest: 0,
    fault: { what: "/health answers 503", after: { task: "migrate", seconds: 0 }, behaviors: once({ ready: false }) },
    short: true,
  },
  {
    name: "failed-migration",
    about: "a migration fails before the preview color is deployed",
    wanted: "aborted",
    because: /migrate: /,
    highest: 0,
    migration: "fails",
    short: true,
  },
  {
    name: "lost-data",
    about: "a migration loses an account, and nothing else is wrong",
    wanted: "aborted",
    because: /test-preview: 1 accounts of the backup are gone/,
    highest: 0,
    migration: "loses an account",
    short: true,
  },
  {
    name: "broken-journey",
    about: "health, hubs and lists are well, but no order can be placed on the preview color",
    wanted: "aborted",
    because: /journey order-placement: .*trade\/orders answered 500/,
    highest: 0,
    fault: {
      what: "trading answers 500",
      after: { task: "deploy-preview", seconds: 0 },
      behaviors: once({ broken: ["/api/v1/trade/"] }),
    },
    short: true,
  },
  {
    name: "known-fault",
    about: "the list of volume leaders answers 400, which the plan waives",
    wanted: "succeeded",
    highest: 100,
    plan: { waivers: [{ requirement: "MT-087", reason: "clients show the symbols instead" }] },
    fault: {
      what: "volume-leaders answers 400",
      after: { task: "deploy-preview", seconds: 0 },
      behaviors: once({ leadersRefused: true }),
    },
  },
  {
    name: "two-runners",
    about: "another runner wants the release while it runs",
    wanted: "succeeded",
    highest: 100,
    secondRunner: true,
  },
  {
    name: "clock-jumps",
    about: "the machine's clock goes back and forth by hours",
    wanted: "succeeded",
    highest: 100,
    clockJumpsHours: 3,
  },
];
