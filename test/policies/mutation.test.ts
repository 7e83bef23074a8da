import { beforeAll, describe, expect, it } from "vitest";
import { judge, judgeStack } from "../../policies/judge.ts";
import type { Resource } from "../../policies/resource.ts";
import {
  applies,
  isResourceRule,
  isStackRule,
  type ResourceRule,
  type Rule,
  type StackRule,
} from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import { judged } from "../../preview/judged.ts";
import { runWhole } from "../whole-program.ts";
import { pattern, planted, valueAt, wrongValues } from "./mutants.ts";

// Every property of prod that some rule reads gets wrong values, one at a time, and every kind of resource is taken away
// once. A rule must find fault with what it secures, and no rule with a property that it never looked at.

/** One property of one type of resource, on the first and the last resource where a rule reads it. */
interface Property {
  places: { resource: Resource; path: string }[];
  /** Ids of the rules that read it. */
  readers: Set<string>;
}

let resources: Resource[];
let properties: Map<string, Property>;
/** By property: which rules found fault with one of its wrong values. */
const found = new Map<string, Set<string>>();
/** Rules that found fault with what they do not read. */
const strangers: string[] = [];
/** Rules on resources together that miss a kind of resource, by its type. */
const missed = new Map<string, string[]>();
let mutants = 0;

const ofResources = rules.filter(isResourceRule);
const ofStacks = rules.filter(isStackRule);
/** Whether one of two paths leads to the other. */
const related = (one: string, other: string) => one.startsWith(other) || other.startsWith(one);

/** Whether a rule, judging a resource, looks at a path, above or below it. */
function looksAt(rule: ResourceRule, resource: Resource, path: string): boolean {
  const { passed, findings, undetermined } = judge(rule, resource, "prod");
  return [...passed, ...undetermined, ...findings.map((one) => one.path)].some((read) => related(read, path));
}

const faults = (rule: Rule, all: readonly Resource[], one: Resource) =>
  isStackRule(rule)
    ? judgeStack(rule, all, "prod").reduce((sum, { findings }) => sum + findings.length, 0)
    : judge(rule, one, "prod").findings.length;

function readProperties(): Map<string, Property> {
  const read = new Map<string, Property>();
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const verdicts = [
    ...resources.flatMap((one) =>
      ofResources.filter((rule) => applies(rule, one.type)).map((rule) => judge(rule, one, "prod")),
    ),
    ...ofStacks.flatMap((rule) => judgeStack(rule, resources, "prod")),
  ];
  for (const { rule, urn, passed, findings } of verdicts) {
    const resource = byUrn.get(urn);
    if (resource === undefined) continue;
    for (const path of [...passed, ...findings.map((finding) => finding.path)]) {
      if (path === "") continue;
      const key = `${resource.type} ${pattern(path)}`;
      const property: Property = read.get(key) ?? { places: [], readers: new Set() };
      property.readers.add(rule);
      const [first] = property.places;
      if (first === undefined) property.places = [{ resource, path }];
      else if (first.resource !== resource) property.places = [first, { resource, path }];
      read.set(key, property);
    }
  }
  return read;
}

/** How many faults a rule on resources together finds in prod as it is. */
const usual = (rule: StackRule) => usualFaults.get(rule.id) ?? 0;
let usualFaults: ReadonlyMap<string, number>;

/** Plants wrong values until every rule that reads the property has found fault with one. */
function plant(
  key: string,
  resource: Resource,
  path: string,
  readers: ReadonlySet<string>,
  finding: Set<string>,
): void {
  const own = ofResources.filter((rule) => applies(rule, resource.type));
  const before = new Map(own.map((rule) => [rule.id, faults(rule, [], resource)]));
  for (const wrong of wrongValues(path, valueAt(resource.inputs, path))) {
    if ([...readers].every((rule) => finding.has(rule))) return;
    const mutant = planted(resource, path, wrong);
    if (mutant === undefined) continue;
    mutants += 1;
    for (const rule of own) {
      if (faults(rule, [], mutant) <= (before.get(rule.id) ?? 0)) continue;
      finding.add(rule.id);
      if (!looksAt(rule, mutant, path)) strangers.push(`${key}: ${rule.id}`);
    }
    const all = resources.map((one) => (one === resource ? mutant : one));
    for (const rule of ofStacks) {
      if (!readers.has(rule.id) || finding.has(rule.id)) continue;
      if (faults(rule, all, mutant) > usual(rule)) finding.add(rule.id);
    }
  }
}

beforeAll(async () => {
  resources = judged((await runWhole({ stack: "prod", mode: "update" })).registrations);
  properties = readProperties();
  usualFaults = new Map(ofStacks.map((rule) => [rule.id, faults(rule, resources, resources[0] as Resource)]));
  for (const [key, { places, readers }] of properties) {
    const finding = new Set<string>();
    for (const { resource, path } of places) plant(key, resource, path, readers, finding);
    found.set(key, finding);
  }
  for (const [type, all] of Map.groupBy(resources, (one) => one.type)) {
    const rest = resources.filter((one) => !all.includes(one));
    const first = rest[0] as Resource;
    const missing = ofStacks.filter((rule) => faults(rule, rest, first) > usual(rule)).map(({ id }) => id);
    missed.set(type, missing);
  }
}, 600_000);

describe("faults planted in the whole program for prod", () => {
  it("are found by no rule that does not read the property", () => {
    expect([...new Set(strangers)]).toEqual([]);
  });

  it("are found by every rule that judges anything there, but for what decides on other rules' demands", () => {
    const reading = new Set([...properties.values()].flatMap(({ readers }) => [...readers]));
    const finding = new Set([...found.values(), ...missed.values()].flatMap((ids) => [...ids]));
    expect([...reading].filter((id) => !finding.has(id)).sort()).toMatchSnapshot("rules that no planted fault wakes");
  });

  it("are found where a kind of resource is missing altogether", () => {
    const rulesOf = Object.fromEntries([...missed].filter(([, ids]) => ids.length > 0));
    expect(rulesOf).toMatchSnapshot("who misses which kind of resource");
  });

  it("survive only where a property decides whether a rule applies, or which resource it is about", () => {
    const survivors = [...found].filter(([, ids]) => ids.size === 0).map(([key]) => key);
    expect(survivors.sort()).toMatchSnapshot("properties that are read and not secured");
    const secured = properties.size - survivors.length;
    console.log(
      `${missed.size} kinds taken away; ${mutants} mutants of ${properties.size} properties: ${secured} secured, ${survivors.length} only read`,
    );
  });
});
