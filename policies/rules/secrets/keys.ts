import type { Reader } from "../../read.ts";
import type { ResourceRule } from "../../rule.ts";
import { atLeast, atMost, demand, is, known } from "../../demand.ts";
import { oneOrMore, statements } from "../statements.ts";

export const kmsRotation: ResourceRule = {
  id: "kms-rotation",
  types: ["aws:kms/key:Key"],
  severity: "medium",
  level: "mandatory",
  requirements: [],
  refs: { checkov: ["CKV_AWS_7"], fsbp: ["KMS.4"], cis: ["3.6"] },
  rationale: "Symmetric keys rotate every year, so that one leaked generation opens little.",
  fix: "Set enableKeyRotation to true, with a period of 365 days or less.",
  check: (key) => {
    const spec = key.get("customerMasterKeySpec");
    if (!spec.known) return [];
    // Only symmetric encryption keys, the default, can rotate; DNSSEC's signing key for one cannot.
    if (spec.value !== undefined && spec.value !== "SYMMETRIC_DEFAULT") return "not-applicable";
    // Nor does AWS rotate what lies in a store of the customer's own.
    const store = key.get("customKeyStoreId");
    if (!store.known) return [];
    if (store.value !== undefined) return "not-applicable";
    return [
      ...demand(key, "enableKeyRotation", is(true), "the key does not rotate"),
      // AWS takes 365 days when nothing is said.
      ...demand(key, "rotationPeriodInDays", (days) => days === undefined || yearly(days), "is longer than a year"),
    ];
  },
};

const yearly = atMost(365);

export const kmsPolicyNoStar: ResourceRule = {
  id: "kms-policy-no-star",
  types: [
    "aws:kms/key:Key",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/keyPolicy:KeyPolicy",
  ],
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-004"],
  refs: { checkov: ["CKV_AWS_33"], fsbp: ["KMS.5"] },
  rationale: "A key serves no stranger, cannot be gone within a week, and cannot be shut away from who administers it.",
  fix: "Name principals, or their account in a condition; leave 7 days or more before deletion, and the lockout check on.",
  check: (key) => [
    ...statements(key, "policy")
      .filter(isForAnyone)
      .map((statement) => ({
        path: statement.at("Principal"),
        message: "lets accounts that nobody named use the key",
      })),
    // AWS takes 30 days when nothing is said.
    ...demand(key, "deletionWindowInDays", (days) => days === undefined || week(days), "is fewer than 7 days"),
    ...demand(key, "bypassPolicyLockoutSafetyCheck", (bypass) => bypass !== true, "lets a policy shut everyone out"),
  ],
};

const week = atLeast(7);

function isForAnyone(statement: Reader): boolean {
  if (!known(statement, "Effect", is("Allow"))) return false;
  // Everybody but those who are named is anyone, too.
  const excepted = known(statement, "NotPrincipal", (principal) => principal !== undefined);
  const any = ["Principal", "Principal.AWS"].some((path) => oneOrMore(statement, path).includes("*"));
  return (excepted || any) && known(statement, "Condition", () => true) && !isNarrowed(statement);
}

// Conditions on who asks, or on whose behalf; all in lower case, for AWS does not care.
const whoAsks = new Set(
  `aws:principalaccount aws:principalarn aws:principalorgid aws:principalorgpaths aws:sourceaccount aws:sourcearn
  aws:sourceorgid aws:sourceorgpaths aws:sourcevpc aws:sourcevpce kms:calleraccount`.split(/\s+/),
);

/** Whether a condition names accounts, organizations, principals or networks. One that is only excluded is no name. */
function isNarrowed(statement: Reader): boolean {
  const operators = statement
    .entries("Condition")
    .filter(([operator]) => /^(ForAnyValue:)?(String|Arn)(Equals|Like|EqualsIgnoreCase)$/.test(operator));
  return operators
    .flatMap(([, keys]) => keys.entries(""))
    .some(([key, values]) => whoAsks.has(key.toLowerCase()) && !oneOrMore(values, "").includes("*"));
}
