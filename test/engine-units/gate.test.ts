import { describe, expect, test } from "vitest";
import { type Exception, inForce } from "../../config/exceptions.ts";
import { refusals } from "../../engine/gate.ts";
import type { EngineRecord, Step } from "../../engine/record.ts";

const today = "2026-11-22";
const urn = "urn:pulumi:prod::trading-platform::trading:edge:Dns$aws:route53/zone:Zone::mycrypto";

const step = (changes: Partial<Step> = {}): Step => ({
  op: "replace",
  urn,
  type: "aws:route53/zone:Zone",
  name: "mycrypto",
  parent: "",
  custom: true,
  protect: true,
  provider: "",
  changed: ["name"],
  replacing: ["name"],
  inputs: {},
  ...changes,
});

const record = (...steps: Step[]): EngineRecord => ({ steps, violations: [], failed: [], errors: [] });

const exception = (changes: Partial<Exception> = {}): Exception => ({
  rule: "stateful-stays",
  resource: urn,
  reason: "the zone moves to another account",
  approvedBy: "security@mycrypto.example",
  expires: "2026-12-31",
  ...changes,
});

describe("the gate", () => {
  test.for(["replace", "create-replacement", "delete-replaced", "delete"])("refuses %s of what holds state", (op) => {
    const [refusal, ...more] = refusals(record(step({ op })), [], today);
    expect(refusal).toContain(urn);
    expect(refusal).toContain(op === "delete" ? "would delete it" : "would replace it because of name");
    expect(refusal).toContain("rule stateful-stays");
    expect(more).toEqual([]);
  });

  test.for(["same", "create", "update", "refresh", "read"])("lets %s pass", (op) => {
    expect(refusals(record(step({ op })), [], today)).toEqual([]);
  });

  test("lets what holds nothing be replaced", () => {
    expect(refusals(record(step({ type: "aws:lb/listenerRule:ListenerRule" })), [], today)).toEqual([]);
  });

  test("names a replacement once, with the inputs that force it", () => {
    const steps = [
      step({ op: "delete-replaced", replacing: [] }),
      step(),
      step({ op: "create-replacement", replacing: [] }),
    ];
    expect(refusals(record(...steps), [], today)).toEqual(refusals(record(step()), [], today));
  });

  test("lets pass what an exception names by URN", () => {
    expect(refusals(record(step()), [exception()], today)).toEqual([]);
    expect(refusals(record(step()), [exception({ expires: today })], today)).toEqual([]);
  });

  test.for<[string, Partial<Exception>]>([
    ["expired", { expires: "2026-11-21" }],
    ["too far ahead", { expires: "2027-02-21" }],
    ["for another rule", { rule: "kms-rotation" }],
    ["for another resource", { resource: `${urn}2` }],
    ["for a logical name", { resource: "mycrypto" }],
  ])("is not moved by an exception that is %s", ([, changes]) => {
    expect(refusals(record(step()), [exception(changes)], today)).toHaveLength(1);
  });
});

test.for<[string, boolean]>([
  ["2026-11-21", false],
  ["2026-11-22", true],
  ["2027-02-20", true],
  ["2027-02-21", false],
])("an exception until %s is in force on 2026-11-22: %s", ([expires, expected]) => {
  expect(inForce({ expires }, today)).toBe(expected);
});
