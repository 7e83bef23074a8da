import { describe, expect, it } from "vitest";
import { exceptionFor, faultyExceptions, sift } from "../../policies/exceptions.ts";
import type { Verdict } from "../../policies/judge.ts";
import { report } from "../../policies/report.ts";
import type { ResourceRule } from "../../policies/rule.ts";
import { type Settings, settingsOf } from "../../policies/settings.ts";
import { resource, unknown } from "./fixture.ts";

const today = "2026-11-23";
const encrypted: ResourceRule = {
  id: "db-encrypted",
  types: ["test:index:Db"],
  severity: "critical",
  level: "mandatory",
  requirements: [],
  refs: {},
  rationale: "Disks are encrypted.",
  fix: "Set encrypted to true.",
  check: (db) => {
    const reading = db.get("encrypted");
    return !reading.known || reading.value === true ? [] : [{ path: "encrypted", message: "is off" }];
  },
};
const strict: ResourceRule = { ...encrypted, id: "db-private", exceptions: "none" };
const one = (encrypted: unknown, name = "main") => resource("test:index:Db", name, { encrypted });
const exception = (changes: Partial<Settings["exceptions"][number]> = {}) => ({
  rule: "db-encrypted",
  resource: "main",
  reason: "Moved to a new instance in March",
  approvedBy: "cto@shop.example",
  expires: "2026-12-31",
  ...changes,
});
const settings = (exceptions: Settings["exceptions"], changes: Partial<Settings> = {}): Settings => ({
  environment: "prod",
  exceptions,
  today,
  movesWeights: false,
  ...changes,
});
const judged = (resources: Parameters<typeof report>[1], given: Settings) => {
  const { findings, excepted } = report([encrypted, strict], resources, given);
  return {
    found: findings.map(({ rule, path, message }) => [rule, path, message]),
    accepted: excepted.map(({ rule, daysLeft }) => [rule, daysLeft]),
  };
};
const stands = ["db-encrypted", "encrypted", "is off"];
const strictStands = ["db-private", "encrypted", "is off"];

describe("an exception", () => {
  it.each([
    ["its logical name", "main"],
    ["its URN", one(false).urn],
  ])("accepts a finding of the resource by %s, and is counted", (_, name) => {
    expect(judged([one(false)], settings([exception({ resource: name })]))).toEqual({
      found: [strictStands],
      accepted: [["db-encrypted", 38]],
    });
  });

  it("accepts nothing of another resource or rule", () => {
    const { found } = judged([one(false), one(false, "other")], settings([exception()]));
    expect(found).toEqual([stands, strictStands, strictStands]);
    expect(exceptionFor(encrypted, one(false, "main2").urn, settings([exception()]))).toBeUndefined();
  });

  it("that has ended accepts nothing, and is itself a finding", () => {
    expect(judged([one(false)], settings([exception({ expires: "2026-11-22" })]))).toEqual({
      found: [stands, strictStands, ["exceptions-valid", "exceptions[0].expires", "ended on 2026-11-22"]],
      accepted: [],
    });
  });

  it("holds on its last day, and on the last of 90 days", () => {
    for (const expires of [today, "2027-02-21"]) {
      expect(judged([one(false)], settings([exception({ expires })])).found).toEqual([strictStands]);
    }
  });

  it("that runs longer than 90 days accepts nothing", () => {
    const { found, accepted } = judged([one(false)], settings([exception({ expires: "2027-02-22" })]));
    expect(accepted).toEqual([]);
    expect(found).toContainEqual([
      "exceptions-valid",
      "exceptions[0].expires",
      "may run 90 days at most, to 2027-02-21",
    ]);
    expect(found).toContainEqual(stands);
  });

  it.each([
    ["a resource that holds to the rule", "main", "is not needed: the resource holds to db-encrypted; remove it"],
    ["a resource that is not there", "gone", "is not needed: db-encrypted judges no such resource; remove it"],
  ])("for %s is a finding", (_, name, message) => {
    expect(judged([one(true)], settings([exception({ resource: name })])).found).toEqual([
      ["exceptions-valid", "exceptions[0].resource", message],
    ]);
  });

  it("is not called unused while the value is unknown", () => {
    expect(judged([one(unknown)], settings([exception()])).found).toEqual([]);
  });

  it("for a rule that is not there, or that allows none, is a finding", () => {
    const wrong = settings([exception({ rule: "db-encripted" }), exception({ rule: "db-private" })]);
    expect(judged([one(false)], wrong)).toEqual({
      found: expect.arrayContaining([
        ["exceptions-valid", "exceptions[0].rule", "there is no rule db-encripted"],
        ["exceptions-valid", "exceptions[1].rule", "db-private allows no exception"],
        stands,
        strictStands,
      ]) as unknown,
      accepted: [],
    });
  });

  it("of a gate around the update is not the pack's to judge", () => {
    expect(judged([one(true)], settings([exception({ rule: "stateful-stays" })])).found).toEqual([]);
  });

  it("of the gate that lifts a resource's protection accepts that it is lifted", () => {
    const lifted: ResourceRule = { ...encrypted, id: "stateful-protected" };
    const given = settings([exception({ rule: "stateful-stays" })]);
    expect(report([lifted], [one(false), one(false, "other")], given)).toMatchObject({
      findings: [{ urn: one(false, "other").urn }],
      excepted: [{ urn: one(false).urn, exception: { rule: "stateful-stays" } }],
    });
  });

  it("that has ended, or is not needed, stops no move of weights", () => {
    const ended = settings([exception({ expires: "2026-11-20" })], { movesWeights: true });
    expect(judged([one(false)], ended)).toEqual({ found: [strictStands], accepted: [["db-encrypted", -3]] });
    expect(judged([one(true)], ended).found).toEqual([]);
  });
});

it("leaves what is not excepted as it is", () => {
  const verdict: Pick<Verdict, "urn" | "findings"> = { urn: one(false).urn, findings: [{ path: "a", message: "b" }] };
  expect(sift(encrypted, verdict, settings([]))).toEqual({ standing: verdict.findings, excepted: [] });
});

it("finds faults in the config's order", () => {
  const wrong = [exception({ rule: "no-a" }), exception({ rule: "no-b" })];
  expect(faultyExceptions([], [], settings(wrong)).map(({ path }) => path)).toEqual([
    "exceptions[0].rule",
    "exceptions[1].rule",
  ]);
});

describe("settings", () => {
  const raw = (changes: Record<string, string>) => settingsOf(changes, today);

  it("are read from the stack's config", () => {
    const config = {
      "trading-platform:environment": "staging",
      "trading-platform:exceptions": JSON.stringify([exception()]),
      "trading-platform:systems": JSON.stringify({ shop: { weights: { blue: 90, green: 10 } }, other: {} }),
    };
    expect(raw(config)).toEqual({
      environment: "staging",
      exceptions: [exception()],
      today,
      movesWeights: true,
    });
  });

  it("are the strictest where nothing, or nothing that can be read, is said", () => {
    const strictest = { environment: "prod", exceptions: [], today, movesWeights: false };
    expect(raw({})).toEqual(strictest);
    expect(
      raw({
        "trading-platform:environment": "production",
        "trading-platform:exceptions": "[{",
        "trading-platform:systems": '{"shop":null,"other":{"domain":"x"}}',
      }),
    ).toEqual(strictest);
    expect(raw({ "trading-platform:exceptions": '[{"rule":"a"}]' }).exceptions).toEqual([]);
  });
});
