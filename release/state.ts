import type { Verdict } from "./judge/judge.ts";
import type { Stretch, Task, Touched } from "./route.ts";

/** Where a release stands. Plain data; the journal's events, applied in order, give it again. */
export interface State {
  /** Milliseconds since 1970, the latest that was seen: a clock that goes back changes nothing. */
  readonly at: number;
  /**
   * `forward` and `back` are under way. The ends: `succeeded`; `aborted`, all traffic is on the old color; `failed`,
   * something is left that people must look at, see `troubles`.
   */
  readonly phase: "forward" | "back" | "succeeded" | "aborted" | "failed";
  /** What is still to come, the present stretch first. */
  readonly way: readonly Stretch[];
  /** When the present stretch began. */
  readonly since: number;
  /** Number of what was last begun; answers to anything before it are too late. */
  readonly seq: number;
  readonly attempts: number;
  /** `role decision`, as signed and verified. */
  readonly signatures: readonly string[];
  readonly touched: Touched;
  /** Percent of traffic that the preview color was last proven to have. */
  readonly weight: number;
  /** When all traffic was proven to be on the new color. */
  readonly liveAt: number | undefined;
  /** Once the old color may be gone, nothing goes back to it. */
  readonly retired: boolean;
  /** Requests that failed or were slow on the preview color, in the whole release. */
  readonly harmed: number;
  /** Why the release turned back. */
  readonly reasons: readonly string[];
  /** What could not be done afterwards. */
  readonly troubles: readonly string[];
}

/** What happened. `at` is in milliseconds since 1970. */
export type Event = { at: number } & (
  | { kind: "signed"; role: string; decision: "ready" | "go"; by: string }
  /** A signed no-go. */
  | { kind: "refused"; role: string; by: string }
  | { kind: "done"; seq: number }
  /** `again`: it may work the next time, as after throttling. */
  | { kind: "failed"; seq: number; why: string; again: boolean }
  /** `harmed`: in the whole release so far. */
  | { kind: "judged"; seq: number; verdict: Exclude<Verdict, "continue">; reasons: readonly string[]; harmed: number }
  /** No metrics of a color that people use, for so long. */
  | { kind: "blind"; seconds: number; why: string }
  | { kind: "abort"; by: string; why: string }
  /** `waiting`: what the task in hand waits for, in its own words. */
  | { kind: "tick"; waiting?: string | undefined }
  /** The journal's entry before this one is damaged: what it said, and what was begun because of it, is not known. */
  | { kind: "torn" }
  /** A runner took the release, to begin it or to go on with it. */
  | { kind: "taken"; by: string }
);

/** What is to be done about it. */
export type Effect =
  /** Begins no sooner than `notBefore`; answered by `done` or `failed` with this `seq`. */
  | { kind: "perform"; seq: number; task: Task; notBefore: number }
  /** Whatever is being performed is not waited for any more. */
  | { kind: "cancel" }
  /** `hold`: until a verdict. `guard`: only an abort counts, for as long as it takes. Replaces a judgement that runs. */
  | { kind: "judge"; seq: number; mode: "hold" | "guard"; weight: number; holdSeconds: number; warmed: boolean }
  | { kind: "stop-judging" }
  | { kind: "notify"; level: "info" | "page"; text: string }
  | { kind: "end"; phase: "succeeded" | "aborted" | "failed" };

export interface Move {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** When the present stretch is over or given up, in milliseconds since 1970; undefined at an end. */
export function wakeAt({ way: [stretch], since, liveAt }: State): number | undefined {
  if (stretch === undefined) return undefined;
  if (stretch.kind === "wait") return (liveAt ?? since) + stretch.afterSeconds * 1000;
  return since + stretch.seconds * 1000;
}

export function hasEnded({ phase }: State): boolean {
  return phase !== "forward" && phase !== "back";
}

/** Whether requests of people may reach the preview color while there is still an old one to go back to. */
export function peopleOnPreview({ phase, touched, retired }: State): boolean {
  return phase === "forward" && touched.weight && !retired;
}
