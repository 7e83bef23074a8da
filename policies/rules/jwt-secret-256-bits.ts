import type { Rule } from "../rule.ts";

export const jwtSecret256Bits: Rule = {
  id: "jwt-secret-256-bits",
  types: ["random:index/randomBytes:RandomBytes"],
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-009"],
  refs: {},
  rationale: "Signing keys have at least 256 bits, the size of the signature, or sessions can be forged by guessing.",
  fix: "Set length to 32 bytes or more.",
  check: (bytes) => {
    const length = bytes.get("length");
    if (!length.known || (typeof length.value === "number" && length.value >= 32)) return [];
    return [{ path: "length", message: `${String(length.value)} bytes are fewer than 32` }];
  },
};
