import { setTimeout as sleep } from "node:timers/promises";
import type { Journal } from "../journal/journal.ts";
import { defaultLeaseMs, type Lock } from "../journal/lock.ts";
import type { Gates } from "../judge/profile.ts";
import { begin, next, replay } from "../phase.ts";
import type { Plan } from "../plan/plan.ts";
import { type Effect, type Event, hasEnded, peopleOnPreview, type State, wakeAt } from "../state.ts";
import { wordsOf } from "../words.ts";
import type { Clock } from "./clock.ts";
import { type Hands, TryAgain } from "./hands.ts";
import { type Judging, startJudging } from "./judging.ts";

export interface Release {
  plan: Plan;
  journal: Journal;
  lock: Lock;
  hands: Hands;
  clock: Clock;
  gates: Gates;
  /** Who runs it, for the journal. */
  runner: string;
  /** Hears what happens, for progress and reports. */
  heard?: Heard;
  /** Milliseconds between two signs of life. @default a third of a lock's minute */
  renewMs?: number;
}

/** @param state after it */
export type Heard = (what: Event, state: State) => void;

/** The runner lost its lock, or another one wrote its journal: it did nothing more. */
export class LostRelease extends Error {}

/** What a person or a signature says, with its time to be filled in. */
export type Word = Event extends infer E ? (E extends { at: number } ? Omit<E, "at"> : never) : never;

export interface Running {
  /** An abort, a signature, a no-go. Verified before: here it is believed. */
  say: (word: Word) => void;
  /** @throws LostRelease; Error when journal or storage cannot be written */
  ended: Promise<State>;
}

/** How late metrics that are gone may be noticed, in milliseconds. */
const longestWait = 5_000;
/** A write that was given up is waited for so long, in milliseconds, so that it cannot overtake what takes its place. */
const settleMs = 5_000;

/** Runs a release from where its journal ends. Each event is in the journal before anything is done because of it. */
export function run(release: Release): Running {
  const { plan, journal, lock, hands, clock, gates, runner, heard, renewMs = defaultLeaseMs / 3 } = release;
  const events: Word[] = [];
  const stopping = new AbortController();
  let wake = new AbortController();
  const say = (word: Word) => {
    events.push(word);
    wake.abort();
  };

  let state = replay(plan, journal.events);
  let judging: Judging | undefined;
  /** Harmed by what was judged before the present judgement. */
  let harmedBefore = state?.harmed ?? 0;
  let present: Present | undefined;
  let writtenAt = clock.now();

  const harmed = () => harmedBefore + (judging?.harmed() ?? 0);
  const judge = (effect: Effect & { kind: "judge" }) => {
    stopJudging();
    judging = startJudging(
      effect,
      gates,
      hands,
      clock,
      (verdict, reasons) => {
        say({ kind: "judged", seq: effect.seq, verdict, reasons, harmed: harmed() });
      },
      (error) => {
        say({ kind: "blind", seconds: plan.blindSeconds, why: wordsOf(error) });
      },
    );
  };
  const stopJudging = () => {
    harmedBefore = harmed();
    judging?.stop();
    judging = undefined;
  };
  const perform = ({ seq, task, notBefore }: Effect & { kind: "perform" }) => {
    const before = present;
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, stopping.signal]);
    let why: string | undefined;
    const work = async () => {
      await settled(before);
      await clock.until(notBefore, signal);
      const waiting = (said: string) => {
        why = said;
      };
      await hands.perform(task, { epoch: lock.epoch, seq, waiting, signal });
    };
    // An answer to what was given up comes with an old number, and changes nothing.
    const answered = work().then(
      () => {
        say({ kind: "done", seq });
      },
      (error: unknown) => {
        say({ kind: "failed", seq, why: wordsOf(error), again: error instanceof TryAgain });
      },
    );
    present = { end, answered, waiting: () => why };
  };
  const act = (effect: Effect) => {
    switch (effect.kind) {
      case "perform":
        perform(effect);
        return;
      case "cancel":
        present?.end.abort();
        return;
      case "judge":
        judge(effect);
        return;
      case "stop-judging":
        stopJudging();
        return;
      case "notify":
        hands.notify(effect.level, effect.text).catch(() => undefined);
        return;
      case "end":
        return;
    }
  };

  /** Writes an event down, then acts on it. One that changes nothing is written only as a sign of life. */
  const take = async (before: State, word: Word): Promise<State> => {
    const event: Event = { at: clock.now(), ...word };
    const { state: after, effects } = next(plan, before, event);
    const changes = effects.length > 0 || JSON.stringify({ ...after, at: 0 }) !== JSON.stringify({ ...before, at: 0 });
    const due = peopleOnPreview(after) && clock.now() - writtenAt >= (plan.blindSeconds * 1000) / 4;
    if (!changes && !due && word.kind !== "taken" && word.kind !== "torn") return after;
    if (!lock.isHeld()) throw new LostRelease("another runner may have the lock of this system");
    await journal.append(event, lock.epoch);
    writtenAt = clock.now();
    if (!lock.isHeld()) throw new LostRelease("another runner may have the lock of this system");
    heard?.(event, after);
    for (const effect of effects) act(effect);
    return after;
  };

  const loop = async (): Promise<State> => {
    state ??= begin(plan, clock.now()).state;
    if (journal.torn) state = await take(state, { kind: "torn" });
    state = await take(state, { kind: "taken", by: runner });
    while (!hasEnded(state) || events.length > 0) {
      const word = events.shift();
      if (word !== undefined) {
        state = await take(state, word);
        continue;
      }
      wake = new AbortController();
      const until = Math.min(wakeAt(state) ?? Infinity, clock.now() + longestWait);
      await clock.until(until, AbortSignal.any([wake.signal, stopping.signal])).catch(() => undefined);
      stopping.signal.throwIfAborted();
      if (events.length > 0) continue;
      const seconds = judging === undefined ? 0 : (clock.now() - judging.seenAt()) / 1000;
      const why = `${judging?.missing() ?? "nobody's"} were not read`;
      if (seconds >= plan.blindSeconds) events.push({ kind: "blind", seconds, why });
      else events.push({ kind: "tick", waiting: present?.waiting() });
    }
    return state;
  };

  const renewal = setInterval(() => {
    lock.renew().then(
      (held) => {
        if (!held) stopping.abort(new LostRelease("another runner took the lock of this system"));
      },
      () => undefined,
    );
  }, renewMs);
  const ended = loop().finally(async () => {
    clearInterval(renewal);
    stopJudging();
    stopping.abort(new Error("the runner has ended"));
    await settled(present);
    await lock.release().catch(() => undefined);
  });
  return { say, ended };
}

/** What is being performed, and what gives it up. */
interface Present {
  end: AbortController;
  answered: Promise<void>;
  waiting: () => string | undefined;
}

/** Waits until what was given up has ended, but not for ever. */
async function settled(given: Present | undefined): Promise<void> {
  if (given === undefined) return;
  const enough = new AbortController();
  const waited = sleep(settleMs, undefined, { signal: enough.signal }).catch(() => undefined);
  await Promise.race([given.answered, waited]);
  enough.abort();
}
