import type { Color } from "../systems/model/system.ts";
import type { Deadlines, Plan } from "./plan/plan.ts";

/** One thing that is done in the world, by a driver (`run/hands.ts`). Each may be done twice and is then done once. */
export type Task =
  | { do: "preflight" | "verify-names" | "back-up" | "restore-sample" | "migrate" | "deploy-preview" | "test-preview" }
  /** Percent of live traffic for the preview color. */
  | { do: "set-weight" | "confirm-weight"; weight: number }
  /** The pods of a color stop their exclusive work and lose its leases, so that their epoch is over. */
  | { do: "fence-work"; color: Color }
  | { do: "start-work"; color: Color }
  | { do: "open-registration" | "test-registration" | "close-registration" }
  | { do: "verify" | "verify-live" }
  /** Waits until the old color has no connection left, for 30 s of grace at least (MC-164). */
  | { do: "drain" }
  /** The old color goes: from here on no weight brings it back. */
  | { do: "retire" }
  | { do: "check"; afterSeconds: number }
  | { do: "write-record" };

/** A task in words, such as `set-weight 10`. */
export function nameOf(task: Task): string {
  return Object.values(task).join(" ");
}

/**
 * A stretch of the way. `seconds` is the deadline of what is waited for, from the moment it is begun.
 *
 * - `signatures`: none of them for so long, and the release ends with nothing touched.
 * - `task`: not done by then, the release turns back; on the way back the next thing is tried and people are called.
 * - `hold`: judged at a weight; no verdict by then, the release turns back.
 * - `wait`: until so many seconds after going live. It is over by itself.
 */
export type Stretch =
  | { kind: "signatures"; seconds: number }
  | { kind: "task"; task: Task; seconds: number }
  | { kind: "hold"; weight: number; holdSeconds: number; seconds: number }
  | { kind: "wait"; afterSeconds: number };

/** How many times its length a hold may take: metrics come late, and those missing are not counted. */
const patience = 2;

/** The whole way of a release, in order. */
export function routeOf(plan: Plan): Stretch[] {
  const { deadlines, leases, from, to } = plan;
  const task = (what: Task, deadline: keyof Deadlines): Stretch => ({
    kind: "task",
    task: what,
    seconds: deadlines[deadline],
  });
  return [
    { kind: "signatures", seconds: deadlines.signOff },
    task({ do: "preflight" }, "preflight"),
    task({ do: "verify-names" }, "names"),
    task({ do: "back-up" }, "backup"),
    task({ do: "restore-sample" }, "backup"),
    ...(plan.migrations.length > 0 ? [task({ do: "migrate" }, "migrations")] : []),
    task({ do: "deploy-preview" }, "deploy"),
    task({ do: "test-preview" }, "tests"),
    ...plan.canary.flatMap(({ weight, holdSeconds }): Stretch[] => [
      task({ do: "set-weight", weight }, "weights"),
      task({ do: "confirm-weight", weight }, "weights"),
      { kind: "hold", weight, holdSeconds, seconds: holdSeconds * patience },
    ]),
    ...(leases.length > 0
      ? [
          task({ do: "fence-work", color: from.color }, "handover"),
          task({ do: "start-work", color: to.color }, "handover"),
        ]
      : []),
    ...(plan.firstLaunch
      ? [task({ do: "open-registration" }, "registration"), task({ do: "test-registration" }, "registration")]
      : []),
    task({ do: "verify" }, "verification"),
    { kind: "wait", afterSeconds: plan.decisionWindowSeconds },
    task({ do: "drain" }, "drain"),
    task({ do: "retire" }, "deploy"),
    ...plan.checksAfterSeconds.flatMap((afterSeconds): Stretch[] => [
      { kind: "wait", afterSeconds },
      task({ do: "check", afterSeconds }, "check"),
    ]),
    task({ do: "write-record" }, "record"),
  ];
}

/** What a release may have changed by now; what was begun counts as done. */
export interface Touched {
  weight: boolean;
  work: boolean;
  registration: boolean;
}

/** The way back: people first, then what works for them, then the proof. A database is never restored by itself. */
export function wayBack({ deadlines, from, to }: Plan, touched: Touched): Stretch[] {
  const task = (what: Task): Stretch => ({ kind: "task", task: what, seconds: deadlines.rollback });
  return [
    ...(touched.weight ? [task({ do: "set-weight", weight: 0 }), task({ do: "confirm-weight", weight: 0 })] : []),
    ...(touched.work
      ? [task({ do: "fence-work", color: to.color }), task({ do: "start-work", color: from.color })]
      : []),
    ...(touched.registration ? [task({ do: "close-registration" })] : []),
    ...(touched.weight ? [task({ do: "verify-live" })] : []),
    task({ do: "write-record" }),
  ];
}
