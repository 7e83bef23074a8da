import { describe, expect, it } from "vitest";
import type { Rule } from "../../policies/rule.ts";
import { type Agreement, compare, totals } from "../../scan/agreement.ts";
import type { Opinion } from "../../scan/checkov.ts";
import { plant } from "../../scan/planted.ts";
import type { Fixture } from "../policies/fixture.ts";
import { fixture, noun, rule } from "./a-rule.ts";

const opinion = (
  resource: string,
  outcome: Opinion["outcome"],
  check = "CKV_AWS_26",
  file = "/plan.json",
): Opinion => ({
  framework: "terraform_plan",
  check,
  demand: "Ensure it",
  resource,
  file,
  outcome,
});
const good = "aws_sns_topic.a-rule--good-1";
const [broken, worse] = ["aws_sns_topic.a-rule--bad-1", "aws_sns_topic.a-rule--bad-2"];
const known = new Map([["CKV_AWS_26", { types: new Set(["aws_sns_topic", "aws_sqs_queue"]), follows: false }]]);
const following = new Map([["CKV_AWS_26", { types: new Set(["aws_sns_topic"]), follows: true }]]);

const compared = (
  opinions: readonly Opinion[],
  rules: readonly Rule[] = [rule(["CKV_AWS_26"])],
  fixtures: object = { "a-rule": fixture() },
  checks: typeof known = known,
): Pick<Agreement, "result" | "note">[] =>
  compare(rules, plant(rules, fixtures as Readonly<Record<string, Fixture>>).cases, opinions, checks).map(
    ({ result, note }) => ({ result, note }),
  );

