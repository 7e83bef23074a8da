import { isSet, matches } from "../../demand.ts";
import type { ResourceRule } from "../../rule.ts";
import { cluster, instance } from "./databases.ts";

/** Engines that know no IAM users: Amazon RDS user guide, IAM database authentication. */
const withoutIam = /^(custom-)?(oracle|sqlserver|db2)/;

export const rdsIamAuth: ResourceRule = {
  id: "rds-iam-auth",
  types: [instance, cluster],
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: { checkov: ["CKV_AWS_161", "CKV_AWS_162"], fsbp: ["RDS.10", "RDS.12"] },
  rationale: "People sign in with tokens of a quarter of an hour, so that no password of theirs can leak.",
  fix: "Set iamDatabaseAuthenticationEnabled to true.",
  check: (database) => {
    const enabled = database.get("iamDatabaseAuthenticationEnabled");
    if (!enabled.known || enabled.value === true) return [];
    const engine = database.get("engine");
    if (!engine.known) return [];
    if (matches(withoutIam)(engine.value)) return "not-applicable";
    return [{ path: "iamDatabaseAuthenticationEnabled", message: "people can sign in by password alone" }];
  },
};

const defaultPorts: readonly (readonly [engines: RegExp, port: number])[] = [
  [/^(aurora|aurora-mysql|mysql|mariadb)$/, 3306],
  [/^(aurora-postgresql|postgres)$/, 5432],
  [/^(custom-)?oracle/, 1521],
  [/^(custom-)?sqlserver/, 1433],
  [/^db2/, 50000],
];

export const rdsPort: ResourceRule = {
  id: "rds-port",
  types: [instance, cluster],
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: { fsbp: ["RDS.23"] },
  rationale: "Scans of a network try the default ports first.",
  fix: "Set port to another one than the engine's own.",
  check: (database) => {
    const port = database.get("port");
    if (!port.known) return [];
    const engine = database.get("engine");
    if (!engine.known) return [];
    // A replica names no engine; without a port it has its source's.
    const ports = defaultPorts.filter(([engines]) => !isSet(engine.value) || matches(engines)(engine.value));
    const isDefault = ports.some(([, own]) => port.value === own || (port.value === undefined && isSet(engine.value)));
    return isDefault ? [{ path: "port", message: "it answers at its engine's default port" }] : [];
  },
};
