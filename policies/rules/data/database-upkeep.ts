import { demand, is, isSet, matches } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { cluster, instance, member } from "./databases.ts";
import { isOlder, type Version } from "./versions.ts";

/** Oldest version of each engine in standard support: release calendars of Amazon RDS and Aurora, as of 2026-11-23. */
const oldest: ReadonlyMap<unknown, Version> = new Map<unknown, Version>([
  ["aurora", [8, 0]],
  ["aurora-mysql", [8, 0]],
  ["aurora-postgresql", [14, 0]],
  ["mariadb", [10, 11]],
  ["mysql", [8, 4]],
  ["postgres", [14, 0]],
]);

/** Generations of authorities that replaced rds-ca-2019, which ended in 2024: `rds-ca-rsa2048-g1` and such. */
const modernAuthority = /^rds-ca-(rsa2048|rsa4096|ecc384)-g\d+$/;

export const rdsUpgradesAndCa: ResourceRule = {
  id: "rds-upgrades-and-ca",
  types: [instance, cluster, member],
  severity: "medium",
  level: "mandatory",
  requirements: [],
  refs: { checkov: ["CKV_AWS_226", "CKV_AWS_211"], fsbp: ["RDS.13", "RDS.35"], cis: ["2.2.2"] },
  rationale:
    "Security fixes arrive by themselves, for a version that still gets any, and clients can check who answers.",
  fix: "Leave autoMinorVersionUpgrade on, name an authority such as rds-ca-rsa2048-g1, and move to a supported version.",
  check: (database, { type }) => {
    const authority = type === cluster ? "caCertificateIdentifier" : "caCertIdentifier";
    const isModern = (value: unknown) => !isSet(value) || matches(modernAuthority)(value);
    return [
      ...demand(database, "autoMinorVersionUpgrade", is(undefined, true), "minor versions do not arrive by themselves"),
      ...demand(database, authority, isModern, "its certificate is from an authority that has ended"),
      ...ended(database),
    ];
  },
};

function ended(database: Reader): Finding[] {
  const version = database.get("engineVersion");
  // Left out, AWS takes a current one.
  if (!version.known || !isSet(version.value)) return [];
  const engine = database.get("engine");
  const first = engine.known ? oldest.get(engine.value) : undefined;
  if (first === undefined || !isOlder(version.value, first)) return [];
  return [{ path: "engineVersion", message: "standard support of its major version has ended" }];
}
