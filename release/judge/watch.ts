import { type Bet, evidence, gain, openBet, play } from "./bet.ts";
import type { Share } from "./counts.ts";

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
  shares: readonly number[];
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
 * @param dispersion variance of such events against their mean: events in clumps are worth that much less
 */
export function watch(
  before: Watch,
  { allowed, ratio, ratios, ratioParts, shares, shareParts }: Limits,
  preview: Share,
  reference: Reference,
  dispersion: number,
  stake: number,
): Watch {
  const { above: x, of: n } = preview;
  if (n === 0) return before;
  const absolute = shares.map((share) => gain(x, n, allowed, share) / dispersion);
  return {
    absolute: play(before.absolute, shareParts, absolute, stake),
    relative: play(before.relative, ratioParts, relativeGains(x, n, ratio, ratios, reference, dispersion), stake),
  };
}

function relativeGains(
  x: number,
  n: number,
  ratio: number,
  ratios: readonly number[],
  reference: Reference,
  dispersion: number,
): number[] {
  if (reference.kind === "before") {
    const p0 = Math.min(0.5, ratio * reference.share);
    return ratios.map((one) => gain(x, n, p0, Math.min(0.9, Math.max(one * reference.share, p0))) / dispersion);
  }
  const { above: y, of: m } = reference.live;
  if (x + y === 0 || m === 0) return ratios.map(() => 0);
  // Of all events of both colors, the part that falls to the preview color: whatever raises both leaves it as it is.
  const part = (r: number) => (r * n) / (r * n + m);
  return ratios.map((one) => gain(x, x + y, part(ratio), part(one)) / dispersion);
}

/** How sure it is that there are too many: the weaker of the two, a natural logarithm. */
export function certainty({ absolute, relative }: Watch): number {
  return Math.min(evidence(absolute), evidence(relative));
}
