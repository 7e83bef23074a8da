import { Graph } from "./graph.ts";
import { type Notes, reader } from "./read.ts";
import type { Resource } from "./resource.ts";
import { applies, type Environment, type Finding, type ResourceRule, type StackRule } from "./rule.ts";

/** What a rule says of one resource, path by path. A violation may have undetermined paths beside it; a pass has none. */
export interface Verdict {
  rule: string;
  urn: string;
  outcome: "pass" | "violation" | "undetermined" | "not-applicable";
  findings: readonly Finding[];
  /** Paths that the rule asked for and that are unknown before the update. */
  undetermined: readonly string[];
  /** Paths that the rule asked for and found nothing wrong with. */
  passed: readonly string[];
}

/** Judges one resource by one rule. A rule that fails is itself a finding, so that it is never taken for a pass. */
export function judge(rule: ResourceRule, resource: Resource, environment: Environment): Verdict {
  const { urn, type, inputs, secrets } = resource;
  const notes = noted();
  if (!applies(rule, type)) return verdict(rule.id, urn, "not-applicable", notes);
  try {
    const found = rule.check(reader(inputs, notes, secrets), { ...resource, environment });
    return verdict(rule.id, urn, found, notes);
  } catch (error) {
    return verdict(rule.id, urn, [failure(error)], notes);
  }
}

/** Judges all resources together by one rule: a verdict for each that the rule looked at, or found wanting. */
export function judgeStack(rule: StackRule, resources: readonly Resource[], environment: Environment): Verdict[] {
  const notes = new Map<string, Notes>();
  const notesOf = (urn: string) => notes.get(urn) ?? notes.set(urn, noted()).get(urn) ?? noted();
  const found = new Map<string, Finding[]>();
  const add = (urn: string, finding: Finding) => found.set(urn, [...(found.get(urn) ?? []), finding]);
  try {
    const findings = rule.checkStack(new Graph(resources, environment, notesOf));
    for (const { urn, ...finding } of findings) add(urn, finding);
  } catch (error) {
    add(resources[0]?.urn ?? "", failure(error));
  }
  const judged = [...notes].filter(([urn, { asked }]) => asked.size > 0 || found.has(urn));
  const unread = [...found.keys()].filter((urn) => !notes.has(urn)).map((urn) => [urn, noted()] as const);
  return [...judged, ...unread].map(([urn, read]) => verdict(rule.id, urn, found.get(urn) ?? [], read));
}

function noted(): Notes {
  return { asked: new Set(), unknown: new Set() };
}

function verdict(rule: string, urn: string, found: readonly Finding[] | "not-applicable", notes: Notes): Verdict {
  if (found === "not-applicable") {
    // What decides whether it applies may itself be unknown.
    const undetermined = [...notes.unknown];
    return { rule, urn, outcome: "not-applicable", findings: [], undetermined, passed: [] };
  }
  const undetermined = [...notes.unknown];
  const wrong = new Set([...undetermined, ...found.map(({ path }) => path)]);
  const passed = [...notes.asked].filter((path) => !wrong.has(path));
  const outcome = found.length > 0 ? "violation" : undetermined.length > 0 ? "undetermined" : "pass";
  return { rule, urn, outcome, findings: found, undetermined, passed };
}

/** Without the error's own message, which may repeat what it stumbled over. */
function failure(error: unknown): Finding {
  const name = error instanceof Error ? error.name : typeof error;
  const [, place = "an unknown place"] =
    /\(?(?:file:\/\/)?[^\s()]*\/(policies\/[^\s()]+?:\d+):\d+\)?$/m.exec(
      error instanceof Error ? (error.stack ?? "") : "",
    ) ?? [];
  return { path: "", message: `could not be judged: the rule itself failed with ${name} at ${place}` };
}
