import type { Report, Reported } from "../../policies/report.ts";
import { nameOf } from "../../simulator/resource.ts";
import { shortType, type Style } from "../tree.ts";

/** How much was judged. */
export interface Extent {
  rules: number;
  resources: number;
}

/** A report as a person reads it: what to mend first, each rule's mend once. */
export function findingsText(report: Report, { rules, resources }: Extent, style: Style): string {
  const { findings, excepted, undetermined, counts } = report;
  const judged = counts.pass + counts.violation + counts.undetermined;
  const byRule = [...Map.groupBy(findings, ({ level, rule }) => `${level} ${rule}`).values()];
  return [
    style("bold", `Policies: ${rules} rules on ${resources} resources, ${judged} judgements`),
    ...byRule.flatMap((own) => ["", ...ruleLines(own, style)]),
    ...(excepted.length > 0 ? ["", style("bold", "Accepted by exceptions in the config")] : []),
    ...excepted.map(({ rule, urn, finding, exception, daysLeft }) => {
      const days = daysLeft < 0 ? `ended ${-daysLeft} days ago` : `${daysLeft} days left`;
      return `  ${rule} ${named(urn)} ${finding.path}: ${exception.reason} (${exception.approvedBy}, ${days})`;
    }),
    ...(undetermined.length > 0 ? ["", style("bold", "Known only in the update")] : []),
    ...[...Map.groupBy(undetermined, ({ rule }) => rule)].map(
      ([rule, own]) => `  ${rule} ${style("dim", `${own.length} values`)}`,
    ),
    "",
    style("bold", totalsLine(report)),
  ].join("\n");
}

/** For example `2 mandatory findings, 1 advisory, 0 accepted by exceptions`. */
export function totalsLine({ findings, excepted, undetermined }: Report): string {
  const mandatory = findings.filter(({ level }) => level === "mandatory").length;
  const later = undetermined.length > 0 ? `, ${undetermined.length} values known only in the update` : "";
  return (
    `${mandatory} mandatory finding${mandatory === 1 ? "" : "s"}, ${findings.length - mandatory} advisory, ` +
    `${excepted.length} accepted by exceptions${later}`
  );
}

function ruleLines(findings: readonly Reported[], style: Style): string[] {
  const [first] = findings;
  if (first === undefined) return [];
  const { level, rule, severity, requirements, fix } = first;
  const head = style(level === "mandatory" ? "red" : "yellow", level);
  const served = requirements.length > 0 ? ` ${style("dim", requirements.join(", "))}` : "";
  return [
    `${head} ${style("bold", rule)} ${severity}${served}`,
    ...(level === "mandatory" ? findings.map((finding) => line(finding)) : briefly(findings)),
    `  ${style("dim", "mend:")} ${fix}`,
  ];
}

/** What is only advised is said once of a resource, and what must be mended at each path. */
function briefly(findings: readonly Reported[]): string[] {
  const alike = Map.groupBy(findings, ({ urn, message }) => `${urn} ${message}`).values();
  return [...alike].flatMap(([first, ...others]) => (first === undefined ? [] : [line(first, others.length)]));
}

function line({ urn, path, message }: Reported, more = 0): string {
  const where = [path, ...(more > 0 ? [`and ${more} more`] : [])].filter((part) => part !== "").join(" ");
  return `  ${named(urn)}${where === "" ? "" : ` ${where}`}: ${message}`;
}

/** Type and name of a resource; what has no URN is the config. */
export function named(urn: string): string {
  if (urn === "") return "config";
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return `${shortType(type)} ${nameOf(urn)}`;
}
