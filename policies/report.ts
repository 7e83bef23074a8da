import { type Excepted, exceptionRule, faultyExceptions, sift } from "./exceptions.ts";
import { judge, judgeStack, type Verdict } from "./judge.ts";
import { levelOf, type PackConfig } from "./pack-config.ts";
import type { Resource } from "./resource.ts";
import { type About, applies, type Finding, isResourceRule, isStackRule, type Rule } from "./rule.ts";
import type { Settings } from "./settings.ts";

/** A finding with all that a person needs to act on it. */
export interface Reported extends Finding {
  rule: string;
  severity: About["severity"];
  level: "mandatory" | "advisory";
  requirements: readonly string[];
  /** The resource; empty for a fault of the exceptions themselves. */
  urn: string;
  fix: string;
}

export interface Report {
  /** Mandatory ones first, then by severity, rule and resource. */
  findings: readonly Reported[];
  excepted: readonly Excepted[];
  /** What only the update will tell, by rule. */
  undetermined: readonly { rule: string; urn: string; path: string }[];
  /** How many verdicts of each outcome; what is not applicable is counted where a rule looked and turned away. */
  counts: Readonly<Record<Verdict["outcome"], number>>;
}

/** What faulty exceptions are found under. */
export const exceptionAbout: About = {
  id: exceptionRule,
  severity: "high",
  level: "mandatory",
  requirements: [],
  refs: {},
  rationale: "An exception names a rule and a resource, is needed, and ends, so that none outlives its reason.",
  fix: "Correct the exception in the stack's config, renew it with a new reason, or remove it.",
  exceptions: "none",
};

/** Judges every resource by every rule, as the official engine with this pack would. */
export function report(
  rules: readonly Rule[],
  resources: readonly Resource[],
  settings: Settings,
  config: PackConfig = {},
): Report {
  const { environment } = settings;
  const active = rules.filter((rule) => levelOf(rule, environment, config) !== "disabled");
  const byId = new Map(active.map((rule) => [rule.id, rule]));
  const verdicts = judgeAll(active, resources, settings);
  const faults = faultyExceptions(active, verdicts, settings).map((finding) =>
    reported(exceptionAbout, "", finding, settings, config),
  );
  const standing: Reported[] = [];
  const excepted: Excepted[] = [];
  for (const verdict of verdicts) {
    const rule = byId.get(verdict.rule);
    if (rule === undefined) continue;
    const sifted = sift(rule, { ...verdict, findings: withUnknowns(rule, verdict, config) }, settings);
    standing.push(...sifted.standing.map((finding) => reported(rule, verdict.urn, finding, settings, config)));
    excepted.push(...sifted.excepted);
  }
  const undetermined = verdicts.flatMap(({ rule, urn, undetermined }) =>
    undetermined.map((path) => ({ rule, urn, path })),
  );
  const counts = { pass: 0, violation: 0, undetermined: 0, "not-applicable": 0 };
  for (const { outcome } of verdicts) counts[outcome] += 1;
  return { findings: [...faults, ...standing].sort(inOrder), excepted, undetermined, counts };
}

/** Every verdict, without those of rules that are about other types. */
export function judgeAll(
  rules: readonly Rule[],
  resources: readonly Resource[],
  { environment }: Pick<Settings, "environment">,
): Verdict[] {
  const ofResources = rules.filter(isResourceRule);
  const byType = new Map<string, typeof ofResources>();
  const rulesOf = (type: string) =>
    byType.get(type) ??
    byType
      .set(
        type,
        ofResources.filter((rule) => applies(rule, type)),
      )
      .get(type) ??
    [];
  return [
    ...resources.flatMap((resource) => rulesOf(resource.type).map((rule) => judge(rule, resource, environment))),
    ...rules.filter(isStackRule).flatMap((rule) => judgeStack(rule, resources, environment)),
  ];
}

/** A rule that fails closed finds fault with what it cannot know. */
export function withUnknowns(
  { id }: Pick<Rule, "id">,
  { findings, undetermined, outcome }: Verdict,
  config: PackConfig,
): readonly Finding[] {
  if ((config[id]?.onUnknown ?? config["all"]?.onUnknown) !== "violation" || outcome === "not-applicable") {
    return findings;
  }
  const message = "is not known before the update, and this rule must be sure";
  return [...findings, ...undetermined.map((path) => ({ path, message }))];
}

function reported(
  rule: About,
  urn: string,
  { path, message }: Finding,
  { environment }: Settings,
  config: PackConfig,
): Reported {
  const { id, severity, requirements, fix } = rule;
  const level = levelOf(rule, environment, config) === "mandatory" ? "mandatory" : "advisory";
  return { rule: id, severity, level, requirements, urn, path, message, fix };
}

const severities = ["critical", "high", "medium", "low"];

function inOrder(a: Reported, b: Reported): number {
  const key = ({ level, severity, rule, urn, path }: Reported) =>
    [level === "mandatory" ? 0 : 1, severities.indexOf(severity), rule, urn, path].join(" ");
  return key(a) < key(b) ? -1 : 1;
}
