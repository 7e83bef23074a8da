import { describe, expect, it } from "vitest";
import { judge, judgeStack, type Verdict } from "../../policies/judge.ts";
import type { Resource } from "../../policies/resource.ts";
import {
  type Environment,
  isResourceRule,
  isStackRule,
  type ResourceRule,
  type StackRule,
} from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import { type Case, Given, resource, type ResourceFixture, type StackFixture, together, unknown } from "./fixture.ts";
import { fixtures } from "./fixtures.ts";

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

// Plain inputs are the preview's, the throwing ones the server's: a rule must not notice.
const presented: [string, (inputs: unknown) => unknown][] = [
  ["plain", (inputs) => inputs],
  ["throwing", throwing],
];

const paths = ({ findings }: Verdict) => findings.map(({ path }) => path);

it("has fixtures for every rule and for nothing else", () => {
  expect(Object.keys(fixtures).sort()).toEqual(rules.map(({ id }) => id).sort());
});

const ofResources = rules.filter(isResourceRule).map((rule): [string, ResourceRule] => [rule.id, rule]);
const ofStacks = rules.filter(isStackRule).map((rule): [string, StackRule] => [rule.id, rule]);

describe.each(ofResources)("%s", (id, rule) => {
  const fixture = fixtures[id] as ResourceFixture;

  describe.each(presented)("%s inputs", (_, present) => {
    const verdict = (given: Case) => {
      const { inputs, resource: rest, environment } = given instanceof Given ? given : new Given(given, {});
      const one = { ...resource(fixture.type, "fixture"), ...rest, inputs: present(inputs) };
      return judge(rule, one, environment);
    };

    it.each(Object.entries(fixture.good))("passes %s", (_, given) => {
      expect(verdict(given)).toMatchObject({ outcome: "pass", findings: [], undetermined: [] });
    });

    it.each(Object.entries(fixture.bad))("finds %s", (_, [given, ...expected]) => {
      expect(verdict(given).outcome).toBe("violation");
      expect(paths(verdict(given))).toEqual(expected);
    });

    it.each(Object.entries(fixture.unknown))("says what it cannot say: %s", (_, [given, expected]) => {
      const { outcome, undetermined } = verdict(given);
      expect({ undetermined, found: paths(verdict(given)) }).toEqual(expected);
      expect(outcome).toBe(expected.found.length > 0 ? "violation" : "undetermined");
    });

    it.each(Object.entries(fixture.notApplicable ?? {}))("makes no demand on %s", (_, given) => {
      expect(verdict(given)).toMatchObject({ outcome: "not-applicable", findings: [] });
    });

    it("judges what is absent", () => {
      expect(paths(verdict({}))).toEqual(fixture.absent);
    });
  });

  it("leaves other types alone", () => {
    expect(judge(rule, resource("test:index/other:Other", "other"), "prod").outcome).toBe("not-applicable");
  });
});

describe.each(ofStacks)("%s", (id, rule) => {
  const fixture = fixtures[id] as StackFixture;

  describe.each(presented)("%s inputs", (_, present) => {
    const judged = (name: string, resources: readonly Resource[]) => {
      const environment: Environment = fixture.environments?.[name] ?? "prod";
      const shown = together(resources).map((one) => ({ ...one, inputs: present(one.inputs) }));
      const verdicts = judgeStack(rule, shown, environment);
      const nameOf = (urn: string) => shown.find((one) => one.urn === urn)?.name ?? urn;
      const all = (list: (verdict: Verdict) => readonly string[]) =>
        verdicts.flatMap((verdict) => list(verdict).map((path) => `${nameOf(verdict.urn)}: ${path}`)).sort();
      return { found: all(paths), undetermined: all(({ undetermined }) => undetermined) };
    };

    it.each(Object.entries(fixture.good))("passes %s", (name, resources) => {
      expect(judged(name, resources)).toEqual({ found: [], undetermined: [] });
    });

    it.each(Object.entries(fixture.bad))("finds %s", (name, [resources, ...expected]) => {
      expect(expected).not.toEqual([]);
      expect(judged(name, resources).found).toEqual([...expected].sort());
    });

    it.each(Object.entries(fixture.unknown))("says what it cannot say: %s", (name, [resources, expected]) => {
      expect(judged(name, resources)).toEqual({
        undetermined: [...expected.undetermined].sort(),
        found: [...expected.found].sort(),
      });
    });
  });

  it("says nothing of an empty stack", () => {
    expect(judgeStack(rule, [], "prod").flatMap(({ findings }) => findings)).toEqual([]);
  });
});

describe("the registry", () => {
  it("has unique ids", () => {
    const ids = rules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it.each(rules)("describes $id", (rule) => {
    const { id, requirements, refs, rationale, fix } = rule;
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const requirement of requirements) expect(requirement).toMatch(/^M[TC]-\d{3}$/);
    for (const reference of refs.checkov ?? []) expect(reference).toMatch(/^CKV2?_(AWS|K8S|SECRET)_\d+$/);
    for (const reference of refs.fsbp ?? []) expect(reference).toMatch(/^[A-Z][A-Za-z0-9]+\.\d+$/);
    expect(rationale).toMatch(/^[A-Z].{20,}\.$/);
    expect(fix).toMatch(/^[A-Z].{15,}\.$/);
    if (isStackRule(rule) || typeof rule.types === "function") return;
    for (const type of rule.types) expect(type).toMatch(/^[a-z]+:[\w./-]+:[A-Z]\w+$/);
  });
});

it("takes a rule's own error for a finding that names its place, and repeats nothing of the inputs", () => {
  const planted = "hunter2-planted";
  const broken: ResourceRule = {
    ...(rules.find(isResourceRule) as ResourceRule),
    types: ["test:index:Broken"],
    check: (inputs) => {
      inputs.get("a");
      throw new TypeError(planted);
    },
  };
  const verdict = judge(broken, resource("test:index:Broken", "broken", { a: planted }), "prod");
  expect(verdict.outcome).toBe("violation");
  expect(verdict.findings[0]?.message).toMatch(/^could not be judged: the rule itself failed with TypeError at /);
  expect(JSON.stringify(verdict)).not.toContain(planted);
  const stack: StackRule = {
    ...broken,
    checkStack: () => {
      throw new TypeError(planted);
    },
  };
  const verdicts = judgeStack(stack, [resource("test:index:Broken", "broken")], "prod");
  expect(verdicts.map(({ outcome }) => outcome)).toEqual(["violation"]);
  expect(JSON.stringify(verdicts)).not.toContain(planted);
});
