import { describe, expect, it } from "vitest";
import { judge, type Verdict } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import { type Fixture, fixtures, unknown } from "./fixtures.ts";

class UnknownValueError extends Error {}

/** Throws where a value is unknown, at every depth, as the proxy that the pack's server hands to a rule does. */
function throwing(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get: (target, key) => {
      const part: unknown = Reflect.get(target, key);
      if (part === unknown) throw new UnknownValueError(`at .${String(key)}`);
      return throwing(part);
    },
  });
}

const paths = ({ findings }: Verdict) => findings.map(({ path }) => path);

it("has fixtures for every rule and for nothing else", () => {
  expect(Object.keys(fixtures).sort()).toEqual(rules.map(({ id }) => id));
});

describe.each(rules)("$id", (rule) => {
  const fixture = fixtures[rule.id] as Fixture;
  // Plain inputs are the preview's, the throwing ones the server's: a rule must not notice.
  describe.each([
    ["plain", (inputs: unknown) => inputs],
    ["throwing", throwing],
  ])("%s inputs", (_, present) => {
    const verdict = (inputs: unknown) => judge(rule, fixture.type, present(inputs));

    it.each(Object.entries(fixture.good))("passes %s", (_, inputs) => {
      expect(verdict(inputs)).toEqual({ outcome: "pass", findings: [], undetermined: [] });
    });

    it.each(Object.entries(fixture.bad))("finds %s", (_, [inputs, ...expected]) => {
      expect(verdict(inputs).outcome).toBe("violation");
      expect(paths(verdict(inputs))).toEqual(expected);
    });

    it.each(Object.entries(fixture.unknown))("says what it cannot say: %s", (_, [inputs, expected]) => {
      const { outcome, undetermined } = verdict(inputs);
      expect({ undetermined, found: paths(verdict(inputs)) }).toEqual(expected);
      expect(outcome).toBe(expected.found.length > 0 ? "violation" : "undetermined");
    });

    it("judges what is absent", () => {
      expect(paths(verdict({}))).toEqual(fixture.absent);
    });
  });

  it("leaves other types alone", () => {
    expect(judge(rule, "aws:s3/bucket:Bucket", {}).outcome).toBe("not-applicable");
  });
});

describe("the registry", () => {
  it("is sorted by unique id", () => {
    const ids = rules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it.each(rules)("describes $id", ({ id, types, requirements, refs, rationale, fix }) => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(requirements.length + Object.values(refs).flat().length).toBeGreaterThan(0);
    for (const requirement of requirements) expect(requirement).toMatch(/^M[TC]-\d{3}$/);
    for (const reference of refs.checkov ?? []) expect(reference).toMatch(/^CKV2?_(AWS|K8S)_\d+$/);
    expect(rationale).toMatch(/^[A-Z].{20,}\.$/);
    expect(fix).toMatch(/^[A-Z].{15,}\.$/);
    for (const type of typeof types === "function" ? [] : types) expect(type).toMatch(/^[a-z]+:[\w./-]+:[A-Z]\w+$/);
  });
});

it("does not swallow a rule's own error", () => {
  const broken = new Proxy({}, { get: () => expect.fail("broken") });
  for (const rule of rules) {
    const fixture = fixtures[rule.id] as Fixture;
    expect(() => judge(rule, fixture.type, broken)).toThrow("broken");
  }
});
