import { BlockList } from "node:net";

/** An IPv4 range as `a.b.c.d/n` and where config names it. */
export interface NamedRange {
  path: readonly (string | number)[];
  cidr: string;
}

function split(cidr: string): { address: string; prefix: number } {
  const [address = "", prefix = "32"] = cidr.split("/");
  return { address, prefix: Number(prefix) };
}

/** Whether `inner` lies wholly inside `outer`. Both must be valid IPv4 ranges. */
export function contains(outer: string, inner: string): boolean {
  const [o, i] = [split(outer), split(inner)];
  if (i.prefix < o.prefix) return false;
  const block = new BlockList();
  block.addSubnet(o.address, o.prefix, "ipv4");
  return block.check(i.address, "ipv4");
}

/** Two ranges share an address exactly when one contains the other. */
export function overlaps(a: string, b: string): boolean {
  return contains(a, b) || contains(b, a);
}

/** The range with its host bits cleared: `10.20.1.7/16` becomes `10.20.0.0/16`. */
export function canonical(cidr: string): string {
  const { address, prefix } = split(cidr);
  const bits = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefix);
  const base = Math.floor(bits / size) * size;
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
  return `${parts.join(".")}/${prefix}`;
}

/** Every overlapping pair, each once, in the order given. */
export function overlappingPairs(ranges: readonly NamedRange[]): [NamedRange, NamedRange][] {
  return ranges.flatMap((a, i) =>
    ranges.slice(i + 1).flatMap((b): [NamedRange, NamedRange][] => (overlaps(a.cidr, b.cidr) ? [[a, b]] : [])),
  );
}
