import { atLeast, demand, is, isSet } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Environment, Finding, ResourceRule } from "../../rule.ts";
import { cluster, instance, ofSource } from "./databases.ts";

/** Days that backups reach back: what config's defaults say for prod, and the least that it takes elsewhere. */
const leastDays = (environment: Environment): number => (environment === "prod" ? 14 : 7);

export const rdsBackups: ResourceRule = {
  id: "rds-backups",
  types: [instance, cluster],
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-011", "MC-023", "MC-088"],
  refs: { checkov: ["CKV_AWS_133"], fsbp: ["RDS.11"] },
  rationale: "Backups reach back far enough to find a mistake in time, and are made when few notice.",
  fix: "Keep automated backups for 14 days in prod and 7 elsewhere, and name the window in which they are made.",
  check: (database, { type, environment }) =>
    ofSource(database, () => {
      const days = leastDays(environment);
      const window = type === cluster ? "preferredBackupWindow" : "backupWindow";
      return [
        ...demand(database, "backupRetentionPeriod", atLeast(days), `backups are kept for less than ${days} days`),
        ...demand(database, window, isSet, "AWS would choose when backups are made"),
      ];
    }),
};

export const rdsFinalSnapshot: ResourceRule = {
  id: "rds-final-snapshot",
  types: [instance, cluster],
  severity: "high",
  level: "production",
  requirements: ["MC-023", "MC-273"],
  refs: {},
  rationale: "What is deleted by mistake can be restored: a last snapshot is taken, and the automated backups stay.",
  fix: "Leave skipFinalSnapshot out or false, set finalSnapshotIdentifier, and set deleteAutomatedBackups to false.",
  check: (database) =>
    ofSource(database, () => [
      ...lastSnapshot(database),
      ...demand(database, "deleteAutomatedBackups", is(false), "its automated backups would go with it"),
    ]),
};

function lastSnapshot(database: Reader): Finding[] {
  const skipped = database.get("skipFinalSnapshot");
  if (!skipped.known) return [];
  if (skipped.value === true) return [{ path: "skipFinalSnapshot", message: "it would go without a last snapshot" }];
  return demand(database, "finalSnapshotIdentifier", isSet, "its last snapshot has no name, and AWS refuses it");
}

export const rdsCopyTags: ResourceRule = {
  id: "rds-copy-tags",
  types: [instance, cluster],
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: { checkov: ["CKV2_AWS_60", "CKV_AWS_313"], fsbp: ["RDS.16", "RDS.17"] },
  rationale: "A snapshot carries its database's tags, so that owner and cost can be told when the database is gone.",
  fix: "Set copyTagsToSnapshot to true.",
  check: (database) => demand(database, "copyTagsToSnapshot", is(true), "its snapshots carry no tags"),
};
