import { createRequire } from "node:module";

interface Special {
  /** Regularized incomplete beta function I_x(a, b), and the x at which it has a value. */
  ibeta: (x: number, a: number, b: number) => number;
  ibetainv: (p: number, a: number, b: number) => number;
}

// The package has no types of its own.
const { jStat } = createRequire(import.meta.url)("jstat") as { jStat: Special };

/** The probability of `x` or more of `n` when each has the probability `p`; between whole numbers it goes smoothly. */
export function atLeastProbability(x: number, n: number, p: number): number {
  return x <= 0 ? 1 : jStat.ibeta(p, x, n - x + 1);
}

/** Upper bound of a probability after `x` of `n`, exceeded in `level` of all cases (Clopper and Pearson). */
export function upperBound(x: number, n: number, level: number): number {
  return n <= 0 || x >= n ? 1 : jStat.ibetainv(1 - level, x + 1, n - x);
}
