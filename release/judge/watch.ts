import { type Bet, type Odds, odds, openBet, play, worth } from "./bet.ts";
import type { Share } from "./counts.ts";
import { separate, type Spread } from "./dispersion.ts";

/**
 * What makes a kind of event too frequent: more than `allowed` of the preview color's requests, and more than `ratio`
 * times as often as with the live color at the same moment. Both must be shown, so what hits both colors alike stops no
 * release, and neither does what is rare enough for nobody to notice.
 */
export interface Limits {
  allowed: number;
  ratio: number;
  /** How much worse a bad release is thought to be: the bets are on these, each with its part of the stake. */
  ratios: readonly number[];
  ratioParts: readonly number[];
  /** What each event tells of a share that is thought to be bad, and its absence. */
  shareOdds: readonly Odds[];
  shareParts: readonly number[];
}

/** Two bets on one kind of event. */
export interface Watch {
  readonly absolute: Bet;
  readonly relative: Bet;
}

export function openWatch({ ratioParts, shareParts }: Limits): Watch {
  return { absolute: openBet(shareParts), relative: openBet(ratioParts) };
}

/** What the preview color is compared with. */
export type Reference =
  | { kind: "concurrent"; live: Share }
  /** Without live traffic beside it: a share that is not exceeded, from before. */
  | { kind: "before"; share: number };

/**
 * One interval more.
 *
 * @param preview events of the preview color, and its requests
 * @param stake how much of both bets is put in before, at most
 */
export function watch(
  before: Watch,
  { allowed, ratio, ratios, ratioParts, shareOdds, shareParts }: Limits,
  { above, of: n }: Share,
  reference: Reference,
  spread: Spread,
  stake: number,
): Watch {
  if (n === 0) return before;
  const x = separate(above, allowed * n, spread);
  const { variance } = spread;
  const absolute = play(before.absolute, shareParts, shareOdds, x, n, variance, stake);
  if (reference.kind === "before") {
    const { share } = reference;
    const p0 = Math.min(0.5, ratio * share);
    const worse = ratios.map((one) => odds(p0, Math.min(0.9, Math.max(one * share, p0))));
    return { absolute, relative: play(before.relative, ratioParts, worse, x, n, variance, stake) };
  }
  const { above: y, of: m } = reference.live;
  // Of all events of both colors, the part that falls to the preview color: whatever raises both leaves it as it is.
  const part = (r: number) => (r * n) / (r * n + m);
  const worse = x + y === 0 || m === 0 ? undefined : ratios.map((one) => odds(part(ratio), part(one)));
  return { absolute, relative: play(before.relative, ratioParts, worse, x, x + y, variance, stake) };
}

/** How sure it is that there are too many: the weaker of the two, against 1 when nothing is known. */
export function certainty({ absolute, relative }: Watch): number {
  return Math.min(worth(absolute), worth(relative));
}
