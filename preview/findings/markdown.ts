import type { Report, Reported } from "../../policies/report.ts";
import { type Extent, named, totalsLine } from "./text.ts";

/** A report as a comment on a pull request. */
export function findingsMarkdown(stack: string, report: Report, { rules, resources }: Extent): string {
  const { findings, excepted } = report;
  return [
    `### Policies of stack ${stack}`,
    "",
    `${totalsLine(report)}; ${rules} rules on ${resources} resources.`,
    ...table(
      ["level", "rule", "resource", "path", "what is wrong", "mend", "requirements"],
      findings.map((finding) => row(finding)),
    ),
    ...table(
      ["accepted", "resource", "path", "reason", "by", "until"],
      excepted.map(({ rule, urn, finding, exception }) => [
        rule,
        named(urn),
        code(finding.path),
        exception.reason,
        exception.approvedBy,
        exception.expires,
      ]),
    ),
  ].join("\n");
}

function row({ level, rule, severity, urn, path, message, fix, requirements }: Reported): string[] {
  return [`${level}, ${severity}`, rule, named(urn), code(path), message, fix, requirements.join(", ")];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`);
  return ["", ...lines];
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}

/** What would end a cell, or begin a tag, is taken literally. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}
