import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";
import { requiredSchema } from "../authority/roles.ts";
import { checksSchema, waiverSchema } from "../checks/checks.ts";

const color = z.enum(["blue", "green"]);
const seconds = z.number().positive();
const name = z.string().min(1);

/** How long each thing may take, in seconds. What is not done by then ends as said with the step (`route.ts`). */
const deadlines = z.strictObject({
  /** Until all roles have signed; nothing was touched yet. The requirements leave the hour open, so a day. */
  signOff: seconds.default(86_400),
  preflight: seconds.default(1_800),
  names: seconds.default(600),
  /** The backup, and again its restored sample: together the hour from T-120 on. */
  backup: seconds.default(3_600),
  migrations: seconds.default(1_800),
  /** Deployment of the preview color: its readiness has 300 s of its own (MC-135), the rest is the engine's. */
  deploy: seconds.default(1_200),
  /** T+30 to T+45. */
  tests: seconds.default(900),
  /** From the write of a weight to the share of requests that proves it. */
  weights: seconds.default(300),
  handover: seconds.default(120),
  registration: seconds.default(300),
  /** T+120 to T+180; MyTrader allows two hours (MT-097). */
  verification: seconds.default(3_600),
  /** 30 s of grace (MC-164) and the wait for open connections. */
  drain: seconds.default(900),
  check: seconds.default(900),
  record: seconds.default(300),
  /** Each step of the way back: an immediate rollback takes less than five minutes (MT-053). */
  rollback: seconds.default(120),
});

/**
 * What one release will do: enough for the state machine, and what people sign. It holds no secret and no hour of the
 * day.
 */
export const planSchema = z
  .strictObject({
    system: name,
    environment: name,
    /** The live color, which the release leaves, and what it runs. */
    from: z.strictObject({ color, version: name }),
    /** The preview color, and what it will run: an image reference by service. */
    to: z.strictObject({ color, version: name, images: z.record(name, name) }),
    /** Digest of the preview that was reviewed; another one voids every signature. */
    preview: z.string().regex(/^[0-9a-f]{64}$/, { error: "must be a SHA-256 in hexadecimal digits" }),
    /** Registration stays off until the switch, and is opened and tested after it (phase 5). */
    firstLaunch: z.boolean(),
    /** Of the system, to be applied before the preview color; only steps that the live color survives. */
    migrations: z.array(z.strictObject({ name, kind: z.enum(["expand", "contract"]) })),
    /** Weights of the preview color in percent, and seconds of judged time at each. */
    canary: z.array(z.strictObject({ weight: z.int().min(1).max(100), holdSeconds: seconds })).min(1),
    /** What the preview color must answer before it gets traffic, and again with all of it. */
    checks: checksSchema,
    /** Known faults that this release lives with (MT-087). */
    waivers: z.array(waiverSchema).default([]),
    /** Leases that change hands after the switch: consumers and feeds. */
    leases: z.array(name),
    /** Service level that gates the canary, as the system names it. */
    profile: name.default("canary"),
    /** Who must sign before anything is touched (MC-078 to MC-082, MC-252 to MC-256). */
    signatures: requiredSchema,
    /** Seconds after going live in which a rollback is decided (MT-096), and the old color stays at full size. */
    decisionWindowSeconds: seconds.default(1_800),
    /** Seconds after going live at which the system is looked at again: a day and two (MT-071 to MT-075, MC-230). */
    checksAfterSeconds: z.array(seconds).default([86_400, 172_800]),
    /** Metrics missing for so long while people are on the preview color end the release. */
    blindSeconds: seconds.default(120),
    deadlines: deadlines.prefault({}),
  })
  .superRefine((plan, context) => {
    const say = (path: (string | number)[], message: string) => {
      context.addIssue({ code: "custom", path, message });
    };
    if (plan.from.color === plan.to.color) say(["to", "color"], "must be the other color than the live one");
    plan.canary.forEach(({ weight }, i) => {
      const before = plan.canary[i - 1]?.weight ?? 0;
      if (weight <= before) say(["canary", i, "weight"], `must be above the one before, ${before}`);
    });
    if (plan.canary.at(-1)?.weight !== 100)
      say(["canary"], "must end at weight 100, or the live color would never change");
    plan.migrations.forEach((migration, i) => {
      if (migration.kind === "contract") {
        say(
          ["migrations", i],
          `${migration.name} would break the live color; release it once the other color has gone`,
        );
      }
    });
    if (plan.firstLaunch && !plan.checks.journeys.some(({ registers }) => registers)) {
      say(["checks", "journeys"], "must have one that registers: a first launch opens registration and tries it");
    }
    const waivable = plan.checks.fallbacks.map(({ requirements: [known = ""] }) => known);
    plan.waivers.forEach(({ requirement }, i) => {
      if (waivable.includes(requirement)) return;
      const what = waivable.length === 0 ? "nothing can be waived here" : `only ${waivable.join(", ")} can be`;
      say(["waivers", i, "requirement"], `${requirement} cannot be waived; ${what}`);
    });
    if (plan.signatures.length === 0)
      say(["signatures"], "must name at least one role: nobody would answer for the release");
    plan.checksAfterSeconds.forEach((at, i) => {
      const before = plan.checksAfterSeconds[i - 1] ?? plan.decisionWindowSeconds;
      if (at <= before)
        say(["checksAfterSeconds", i], `must be after ${before}: the checks follow the decision window`);
    });
  });

export type Plan = z.output<typeof planSchema>;
export type Deadlines = Plan["deadlines"];

/** What is signed: SHA-256 of the plan in its canonical form (RFC 8785), images and preview included. */
export function planHash(plan: Plan): string {
  const canonical = canonicalize(plan);
  if (canonical === undefined) throw new Error("a plan is an object");
  return createHash("sha256").update(canonical).digest("hex");
}
