import type { Reader } from "../../read.ts";
import type { ResourceRule } from "../../rule.ts";
import { atLeast, demand, isSet, matches, text } from "../../demand.ts";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";
/** CKV_AWS_338; CIS asks the same of what is audited. */
const auditDays = 365;
/** Who did what: the API server's log, CloudTrail's, and whatever calls itself so. */
const auditNames = /^\/aws\/eks\/[^/]+\/cluster$|cloudtrail|audit/i;

export const logRetention: ResourceRule = {
  id: "log-retention",
  types: [logGroup],
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-116", "MC-198"],
  refs: { checkov: ["CKV_AWS_66", "CKV_AWS_338"] },
  rationale:
    "Logs without an end are paid for and kept beyond their purpose; audit logs that end early answer no inquiry.",
  fix: "Set retentionInDays, to 365 or more for audit logs of production.",
  check: (group, { environment }) => {
    const kind = group.get("logGroupClass");
    if (!kind.known) return [];
    // AWS keeps this class for two days, whatever is set.
    if (kind.value === "DELIVERY") return "not-applicable";
    const kept = demand(group, "retentionInDays", atLeast(1), "logs are kept for ever");
    if (kept.length > 0 || environment !== "prod") return kept;
    const days = group.get("retentionInDays");
    if (!days.known || atLeast(auditDays)(days.value) || !isAudit(group)) return [];
    return [
      { path: "retentionInDays", message: `audit logs are kept for ${String(days.value)} days, not ${auditDays}` },
    ];
  },
};

function isAudit(group: Reader): boolean {
  return ["name", "namePrefix"].some((key) => matches(auditNames)(text(group, key)));
}

export const logGroupCmk: ResourceRule = {
  id: "log-group-cmk",
  types: [logGroup],
  severity: "low",
  level: "advisory",
  requirements: ["MC-116", "MC-198"],
  refs: { checkov: ["CKV_AWS_158"] },
  rationale: "With a key of ours, whoever may read logs needs a second right, and access to the key is itself logged.",
  fix: "Set kmsKeyId to a key whose policy lets CloudWatch Logs of the region use it.",
  check: (group) => demand(group, "kmsKeyId", isSet, "the logs are under CloudWatch's own key"),
};
