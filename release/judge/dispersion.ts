import type { Share } from "./counts.ts";
import { byKind, type Kind } from "./plan.ts";
import type { Minute, Tally } from "./state.ts";

const keptMinutes = 60;
/** Fewer events tell nothing of how they are spread. */
const fewestEvents = 6;
const fewestMinutes = 5;
/** So many minutes show clumps of errors, if there are any. */
const telling = 20;
/** Below, chance explains it. */
const noticeable = 1.3;
/** Clumps differ in size, and the largest ones are the rarest. */
const caution = 1.2;

/** The minutes with one interval more. */
export function withInterval(minutes: readonly Minute[], seconds: number, events: Tally): readonly Minute[] {
  const last = minutes.at(-1);
  if (last === undefined || last.seconds >= 60) return [...minutes, { seconds, events }].slice(-keptMinutes);
  return [...minutes.slice(0, -1), { seconds: last.seconds + seconds, events: sum(last.events, events) }];
}

export function sum(a: Tally, b: Tally): Tally {
  return byKind((kind) => ({ above: a[kind].above + b[kind].above, of: a[kind].of + b[kind].of }));
}

/** How events of a kind are spread. */
export interface Spread {
  /** Their variance against their mean: 1 where they come one at a time. */
  readonly variance: number;
  /** Whether enough was seen to say so. */
  readonly sure: boolean;
}

export type Dispersion = Readonly<Record<Kind, Spread>>;

/**
 * While too few were seen to tell: errors often come several at a time, when a connection breaks or a pod ends; slow
 * requests are frequent enough to be seen soon.
 */
export const unknownSpread: Dispersion = byKind((kind) => ({ variance: 1, sure: kind !== "errors" }));

/** What an event counts for beyond those that an interval may well bring, while nobody knows if they come one at a time. */
const oneOfMany = 0.1;

/**
 * How many of an interval's events count, lest one broken connection looks like many.
 *
 * @param allowed how many are no fault
 */
export function separate(events: number, allowed: number, { sure }: Spread): number {
  const surely = Math.max(1, 5 * allowed);
  return sure || events <= surely ? events : surely + (events - surely) * oneOfMany;
}

export const nothing: Tally = byKind(() => ({ above: 0, of: 0 }));

/** Events of the live color in all its minutes. */
export function total(minutes: readonly Minute[]): Tally {
  return minutes.reduce((all, { events }) => sum(all, events), nothing);
}

/** As the live color's minutes show it. */
export function dispersions(minutes: readonly Minute[]): Dispersion {
  const all = total(minutes);
  return byKind((kind) => dispersion(minutes, kind, all[kind]));
}

function dispersion(minutes: readonly Minute[], kind: Kind, { above, of }: Share): Spread {
  if (minutes.length < fewestMinutes || above < fewestEvents) return unknownSpread[kind];
  const share = above / of;
  let chi = 0;
  for (const { events } of minutes) {
    const expected = events[kind].of * share;
    if (expected > 0) chi += (events[kind].above - expected) ** 2 / (expected * (1 - share));
  }
  const found = chi / (minutes.length - 1);
  return { variance: found > noticeable ? found * caution : 1, sure: kind !== "errors" || minutes.length >= telling };
}
