import type { Rule } from "../rule.ts";

export const kmsRotation: Rule = {
  id: "kms-rotation",
  types: ["aws:kms/key:Key"],
  severity: "medium",
  level: "mandatory",
  requirements: [],
  refs: { checkov: ["CKV_AWS_7"], fsbp: ["KMS.4"], cis: ["3.6"] },
  rationale: "Symmetric keys rotate every year, so that one leaked generation opens little.",
  fix: "Set enableKeyRotation to true.",
  check: (key) => {
    // Only symmetric encryption keys, the default, can rotate; DNSSEC's signing key for one cannot.
    const spec = key.get("customerMasterKeySpec");
    if (!spec.known || (spec.value !== undefined && spec.value !== "SYMMETRIC_DEFAULT")) return [];
    const rotates = key.get("enableKeyRotation");
    if (!rotates.known || rotates.value === true) return [];
    return [{ path: "enableKeyRotation", message: "the key does not rotate" }];
  },
};
