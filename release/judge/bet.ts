/**
 * A bet against the release: evidence that something happens more often than is allowed, as the capital of a gambler who
 * began with 1. Whatever moment one looks at, it exceeds `1 / a` with a probability of at most `a` while all is well
 * (Ville's inequality), so it may be watched without end. Plain data, for a journal.
 *
 * Most of the stake is put in at once, and the rest over the hold, so that what goes wrong late is not paid for by what
 * went well before.
 */
export interface Bet {
  /** By alternative. */
  readonly capital: readonly number[];
  /** What is not put in yet. */
  readonly reserve: number;
}

/** @param parts of the stake, by alternative; they sum to 1 */
export function openBet(parts: readonly number[]): Bet {
  return { capital: parts.map((part) => part * atOnce), reserve: 1 - atOnce };
}

/** Share of the stake that is put in at the beginning. */
export const atOnce = 0.7;

/**
 * @param parts as the bet was opened with
 * @param gains by alternative: the logarithm of how much likelier it makes what was seen than what is allowed does
 * @param stake how much of the whole is put in before, at most
 */
export function play(
  { capital, reserve }: Bet,
  parts: readonly number[],
  gains: readonly number[],
  stake: number,
): Bet {
  const put = Math.min(stake, reserve);
  return {
    capital: capital.map((old, i) =>
      Math.min(1e12, (old + put * (parts[i] ?? 0)) * Math.exp(Math.min(700, gains[i] ?? 0))),
    ),
    reserve: reserve - put,
  };
}

/** The evidence so far: a natural logarithm. */
export function evidence({ capital, reserve }: Bet): number {
  return Math.log(capital.reduce((sum, one) => sum + one, reserve));
}

/**
 * How much likelier `x` of `n` are when each has the probability `p1` than when it has `p0`: a natural logarithm.
 */
export function gain(x: number, n: number, p0: number, p1: number): number {
  return x * Math.log(p1 / p0) + (n - x) * Math.log((1 - p1) / (1 - p0));
}
