const z98 = 2.3263;
/** Share of the shift itself that the bound must exceed, as Kayenta has it. */
const tolerance = 0.25;

/**
 * Whether the points lie higher than the others: the lower bound of the shift between them (Hodges and Lehmann), at a
 * confidence of 98 %, above a quarter of it. What ties at a shift of 0 is not higher.
 */
export function higher(points: readonly number[], others: readonly number[]): boolean {
  const [n, m] = [points.length, others.length];
  if (n === 0 || m === 0) return false;
  const differences = new Float64Array(n * m);
  let at = 0;
  for (const one of points) {
    for (const other of others) {
      differences[at] = one - other;
      at += 1;
    }
  }
  differences.sort();
  const shift = differences[Math.floor((n * m) / 2)] ?? 0;
  const place = (n * m) / 2 - z98 * Math.sqrt((n * m * (n + m + 1)) / 12);
  const lower = differences[Math.max(0, Math.floor(place))] ?? 0;
  return lower > tolerance * Math.abs(shift);
}
