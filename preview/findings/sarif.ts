import type { Reported, Report } from "../../policies/report.ts";
import type { About } from "../../policies/rule.ts";
import { named } from "./text.ts";

/** Scores by which GitHub sorts: 9.0 and more is critical, 7.0 high, 4.0 medium, the rest low. */
const scores = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" } as const;

/**
 * A report in the Static Analysis Results Interchange Format 2.1.0, for code scanning. Resources have no line of their
 * own, so a finding stands at the stack's config and names the resource as its logical place.
 *
 * @param about every rule that can be found to be broken
 */
export function findingsSarif(stack: string, { findings, excepted }: Report, about: readonly About[]): object {
  const index = new Map(about.map(({ id }, i) => [id, i]));
  const result = (rule: string, urn: string, path: string, text: string, level: "error" | "warning") => ({
    ruleId: rule,
    ruleIndex: index.get(rule) ?? -1,
    level,
    message: { text: `${named(urn)}${path === "" ? "" : `: ${path}`}: ${text}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: `Pulumi.${stack}.yaml` }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: path === "" ? urn : `${urn}#${path}`, kind: "resource" }],
      },
    ],
    partialFingerprints: { "resourcePath/v1": `${rule} ${urn} ${path}` },
  });
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "trading-platform policies", rules: about.map(descriptor) } },
        results: [
          ...findings.map((finding) => ({
            ...result(finding.rule, finding.urn, finding.path, sentence(finding), levelOf(finding)),
          })),
          ...excepted.map(({ rule, urn, finding, exception }) => ({
            ...result(rule, urn, finding.path, finding.message, "warning"),
            suppressions: [{ kind: "external", status: "accepted", justification: exception.reason }],
          })),
        ],
      },
    ],
  };
}

function descriptor({ id, severity, level, requirements, refs, rationale, fix }: About) {
  return {
    id,
    shortDescription: { text: rationale },
    help: { text: fix },
    defaultConfiguration: { level: level === "advisory" ? "warning" : "error" },
    properties: {
      tags: [...requirements, ...Object.values(refs).flat()],
      "security-severity": scores[severity],
    },
  };
}

function sentence({ message, fix }: Reported): string {
  return `${message}. ${fix}`;
}

function levelOf({ level }: Reported): "error" | "warning" {
  return level === "mandatory" ? "error" : "warning";
}
