import { demand, is, isSet, known, matches, text } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { cluster, instance, member } from "./databases.ts";
import { wholeNumber } from "./figures.ts";

const instanceGroup = "aws:rds/parameterGroup:ParameterGroup";
const clusterGroup = "aws:rds/clusterParameterGroup:ClusterParameterGroup";

/** Logs that each engine of PostgreSQL has: RDS API reference, CloudwatchLogsExportConfiguration. */
const logs: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["postgres", ["postgresql", "upgrade"]],
  ["aurora-postgresql", ["postgresql"]],
]);

/** Which parameter group decides what is logged. A group of an Aurora instance does not: its cluster's does. */
const families: Readonly<Record<string, RegExp>> = {
  [instanceGroup]: /^postgres/,
  [clusterGroup]: /^(aurora-)?postgres/,
};

export const rdsLogs: ResourceRule = {
  id: "rds-logs",
  types: [instance, cluster, instanceGroup, clusterGroup],
  severity: "medium",
  level: "mandatory",
  requirements: ["MT-080", "MC-116", "MC-198"],
  refs: {
    checkov: ["CKV_AWS_129", "CKV_AWS_324", "CKV2_AWS_27", "CKV2_AWS_30"],
    fsbp: ["RDS.9", "RDS.36", "RDS.37"],
  },
  rationale: "Logs outlive the server and name slow statements, without which nobody can say why queries take long.",
  fix: "Export all the engine's logs, and set log_min_duration_statement and log_statement in a parameter group.",
  check: (inputs, { type }) => {
    const family = families[type];
    return family === undefined ? unexported(inputs, type) : unlogged(inputs, family);
  },
};

function unexported(database: Reader, type: string): Finding[] {
  const path = "enabledCloudwatchLogsExports";
  const engine = database.get("engine");
  const wanted = engine.known ? logs.get(engine.value) : undefined;
  const listed = database.get(path);
  const exported: readonly unknown[] = listed.known && Array.isArray(listed.value) ? listed.value : [];
  const missing = (wanted ?? []).filter((log) => listed.known && !exported.includes(log));
  const findings = missing.map((log) => ({ path, message: `the log ${log} is not exported` }));
  if (wanted === undefined && listed.known && exported.length === 0) findings.push({ path, message: "exports no log" });
  if (wanted === undefined) return findings;
  const group = type === cluster ? "dbClusterParameterGroupName" : "parameterGroupName";
  const isOwn = (name: unknown) => isSet(name) && !matches(/^default\./)(name);
  return [...findings, ...demand(database, group, isOwn, "the default parameter group logs no slow statements")];
}

function unlogged(group: Reader, families: RegExp): Finding[] | "not-applicable" {
  const family = group.get("family");
  if (!family.known) return [];
  if (!matches(families)(family.value)) return "not-applicable";
  const parameters = group.items("parameters");
  const names = parameters.map((parameter) => parameter.get("name"));
  const isOpen = parameters.length === 0 ? !group.get("parameters").known : names.some(({ known }) => !known);
  const missing = ["log_min_duration_statement", "log_statement"].filter(
    (name) => !isOpen && !names.some((reading) => reading.known && reading.value === name),
  );
  const slow = parameters.filter((parameter) => text(parameter, "name") === "log_min_duration_statement");
  const isTime = (value: unknown) => wholeNumber(value) !== undefined;
  return [
    // Which statements are logged must be a decision. None may be the right one: they can hold passwords.
    ...missing.map((name) => ({ path: group.at("parameters"), message: `${name} is not set` })),
    ...slow.flatMap((parameter) => demand(parameter, "value", isTime, "slow statements are not logged")),
  ];
}

export const rdsMonitoring: ResourceRule = {
  id: "rds-monitoring",
  types: [instance, cluster, member],
  severity: "medium",
  level: "production",
  requirements: ["MT-071"],
  refs: { checkov: ["CKV_AWS_118", "CKV_AWS_353", "CKV_AWS_354"], fsbp: ["RDS.6"] },
  rationale: "Metrics of the operating system and of single statements are there before anybody has to ask for them.",
  fix: "Set monitoringInterval to 60 seconds or less, and Performance Insights with a key of the account's own.",
  check: (database, { type }) => {
    if (type === cluster) {
      // Aurora's instances are resources of their own, and are judged themselves.
      const size = database.get("dbClusterInstanceClass");
      if (!size.known) return [];
      if (!isSet(size.value)) return "not-applicable";
    }
    const isOften = (value: unknown) => typeof value === "number" && value > 0 && value <= 60;
    return [
      ...demand(database, "monitoringInterval", isOften, "the operating system is not measured once a minute"),
      ...(known(database, "performanceInsightsEnabled", is(true))
        ? demand(database, "performanceInsightsKmsKeyId", isSet, "statements are kept under a key of AWS's")
        : demand(database, "performanceInsightsEnabled", is(true), "nothing tells which statements take long")),
    ];
  },
};
