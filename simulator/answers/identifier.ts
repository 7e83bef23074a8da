import { createHash } from "node:crypto";

interface One {
  urn: string;
  nonce: string;
}

/** Hex digits that look random and depend on the resource alone. */
export function hex({ urn, nonce }: One, length: number, salt = ""): string {
  return createHash("sha512").update(`${urn}|${salt}${nonce}`).digest("hex").slice(0, length);
}

/** A provider's identifier such as `vpc-0f3a…`. */
export function identifier(asked: One, prefix: string, length = 17): string {
  return prefix + hex(asked, length);
}
