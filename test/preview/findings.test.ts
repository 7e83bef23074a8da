import { describe, expect, it } from "vitest";
import { findingsMarkdown } from "../../preview/findings/markdown.ts";
import { findingsSarif } from "../../preview/findings/sarif.ts";
import { findingsText, totalsLine } from "../../preview/findings/text.ts";
import type { Report, Reported } from "../../policies/report.ts";
import type { About } from "../../policies/rule.ts";
import { nothingFound } from "./registration.ts";

const plain = (_: string, text: string) => text;
const extent = { rules: 2, resources: 3 };
const about: About = {
  id: "db-encrypted",
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-001"],
  refs: { checkov: ["CKV_AWS_16"] },
  rationale: "Disks are encrypted.",
  fix: "Set encrypted to true.",
};
const urn = (name: string) => `urn:pulumi:test::p::trading:data:Postgres$aws:rds/instance:Instance::${name}`;
const finding = (name: string, changes: Partial<Reported> = {}): Reported => ({
  rule: "db-encrypted",
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-001"],
  urn: urn(name),
  path: "encrypted",
  message: "is off",
  fix: "Set encrypted to true.",
  ...changes,
});
const advice = finding("b", {
  rule: "db-tagged",
  severity: "low",
  level: "advisory",
  requirements: [],
  path: "",
  fix: "Tag | it.",
});
const exception = {
  rule: "db-encrypted",
  resource: "c",
  reason: "Moved to a new instance in March",
  approvedBy: "cto@shop.example",
  expires: "2027-01-01",
};
const found: Report = {
  findings: [finding("a"), finding("b"), advice],
  excepted: [
    { rule: "db-encrypted", urn: urn("c"), finding: { path: "encrypted", message: "is off" }, exception, daysLeft: 9 },
  ],
  undetermined: [
    { rule: "db-private", urn: urn("a"), path: "public" },
    { rule: "db-private", urn: urn("b"), path: "public" },
  ],
  counts: { pass: 4, violation: 3, undetermined: 2, "not-applicable": 1 },
};

describe("as text", () => {
  it("says what is advised once of a resource, and what is mandatory at each path", () => {
    const paths = ["a", "b", "c"];
    const both = [
      ...paths.map((path) => finding("a", { path })),
      ...paths.map((path) => ({ ...advice, path })),
      { ...advice, path: "d", message: "is old" },
    ];
    const lines = findingsText({ ...nothingFound, findings: both }, extent, plain).split("\n");
    expect(lines.filter((line) => line.startsWith("  aws:"))).toEqual([
      "  aws:rds:Instance a a: is off",
      "  aws:rds:Instance a b: is off",
      "  aws:rds:Instance a c: is off",
      "  aws:rds:Instance b a and 2 more: is off",
      "  aws:rds:Instance b d: is old",
    ]);
    expect(lines.at(-1)).toBe("3 mandatory findings, 4 advisory, 0 accepted by exceptions");
  });

  it("says each rule's mend once, under its resources", () => {
    expect(findingsText(found, extent, plain).split("\n")).toEqual([
      "Policies: 2 rules on 3 resources, 9 judgements",
      "",
      "mandatory db-encrypted critical MC-001",
      "  aws:rds:Instance a encrypted: is off",
      "  aws:rds:Instance b encrypted: is off",
      "  mend: Set encrypted to true.",
      "",
      "advisory db-tagged low",
      "  aws:rds:Instance b: is off",
      "  mend: Tag | it.",
      "",
      "Accepted by exceptions in the config",
      "  db-encrypted aws:rds:Instance c encrypted: Moved to a new instance in March (cto@shop.example, 9 days left)",
      "",
      "Known only in the update",
      "  db-private 2 values",
      "",
      "2 mandatory findings, 1 advisory, 1 accepted by exceptions, 2 values known only in the update",
    ]);
  });

  it("is short where nothing is wrong", () => {
    expect(findingsText(nothingFound, extent, plain).split("\n")).toEqual([
      "Policies: 2 rules on 3 resources, 0 judgements",
      "",
      "0 mandatory findings, 0 advisory, 0 accepted by exceptions",
    ]);
  });

  it("counts one as one", () => {
    expect(totalsLine({ ...nothingFound, findings: [finding("a")] })).toMatch(/^1 mandatory finding, 0 advisory/);
  });

  it("tells of an exception that ended while weights are moved", () => {
    const ended = { ...found, excepted: found.excepted.map((one) => ({ ...one, daysLeft: -3 })) };
    expect(findingsText(ended, extent, plain)).toContain("(cto@shop.example, ended 3 days ago)");
  });

  it("calls a fault of the exceptions one of the config", () => {
    const fault = finding("", { urn: "", path: "exceptions[0].rule", message: "there is no rule x" });
    expect(findingsText({ ...nothingFound, findings: [fault] }, extent, plain)).toContain(
      "  config exceptions[0].rule: there is no rule x",
    );
  });
});

it("is a table in markdown, in which nothing ends a cell too soon", () => {
  expect(findingsMarkdown("test", found, extent).split("\n")).toEqual([
    "### Policies of stack test",
    "",
    "2 mandatory findings, 1 advisory, 1 accepted by exceptions, 2 values known only in the update; 2 rules on 3 resources.",
    "",
    "| level | rule | resource | path | what is wrong | mend | requirements |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    "| mandatory, critical | db-encrypted | aws:rds:Instance a | `encrypted` | is off | Set encrypted to true. | MC-001 |",
    "| mandatory, critical | db-encrypted | aws:rds:Instance b | `encrypted` | is off | Set encrypted to true. | MC-001 |",
    "| advisory, low | db-tagged | aws:rds:Instance b |  | is off | Tag \\| it. |  |",
    "",
    "| accepted | resource | path | reason | by | until |",
    "| --- | --- | --- | --- | --- | --- |",
    "| db-encrypted | aws:rds:Instance c | `encrypted` | Moved to a new instance in March | cto@shop.example | 2027-01-01 |",
  ]);
});

it("is SARIF that names rule, resource and path, with exceptions as suppressions", () => {
  const { version, runs } = findingsSarif("test", found, [about]) as {
    version: string;
    runs: { tool: object; results: Record<string, unknown>[] }[];
  };
  expect(version).toBe("2.1.0");
  expect(runs[0]?.tool).toEqual({
    driver: {
      name: "trading-platform policies",
      rules: [
        {
          id: "db-encrypted",
          shortDescription: { text: "Disks are encrypted." },
          help: { text: "Set encrypted to true." },
          defaultConfiguration: { level: "error" },
          properties: { tags: ["MC-001", "CKV_AWS_16"], "security-severity": "9.5" },
        },
      ],
    },
  });
  const results = runs[0]?.results ?? [];
  expect(results.map(({ ruleId, ruleIndex, level, suppressions }) => [ruleId, ruleIndex, level, suppressions])).toEqual(
    [
      ["db-encrypted", 0, "error", undefined],
      ["db-encrypted", 0, "error", undefined],
      ["db-tagged", -1, "warning", undefined],
      ["db-encrypted", 0, "warning", [{ kind: "external", status: "accepted", justification: exception.reason }]],
    ],
  );
  expect(results[0]).toEqual({
    ruleId: "db-encrypted",
    ruleIndex: 0,
    level: "error",
    message: { text: "aws:rds:Instance a: encrypted: is off. Set encrypted to true." },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: "Pulumi.test.yaml" }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: `${urn("a")}#encrypted`, kind: "resource" }],
      },
    ],
    partialFingerprints: { "resourcePath/v1": `db-encrypted ${urn("a")} encrypted` },
  });
});
