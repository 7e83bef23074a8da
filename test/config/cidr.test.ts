import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, contains, overlappingPairs, overlaps } from "../../config/cidr.ts";

/** First and last address of a range, by arithmetic on whole numbers alone. */
function bounds(cidr: string): [bigint, bigint] {
  const [address = "", prefix = ""] = cidr.split("/");
  const value = address.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const size = 1n << (32n - BigInt(prefix));
  const first = (value / size) * size;
  return [first, first + size - 1n];
}

function written(address: bigint, prefix: number): string {
  return `${[24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join(".")}/${prefix}`;
}

const range = fc
  .tuple(fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]) => written(address, prefix));

/** Two ranges that are near each other: two at random hardly ever meet. */
const pair = fc.oneof(
  fc.tuple(range, range),
  fc
    .tuple(range, fc.integer({ min: 0, max: 32 }), fc.bigInt({ min: -300n, max: 300n }))
    .map(([a, prefix, step]): [string, string] => [a, written((bounds(a)[0] + step) & 0xffff_ffffn, prefix)]),
);

describe("ranges against arithmetic", () => {
  it("contains", () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [[aFirst, aLast], [bFirst, bLast]] = [bounds(a), bounds(b)];
        expect(contains(a, b)).toBe(aFirst <= bFirst && bLast <= aLast);
      }),
      { numRuns: 2000 },
    );
  });

  it("overlaps", () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [[aFirst, aLast], [bFirst, bLast]] = [bounds(a), bounds(b)];
        expect(overlaps(a, b)).toBe(aFirst <= bLast && bFirst <= aLast);
        expect(overlaps(b, a)).toBe(overlaps(a, b));
      }),
      { numRuns: 2000 },
    );
  });

  it("canonical", () => {
    fc.assert(
      fc.property(range, (cidr) => {
        expect(canonical(cidr)).toBe(written(bounds(cidr)[0], Number(cidr.split("/")[1])));
        expect(canonical(canonical(cidr))).toBe(canonical(cidr));
      }),
    );
  });
});

it("names each overlapping pair once, in order", () => {
  const named = (cidr: string, i: number) => ({ path: ["zones", i], cidr });
  const ranges = ["10.0.0.0/24", "10.0.1.0/24", "10.0.0.128/25", "10.0.0.0/23"].map(named);
  const pairs = overlappingPairs(ranges).map(([a, b]) => [a.path[1], b.path[1]]);
  expect(pairs).toEqual([
    [0, 2],
    [0, 3],
    [1, 3],
    [2, 3],
  ]);
});
