import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge, judgeStack, type Verdict } from "../../policies/judge.ts";
import { isResourceRule, isStackRule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import { Given, resource, type ResourceFixture, type StackFixture, unknown } from "./fixture.ts";
import { fixtures } from "./fixtures.ts";

/** What may stand anywhere by mistake, or because somebody tries. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, unknown, "", "*", "[", "{", "\u0000", NaN, -1, 1e308, [], {}, [null], [[]], {
    a: null,
  }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The same value with odd ones put in the place of some of its parts. */
function disturbed(value: unknown): fc.Arbitrary<unknown> {
  const same = { arbitrary: whole(value), weight: 6 };
  return fc.oneof(same, { arbitrary: odd, weight: 1 });
}

function whole(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) return value.length === 0 ? fc.constant(value) : fc.tuple(...value.map(disturbed));
  if (typeof value !== "object" || value === null) return fc.constant(value);
  const parts = Object.entries(value).map(([key, part]): [string, fc.Arbitrary<unknown>] => [key, disturbed(part)]);
  return fc.record(Object.fromEntries(parts));
}

const failed = (verdicts: readonly Verdict[]) =>
  verdicts.flatMap(({ findings }) => findings.filter(({ message }) => message.startsWith("could not be judged")));

const marker = "planted-7f3a91";
/** The same value with every text a marked one, in front of what it was. */
function marked(value: unknown): unknown {
  if (typeof value === "string") return value === unknown ? value : `${marker}${value}`;
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, marked(part)]));
}

describe.each(rules.filter(isResourceRule).map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const { type, good, bad, unknown: unknowns } = fixtures[id] as ResourceFixture;
  const cases = [
    ...Object.values(good),
    ...[...Object.values(bad), ...Object.values(unknowns)].map(([given]) => given),
  ].map((given) => (given instanceof Given ? given : new Given(given, {})));
  const one = ({ inputs, resource: rest }: Given, changed: unknown = inputs) => ({
    ...resource(type, "fixture"),
    ...rest,
    inputs: changed,
  });

  it("judges whatever it is given, and fails at nothing", () => {
    const given = fc.constantFrom(...cases).chain((base) => disturbed(base.inputs).map((inputs) => one(base, inputs)));
    fc.assert(
      fc.property(given, (odd) => {
        expect(failed([judge(rule, odd, "prod")])).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("repeats no text of the inputs", () => {
    for (const base of cases) {
      for (const inputs of [marked(base.inputs), base.inputs]) {
        const { findings } = judge(rule, one(base, inputs), base.environment);
        expect(findings.map(({ message }) => message).join("\n")).not.toContain(marker);
      }
    }
  });
});

describe.each(rules.filter(isStackRule).map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const { good, bad, unknown: unknowns } = fixtures[id] as StackFixture;
  const cases = [
    ...Object.values(good),
    ...[...Object.values(bad), ...Object.values(unknowns)].map(([resources]) => resources),
  ];

  it("judges whatever it is given, and fails at nothing", () => {
    const given = fc
      .constantFrom(...cases)
      .chain((resources) =>
        fc.tuple(...resources.map((base) => disturbed(base.inputs).map((inputs) => ({ ...base, inputs })))),
      );
    fc.assert(
      fc.property(given, (resources) => {
        expect(failed(judgeStack(rule, resources, "prod"))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("repeats no text of the inputs", () => {
    for (const resources of cases) {
      const all = resources.map((base) => ({ ...base, inputs: marked(base.inputs) }));
      const messages = judgeStack(rule, all, "prod").flatMap(({ findings }) => findings.map(({ message }) => message));
      expect(messages.join("\n")).not.toContain(marker);
    }
  });
});