describe("a rule and a check", () => {
  it("agree when the check fails a bad case and passes the good one", () => {
    const opinions = [opinion(good, "passed"), opinion(broken, "failed"), opinion(worse, "passed")];
    expect(compared(opinions)).toEqual([{ result: "agree", note: "fails 1 of 2 bad cases" }]);
    expect(compared([opinion(worse, "failed")])).toEqual([{ result: "agree", note: "fails 1 of 1 bad cases" }]);
  });

  it("differ when the check passes every bad case", () => {
    const opinions = [opinion(broken, "passed"), opinion(worse, "passed"), opinion(good, "passed")];
    expect(compared(opinions)).toEqual([{ result: "ours stricter", note: "passes all 2 bad cases" }]);
  });

  it("differ when the check fails a bad case, and one of the good ones", () => {
    const fixtures = { "a-rule": { ...fixture(), good: { one: { name: "good" }, two: { name: "good" } } } };
    const second = "aws_sns_topic.a-rule--good-2";
    const opinions = [opinion(good, "passed"), opinion(second, "failed"), opinion(broken, "failed")];
    expect(compared(opinions, undefined, fixtures)).toEqual([
      { result: "theirs stricter", note: 'fails 1 of 1 bad cases, and the good case "two"' },
    ]);
    // One that fails good cases alone is about something else.
    expect(compared([opinion(good, "passed"), opinion(second, "failed")], undefined, fixtures)).toMatchObject([
      { result: "theirs only" },
    ]);
  });

  it("differ when the check fails every good case, whatever it says of the bad ones", () => {
    expect(compared([opinion(good, "failed"), opinion(broken, "failed")])).toEqual([
      { result: "theirs only", note: 'fails 1 of 1 bad cases, and the good case "fine"' },
    ]);
    const fixtures = { "a-rule": { ...fixture(), good: { one: {}, two: {}, three: {} } } };
    const failing = [1, 2, 3].map((i) => opinion(`aws_sns_topic.a-rule--good-${i}`, "failed"));
    expect(compared([...failing, opinion(broken, "passed")], undefined, fixtures)).toEqual([
      { result: "theirs only", note: 'fails 0 of 1 bad cases, and the good case "one" and 2 more' },
    ]);
  });

  it("are not compared when the check follows what the fixtures do not connect", () => {
    const same = (outcome: Opinion["outcome"]) => [good, broken, worse].map((place) => opinion(place, outcome));
    const by = (opinions: readonly Opinion[]) => compared(opinions, undefined, undefined, following);
    const why = "every case: it follows what the fixtures do not connect";
    expect(by(same("passed"))).toEqual([{ result: "not comparable", note: `passes ${why}` }]);
    expect(by(same("failed"))).toEqual([{ result: "not comparable", note: `fails ${why}` }]);
    expect(by([opinion(good, "passed"), opinion(broken, "failed")])).toMatchObject([{ result: "agree" }]);
  });

  it("are compared by that check alone", () => {
    expect(compared([opinion(broken, "failed", "CKV_AWS_99")])).toMatchObject([{ result: "not comparable" }]);
  });

  it("are not compared by a case that our rule does not find", () => {
    const fixtures = { "a-rule": { ...fixture(), bad: { fine: [{ name: "good" }, "name"] } } };
    expect(compared([opinion(broken, "failed")], undefined, fixtures)).toEqual([
      { result: "not comparable", note: "our rule finds nothing in its bad cases" },
    ]);
    const half = { "a-rule": { ...fixture(), bad: { fine: [{ name: "good" }], broken: [{ name: "bad" }] } } };
    expect(compared([opinion(broken, "failed"), opinion(worse, "passed")], undefined, half)).toEqual([
      { result: "ours stricter", note: "passes all 1 bad cases" },
    ]);
  });

  it.each<[string, string, Rule[], Record<string, Fixture>]>([
    ["no fixture", "no fixture", [rule(["CKV_AWS_26"])], {}],
    ["no such check", "checkov has no such check", [rule(["CKV_AWS_27"])], { "a-rule": fixture() }],
    ["a check of files", "it reads files, not resources", [rule(["CKV_SECRET_2"])], { "a-rule": fixture() }],
    [
      "a check of other types",
      "it looks at aws_sns_topic, aws_sqs_queue, not at Pod",
      [rule(["CKV_AWS_26"], [noun])],
      { "a-rule": fixture(noun) },
    ],
    [
      "a check that has no opinion",
      "not asked of these cases, though it looks at aws_sns_topic, aws_sqs_queue",
      [rule(["CKV_AWS_26"])],
      { "a-rule": fixture() },
    ],
    [
      "a type that is none of Terraform's",
      "checkov cannot be shown trading:release:Color",
      [rule(["CKV_AWS_26"], ["trading:release:Color"])],
      { "a-rule": fixture("trading:release:Color") },
    ],
    [
      "a type that is not in the table",
      "checkov cannot be shown aws:foo/bar:Bar",
      [rule(["CKV_AWS_26"], ["aws:foo/bar:Bar"])],
      { "a-rule": fixture("aws:foo/bar:Bar") },
    ],
  ])("cannot be compared: %s", (_, note, rules, fixtures) => {
    expect(compared([], rules, fixtures)).toEqual([{ result: "not comparable", note }]);
  });

  it("are not compared by a check that crashed", () => {
    expect(compared([opinion(broken, "crashed")])).toMatchObject([{ result: "not comparable" }]);
  });

  it("make a row for each check that the rule names, and are counted", () => {
    const rows = compare([rule(["CKV_AWS_26", "CKV_AWS_27"])], [], [], known);
    expect(rows.map(({ rule, check }) => [rule, check])).toEqual([
      ["a-rule", "CKV_AWS_26"],
      ["a-rule", "CKV_AWS_27"],
    ]);
    expect(totals(rows)).toEqual({
      agree: 0,
      "ours stricter": 0,
      "theirs stricter": 0,
      "theirs only": 0,
      "not comparable": 2,
    });
  });

  it("are compared by an object's file, whatever its name", () => {
    const rules = [rule(["CKV_AWS_26"], [noun])];
    const own = opinion("Pod.default.x", "failed", "CKV_AWS_26", "/kubernetes/a-rule--bad-1-1.yaml");
    expect(compared([own], rules, { "a-rule": fixture(noun) })).toMatchObject([{ result: "agree" }]);
  });
});
