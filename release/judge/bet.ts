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

/** What an event and its absence tell of an alternative: natural logarithms. */
export interface Odds {
  hit: number;
  miss: number;
}

/** How much likelier an event is when it has the probability `p1` than when it has `p0`, and its absence. */
export function odds(p0: number, p1: number): Odds {
  return { hit: Math.log(p1 / p0), miss: Math.log((1 - p1) / (1 - p0)) };
}

/**
 * @param parts as the bet was opened with
 * @param alternatives to what is allowed; undefined where nothing was seen that speaks either way
 * @param x of `n` were events
 * @param dispersion variance of such events against their mean: events in clumps are worth that much less
 * @param stake how much of the whole is put in before, at most
 */
export function play(
  { capital, reserve }: Bet,
  parts: readonly number[],
  alternatives: readonly Odds[] | undefined,
  x: number,
  n: number,
  dispersion: number,
  stake: number,
): Bet {
  const put = Math.min(stake, reserve);
  const next = capital.slice();
  // Loops, here and below: each interval comes by once for every endpoint.
  for (let i = 0; i < next.length; i += 1) {
    const old = (capital[i] ?? 0) + put * (parts[i] ?? 0);
    const odds = alternatives?.[i];
    next[i] =
      odds === undefined
        ? old
        : Math.min(1e12, old * Math.exp(Math.min(700, (x * odds.hit + (n - x) * odds.miss) / dispersion)));
  }
  return { capital: next, reserve: reserve - put };
}

/** What the gambler has, of the 1 that it began with. */
export function worth({ capital, reserve }: Bet): number {
  let all = reserve;
  for (const one of capital) all += one;
  return all;
}
