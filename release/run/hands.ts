import type { Interval } from "../judge/counts.ts";
import type { Task } from "../route.ts";

/** What a task is done under. */
export interface Order {
  /** Number of the lock: whoever sees a higher one refuses this one's writes. */
  epoch: number;
  /** Number of the task in the release: a write that comes after one of a higher number is refused. */
  seq: number;
  /** Hears what the task waits for; should it not be done in time, that is why. */
  waiting: (why: string) => void;
  /** Given up: what has not been written yet must not be any more. */
  signal: AbortSignal;
}

/**
 * What moves the world for a release: on AWS, in a rehearsal, or in a test. Each task may be asked for again after a
 * runner was killed in the middle of it, and is then done once.
 */
export interface Hands {
  /**
   * Resolves when the task is done and that was seen.
   *
   * @throws TryAgain for what may work the next time; any other error ends the task
   */
  perform: (task: Task, order: Order) => Promise<void>;
  /**
   * Reads the metrics of both colors, interval after interval, from now on until the signal; first what the live color did
   * before, at `t <= 0`.
   */
  watch: (tell: (interval: Interval) => void, signal: AbortSignal) => Promise<void>;
  /** Tells people. What cannot be told stops no release. */
  notify: (level: "info" | "page", text: string) => Promise<void>;
}

/** A failure that may be gone the next time: throttling, a time-out, a lost answer. */
export class TryAgain extends Error {}
