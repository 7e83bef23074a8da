import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { page, policiesPage } from "../../docs/generate-policies.ts";
import type { Chapter } from "../../policies/rules.ts";
import { chapters } from "../../policies/rules.ts";

it("is what docs/generate-policies.ts writes", () => {
  expect(readFileSync(page, "utf8")).toBe(policiesPage(chapters));
});

it("has a row for each rule, with all that is known of it, and for each that was left out", () => {
  const chapter: Chapter = {
    title: "Databases",
    rules: [
      {
        id: "db-encrypted",
        types: ["test:index:Db"],
        severity: "critical",
        level: "mandatory",
        requirements: ["MC-001", "MT-002"],
        refs: { checkov: ["CKV_AWS_16"], fsbp: ["RDS.3", "RDS.27"], "eks-cis": ["5.3.1"], pss: [] },
        rationale: "Disks are encrypted.",
        fix: "Set <key> | a key.",
        exceptions: "none",
        check: () => [],
      },
      {
        id: "db-watched",
        severity: "low",
        level: "advisory",
        requirements: [],
        refs: {},
        rationale: "Somebody looks.",
        fix: "Look at it.",
        note: "Advisory since 2026-11-23: step 6 brings alarms.",
        checkStack: () => [],
      },
    ],
    leftOut: { "db-cni": "There is none." },
  };
  const lines = policiesPage([chapter]).split("\n");
  expect(lines).toContain("2 rules (1 mandatory, 0 production, 1 advisory), 1 of the field's left out with a reason.");
  expect(lines.slice(lines.indexOf("## Databases"))).toEqual([
    "## Databases",
    "",
    "| Rule | Level | What it protects | Mend | Requirements | References |",
    "|---|---|---|---|---|---|",
    '| <a id="db-encrypted"></a>`db-encrypted` | mandatory, critical, no exceptions | Disks are encrypted. | Set &lt;key> \\| a key. | MC-001, MT-002 | CKV_AWS_16; FSBP RDS.3, FSBP RDS.27; EKS-CIS 5.3.1 |',
    '| <a id="db-watched"></a>`db-watched` | advisory, low, stack | Somebody looks. *Advisory since 2026-11-23: step 6 brings alarms.* | Look at it. |  |  |',
    "| `db-cni` | left out | There is none. |  |  |  |",
    "",
  ]);
});
