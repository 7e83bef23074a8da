import type { Interval } from "../judge/counts.ts";
import { judgeNext, openJudge, type Verdict } from "../judge/judge.ts";
import type { Gates } from "../judge/profile.ts";
import type { Effect } from "../state.ts";
import type { Clock } from "./clock.ts";
import type { Hands } from "./hands.ts";

export interface Judging {
  /** Requests harmed so far. */
  harmed: () => number;
  /** When metrics of every color that people use were last there. */
  seenAt: () => number;
  /** Whose metrics are missing, in words. */
  missing: () => string;
  stop: () => void;
}

/** A guard has no end: it begins anew after so long, so that an hour without fault hides nothing that comes after it. */
const guardSeconds = 600;

/**
 * Judges a color by what the hands read, until it is stopped. A hold says one verdict; a guard says nothing but abort.
 *
 * @param fail told once when the metrics cannot be read at all
 */
export function startJudging(
  { mode, weight, holdSeconds, warmed }: Effect & { kind: "judge" },
  gates: Gates,
  hands: Hands,
  clock: Clock,
  tell: (verdict: Exclude<Verdict, "continue">, reasons: readonly string[]) => void,
  fail: (error: unknown) => void,
): Judging {
  const given = { weight: weight / 100, holdSeconds: mode === "hold" ? holdSeconds : guardSeconds, warmed, gates };
  /** With the live color's history, which each new beginning of a guard needs. */
  let opened = openJudge(given);
  let state = opened;
  let shift = 0;
  let before = 0;
  let seenAt = clock.now();
  let missing = "any color's";
  let over = false;
  const end = new AbortController();
  const see = (interval: Interval) => {
    if (over) return;
    const { state: after, judgement } = judgeNext(given, state, { ...interval, t: interval.t - shift });
    state = after;
    if (interval.t <= 0) {
      opened = after;
      return;
    }
    const gone = [
      ...(interval.preview === undefined ? ["the preview color's"] : []),
      ...(interval.live === undefined && weight < 100 ? ["the live color's"] : []),
    ];
    if (gone.length === 0) seenAt = clock.now();
    else missing = gone.join(" and ");
    const { verdict, reasons } = judgement;
    if (verdict === "continue") return;
    if (mode === "hold" || verdict === "abort") {
      over = true;
      tell(verdict, reasons);
      return;
    }
    before += state.harmed;
    shift = interval.t;
    state = opened;
  };
  hands.watch(see, end.signal).catch((error: unknown) => {
    if (!end.signal.aborted) fail(error);
  });
  return {
    harmed: () => before + state.harmed,
    seenAt: () => seenAt,
    missing: () => missing,
    stop: () => {
      over = true;
      end.abort();
    },
  };
}
