import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { type Exception, faultLine, globs, parseExceptions, sift } from "../../scan/exceptions.ts";

const today = "2026-11-23";
const exception = (changes: Partial<Exception> = {}): Exception => ({
  check: "CKV_AWS_91",
  resource: "aws_lb.main",
  reason: "Logs go elsewhere, by decision 4711.",
  expires: "2026-12-31",
  ...changes,
});
const finding = (changes: Partial<{ stack: string; check: string; resource: string }> = {}) => ({
  stack: "prod",
  check: "CKV_AWS_91",
  resource: "aws_lb.main",
  ...changes,
});

describe("the file", () => {
  it("tells all its faults at once, with what to do", () => {
    const text = `
- check: CKV-AWS-91
  resource: ""
  reason: too short
  expires: tomorrow
  approvedBy: me
- check: CKV2_AWS_6
  reason: a reason that is long enough to be one
  expires: 2026-02-30
- nonsense
`;
    expect(() => parseExceptions(text, "scan/exceptions.yaml")).toThrow(
      [
        "scan/exceptions.yaml: 8 faults",
        "  [0].check: must be the id of one of checkov's checks, such as CKV_AWS_91; copy it from a finding",
        "  [0].resource: must name resources as a finding does; * stands for any text",
        "  [0].reason: must say why in at least 20 characters; an auditor reads it",
        "  [0].expires: must be a day such as 2026-12-31",
        "  [0].approvedBy: is not a key here; allowed: check, resource, reason, expires",
        "  [1].resource: is missing",
        "  [1].expires: must be a day such as 2026-12-31",
        "  [2]: must be a mapping of keys",
      ].join("\n"),
    );
  });

  it("wants a reason of 20 characters, and takes no blanks for one", () => {
    const read = (reason: string) =>
      parseExceptions(`[{ check: CKV_AWS_1, resource: a, reason: "${reason}", expires: 2026-12-31 }]`, "f");
    expect(read("x".repeat(20))).toHaveLength(1);
    for (const short of ["x".repeat(19), " ".repeat(30), ` ${"x".repeat(19)} `]) {
      expect(() => read(short)).toThrow("[0].reason: must say why");
    }
  });

  it.each([
    ["- check: [", "f: is not valid YAML: "],
    ["check: CKV_AWS_1", "f: 1 fault\n  the file: must be a list"],
  ])("says what is wrong with %s", (text, message) => {
    expect(() => parseExceptions(text, "f")).toThrow(message);
  });

  it("may be empty", () => {
    expect(parseExceptions("# none\n", "f")).toEqual([]);
  });

  it("is right as shipped, and each reason is a sentence", () => {
    const shipped = parseExceptions(
      readFileSync(new URL("../../scan/exceptions.yaml", import.meta.url), "utf8"),
      "scan/exceptions.yaml",
    );
    expect(shipped.filter(({ reason }) => !/^[A-Z].{60,}\.$/s.test(reason.trim()))).toEqual([]);
  });
});

describe("a finding", () => {
  const sifted = (exceptions: Exception[], findings = [finding()], whole = true) =>
    sift(findings, exceptions, { today, whole });
  const outcome = (exceptions: Exception[], findings = [finding()], whole = true) => {
    const { standing, accepted, faults } = sifted(exceptions, findings, whole);
    return { standing: standing.length, accepted: accepted.length, faults: faults.map(faultLine) };
  };

  it("stands where no exception names check and resource", () => {
    expect(outcome([])).toEqual({ standing: 1, accepted: 0, faults: [] });
    expect(outcome([exception({ check: "CKV_AWS_9" })]).standing).toBe(1);
    expect(outcome([exception({ resource: "aws_lb.mai" })]).standing).toBe(1);
  });

  it("is accepted by the exception that names it, on its last day too", () => {
    const one = exception();
    expect(sifted([one])).toEqual({ standing: [], accepted: [{ finding: finding(), exception: one }], faults: [] });
    expect(outcome([exception({ expires: today })])).toEqual({ standing: 0, accepted: 1, faults: [] });
    expect(outcome([exception({ expires: "2027-02-21" })])).toEqual({ standing: 0, accepted: 1, faults: [] });
  });

  it("stands again when the exception has ended", () => {
    expect(outcome([exception({ expires: "2026-11-22" })])).toEqual({
      standing: 1,
      accepted: 0,
      faults: ["[0].expires: ended on 2026-11-22: mend it, or renew it with a new reason (CKV_AWS_91 aws_lb.main)"],
    });
  });

  it("stands when the exception runs too far ahead", () => {
    expect(outcome([exception({ expires: "2027-02-22" })])).toEqual({
      standing: 1,
      accepted: 0,
      faults: ["[0].expires: may run 90 days at most, to 2027-02-21 (CKV_AWS_91 aws_lb.main)"],
    });
  });

  it("needs each exception", () => {
    const unused = (i: number, resource: string) =>
      `[${i}].resource: accepts nothing: the finding is gone, or another exception has it; remove it (CKV_AWS_91 ${resource})`;
    expect(outcome([exception()], [])).toEqual({ standing: 0, accepted: 0, faults: [unused(0, "aws_lb.main")] });
    expect(outcome([exception(), exception({ resource: "aws_lb.*" })]).faults).toEqual([unused(1, "aws_lb.*")]);
  });

  it("may be in a stack that was not scanned", () => {
    expect(outcome([exception()], [], false).faults).toEqual([]);
    expect(outcome([exception({ expires: "2026-01-01" })], [], false).faults).toHaveLength(1);
  });

  it("is taken by an exception that holds before one that has ended", () => {
    expect(outcome([exception({ expires: "2026-01-01" }), exception()])).toMatchObject({ standing: 0, accepted: 1 });
  });

  it("shares an exception with others", () => {
    const many = [finding({ resource: "aws_lb.a" }), finding({ resource: "aws_lb.b", stack: "staging" })];
    expect(outcome([exception({ resource: "aws_lb.*" })], many)).toEqual({ standing: 0, accepted: 2, faults: [] });
  });
});

it.each([
  ["aws_lb.main", "aws_lb.main", true],
  ["aws_lb.main", "aws_lbxmain", false],
  ["aws_lb.*", "aws_lb.", true],
  ["aws_lb.*", "aws_lb_listener.a", false],
  ["*-uploads", "aws_s3_bucket.trading-prod-uploads", true],
  ["aws_s3_bucket.trading-*-web", "aws_s3_bucket.trading-prod-mycrypto-web", true],
  ["aws_s3_bucket.trading-*-web", "aws_s3_bucket.trading-prod-web-logs", false],
  ["Job.a+b(c)[d]", "Job.a+b(c)[d]", true],
  ["main", "aws_lb.main", false],
])("%s stands for %s: %s", (form, text, expected) => {
  expect(globs(form, text)).toBe(expected);
});
