import type { Share } from "./counts.ts";
import { byKind, type Kind } from "./plan.ts";
import type { Minute, Tally } from "./state.ts";

const keptMinutes = 60;
/** Fewer events tell nothing of how they are spread. */
const fewestEvents = 6;
const fewestMinutes = 5;
/** Below, chance explains it. */
const noticeable = 1.3;

/** The minutes with one interval more. */
export function withInterval(minutes: readonly Minute[], seconds: number, events: Tally): readonly Minute[] {
  const last = minutes.at(-1);
  if (last === undefined || last.seconds >= 60) return [...minutes, { seconds, events }].slice(-keptMinutes);
  return [...minutes.slice(0, -1), { seconds: last.seconds + seconds, events: sum(last.events, events) }];
}

export function sum(a: Tally, b: Tally): Tally {
  return byKind((kind) => ({ above: a[kind].above + b[kind].above, of: a[kind].of + b[kind].of }));
}

/**
 * What is assumed while too few were seen to tell: errors often come several at a time, when a connection breaks or a pod
 * ends.
 */
export const unknownSpread: Readonly<Record<Kind, number>> = { errors: 2, slow: 1, high: 1, tail: 1 };

export const nothing: Tally = byKind(() => ({ above: 0, of: 0 }));

/** Events of the live color in all its minutes. */
export function total(minutes: readonly Minute[]): Tally {
  return minutes.reduce((all, { events }) => sum(all, events), nothing);
}

/** Variance of the live color's events against their mean, by kind; 1 where they come one at a time. */
export function dispersions(minutes: readonly Minute[]): Readonly<Record<Kind, number>> {
  const all = total(minutes);
  return byKind((kind) => dispersion(minutes, kind, all[kind]));
}

function dispersion(minutes: readonly Minute[], kind: Kind, { above, of }: Share): number {
  if (minutes.length < fewestMinutes || above < fewestEvents) return unknownSpread[kind];
  const share = above / of;
  let chi = 0;
  for (const { events } of minutes) {
    const expected = events[kind].of * share;
    if (expected > 0) chi += (events[kind].above - expected) ** 2 / (expected * (1 - share));
  }
  const found = chi / (minutes.length - 1);
  return found > noticeable ? found : 1;
}
