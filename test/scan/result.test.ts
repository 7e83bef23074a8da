import { styleText } from "node:util";
import { describe, expect, it } from "vitest";
import type { Opinion } from "../../scan/checkov.ts";
import { renderResult, renderSkip } from "../../scan/render-result.ts";
import { scanResult, skippedScan } from "../../scan/result.ts";

const opinion = (check: string, resource: string, outcome: Opinion["outcome"]): Opinion => ({
  framework: check.includes("K8S") ? "kubernetes" : "terraform_plan",
  check,
  demand: `Ensure ${check}`,
  resource,
  file: "/plan.json",
  outcome,
});
const exception = {
  check: "CKV_AWS_91",
  resource: "aws_lb.*",
  reason: "Logs go elsewhere, by decision 4711.",
  expires: "2026-12-31",
};
const scan = {
  checkov: "checkov==1.2.3",
  opinions: new Map([
    [
      "prod",
      [
        opinion("CKV_K8S_1", "Pod.a", "passed"),
        opinion("CKV_AWS_91", "aws_lb.main", "failed"),
        opinion("CKV_AWS_2", "aws_lb.main", "failed"),
        opinion("CKV_AWS_3", "aws_lb.main", "crashed"),
        opinion("CKV_AWS_4", "aws_lb.main", "skipped"),
      ],
    ],
    ["staging", [opinion("CKV_AWS_2", "aws_lb.main", "failed"), opinion("CKV_AWS_91", "aws_lb.main", "passed")]],
  ]),
  exceptions: [exception, { ...exception, check: "CKV_AWS_5" }],
  agreement: [
    { rule: "a-rule", check: "CKV_AWS_2", result: "agree", note: "fails 1 of 2 bad cases" },
    { rule: "another", check: "CKV_AWS_33", result: "theirs only", note: "fails a good case" },
  ],
  today: "2026-11-23",
  whole: true,
} as const;

describe("a scan's result", () => {
  const result = scanResult(scan);

  it("counts what passed or is accepted, and what stands with the faults of exceptions", () => {
    expect([result.passed, result.failed]).toEqual([3, 4]);
    expect(result.findings.map(({ check, stack }) => [check, stack])).toEqual([
      ["CKV_AWS_2", "prod"],
      ["CKV_AWS_2", "staging"],
      ["CKV_AWS_3", "prod"],
    ]);
    expect(result.accepted).toMatchObject([{ check: "CKV_AWS_91", stack: "prod", reason: exception.reason }]);
    expect(result.faults).toHaveLength(1);
  });

  it("counts by stack and framework", () => {
    const count = (
      stack: string,
      framework: string,
      passed: number,
      failed: number,
      skipped: number,
      accepted: number,
    ) => ({
      stack,
      framework,
      passed,
      failed,
      skipped,
      accepted,
    });
    expect(result.counts).toEqual([
      count("prod", "kubernetes", 1, 0, 0, 0),
      count("prod", "terraform_plan", 0, 3, 1, 1),
      count("staging", "kubernetes", 0, 0, 0, 0),
      count("staging", "terraform_plan", 1, 1, 0, 0),
    ]);
  });

  it("tells of a check that a resource turned off itself", () => {
    expect(result.skipped).toEqual([{ what: "CKV_AWS_4 of aws_lb.main (prod)", why: "marked so in the resource" }]);
  });

  it("says nothing of unused exceptions when only some stacks were scanned", () => {
    expect(scanResult({ ...scan, whole: false }).faults).toEqual([]);
  });

  it("is nothing at all when it was skipped", () => {
    const skipped = skippedScan("python3 is not there", "checkov==1.2.3");
    expect(skipped).toMatchObject({ passed: 0, failed: 0, checkov: "checkov==1.2.3", counts: [] });
    expect(skipped.skipped).toEqual([{ what: "independent scan with checkov", why: "python3 is not there" }]);
  });
});

describe("in words", () => {
  const plain = ((_: unknown, text: string) => text) as typeof styleText;

  it("has counts, findings by check, faults, what is accepted, and the table", () => {
    expect(renderResult(scanResult(scan), plain)).toBe(`\
Judged by checkov==1.2.3

prod     kubernetes      1 passed  0 failed
prod     terraform_plan  0 passed  3 failed  1 of them accepted
staging  kubernetes      0 passed  0 failed
staging  terraform_plan  1 passed  1 failed

CKV_AWS_2 Ensure CKV_AWS_2
  aws_lb.main (prod)
  aws_lb.main (staging)
CKV_AWS_3 Ensure CKV_AWS_3
  aws_lb.main (prod)

scan/exceptions.yaml
  [1].resource: accepts nothing: the finding is gone, or another exception has it; remove it (CKV_AWS_5 aws_lb.*)

1 findings of 1 checks are accepted by scan/exceptions.yaml; the first exception ends on 2026-12-31

The policy pack and checkov on the pack's fixtures
  a-rule   CKV_AWS_2   agree        fails 1 of 2 bad cases
  another  CKV_AWS_33  theirs only  fails a good case
1 agree, 0 ours stricter, 0 theirs stricter, 1 theirs only, 0 not comparable

3 passed, 4 failed, 1 skipped`);
  });

  it("is short when there is nothing to tell", () => {
    const opinions = new Map([["prod", [opinion("CKV_AWS_91", "aws_lb.main", "passed")]]]);
    const text = renderResult(scanResult({ ...scan, opinions, exceptions: [], agreement: [] }), plain);
    expect(text).toBe(`\
Judged by checkov==1.2.3

prod  kubernetes      0 passed  0 failed
prod  terraform_plan  1 passed  0 failed

1 passed, 0 failed, 0 skipped`);
  });

  it("says why it was skipped", () => {
    expect(renderSkip(skippedScan("python3 is not there", "checkov==1.2.3"), plain)).toBe(
      "skipped: independent scan with checkov: python3 is not there",
    );
  });
});
