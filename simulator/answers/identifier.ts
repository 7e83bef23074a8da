import { createHash } from "node:crypto";

/** Hex digits that look random and depend on the resource alone. */
export function hex(asked: { urn: string }, length: number, salt = ""): string {
  return createHash("sha512").update(`${asked.urn}|${salt}`).digest("hex").slice(0, length);
}

/** A provider's identifier such as `vpc-0f3a…`. */
export function identifier(asked: { urn: string }, prefix: string, length = 17): string {
  return prefix + hex(asked, length);
}
