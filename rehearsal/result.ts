import type { Color } from "../systems/model/system.ts";

/** What came of one scenario: plain data, for the terminal, `--json` and the page. Times are in seconds of the release's own clock since it began; one second of the machine's is `scale` of them. */
export interface Result {
  scenario: string;
  /** One line: what is rehearsed. */
  about: string;
  scale: number;
  requestsPerSecond: number;
  /** How it ended, and what was wanted. */
  phase: "succeeded" | "aborted" | "failed" | "lost";
  wanted: "succeeded" | "aborted";
  reasons: readonly string[];
  troubles: readonly string[];
  /** What is not as it should be; nothing is what is wanted. */
  wrongs: readonly string[];
  endedAt: number;
  /** When the fault was planted, and the last answer that somebody got because of it; undefined where there is none. */
  fault: { at: number; what: string; lastBadAt: number | undefined } | undefined;
  /** Requests that failed or took longer than the gate on the preview color. */
  harmed: number;
  requests: number;
  /** Requests without an answer of a color: connection refused or broken, or 502 by the front. */
  lost: number;
  /** WebSockets that ended before the old color was drained. */
  socketsDropped: number;
  /** The preview color's weight, as written, in percent. */
  weights: readonly { at: number; weight: number }[];
  /** Tasks, holds and waits, in order. */
  stretches: readonly { name: string; from: number; to: number }[];
  /** Requests by color and time: one point a bucket, in order. */
  traffic: readonly TrafficPoint[];
  /** What the judge and the state machine said. */
  notes: readonly { at: number; kind: "judge" | "event" | "page" | "fault"; text: string }[];
}

export interface TrafficPoint {
  /** End of the bucket. */
  at: number;
  color: Color;
  requests: number;
  errors: number;
  /** Milliseconds of the machine's own clock; undefined without requests. */
  p50: number | undefined;
  p95: number | undefined;
}
