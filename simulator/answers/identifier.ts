import { createHash } from "node:crypto";

interface One {
  urn: string;
  nonce: string;
}

/** Hex digits that look random and depend on the resource alone. */
export function hex({ urn, nonce }: One, length: number, salt = ""): string {
  return createHash("sha512").update(`${urn}|${salt}${nonce}`).digest("hex").slice(0, length);
}

/** The same in the form of a UUID. */
export function uuid(one: One, salt = ""): string {
  return hex(one, 32, salt).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** A provider's identifier such as `vpc-0f3a…`. */
export function identifier(asked: One, prefix: string, length = 17): string {
  return prefix + hex(asked, length);
}
