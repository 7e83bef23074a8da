import type { Rule } from "../policies/rule.ts";
import type { Opinion } from "./checkov.ts";
import type { KnownCheck } from "./known-checks.ts";
import type { Planted } from "./planted.ts";

export const results = ["agree", "ours stricter", "theirs stricter", "theirs only", "not comparable"] as const;
export type Result = (typeof results)[number];

/** How a rule of ours compares with a check of checkov's that it names. */
export interface Agreement {
  rule: string;
  check: string;
  result: Result;
  /** What it rests on. */
  note: string;
}

/**
 * Compares what both say of the same cases:
 * - `agree`: the check fails a case that our rule finds, and no good one
 * - `ours stricter`: it passes every bad case
 * - `theirs stricter`: it fails bad cases, and some of the good ones
 * - `theirs only`: it fails every good case, so it is about something else
 * - `not comparable`: it is not asked of the cases, or cannot tell them apart
 */
export function compare(
  rules: readonly Rule[],
  cases: readonly Planted[],
  opinions: readonly Opinion[],
  known: ReadonlyMap<string, KnownCheck>,
): Agreement[] {
  const byCheck = Map.groupBy(opinions, ({ check }) => check);
  return rules.flatMap(({ id, refs }) => {
    const own = cases.filter(({ rule }) => rule === id);
    return (refs.checkov ?? []).map((check): Agreement => {
      const given = byCheck.get(check) ?? [];
      return { rule: id, check, ...verdict(own, given, known.get(check), check) };
    });
  });
}

/** How many rows of each result. */
export function totals(agreements: readonly Agreement[]): Record<Result, number> {
  const count = (wanted: Result) => agreements.filter(({ result }) => result === wanted).length;
  return {
    agree: count("agree"),
    "ours stricter": count("ours stricter"),
    "theirs stricter": count("theirs stricter"),
    "theirs only": count("theirs only"),
    "not comparable": count("not comparable"),
  };
}

function verdict(
  cases: readonly Planted[],
  opinions: readonly Opinion[],
  known: KnownCheck | undefined,
  check: string,
): Pick<Agreement, "result" | "note"> {
  const incomparable = (note: string) => ({ result: "not comparable" as const, note });
  if (check.startsWith("CKV_SECRET_")) return incomparable("it reads files, not resources");
  if (known === undefined) return incomparable("checkov has no such check");
  const bad = cases.filter(({ kind }) => kind === "bad");
  if (bad.length === 0) return incomparable("no fixture");
  if (!bad.some(({ found }) => found)) return incomparable("our rule finds nothing in its bad cases");
  const outcomes = new Map(cases.map((one) => [one, outcomeOf(one, opinions)]));
  const of = (kind: Planted["kind"], outcome: Opinion["outcome"]) =>
    cases.filter((one) => one.kind === kind && (kind === "good" || one.found) && outcomes.get(one) === outcome);
  const [failedBad, passedBad] = [of("bad", "failed"), of("bad", "passed")];
  const [failedGood, passedGood] = [of("good", "failed"), of("good", "passed")];
  const asked = failedBad.length + passedBad.length;
  if (asked + failedGood.length === 0) return incomparable(whyNotAsked(bad, known.types));
  const allPass = failedBad.length + failedGood.length === 0;
  if (known.follows && (allPass || passedBad.length + passedGood.length === 0)) {
    return incomparable(`${allPass ? "passes" : "fails"} every case: it follows what the fixtures do not connect`);
  }
  if (asked > 0 && allPass) return { result: "ours stricter", note: `passes all ${asked} bad cases` };
  const share = `fails ${failedBad.length} of ${asked} bad cases`;
  if (failedGood.length === 0) return { result: "agree", note: share };
  const others = failedGood.length === 1 ? "" : ` and ${failedGood.length - 1} more`;
  const note = `${share}, and the good case "${failedGood[0]?.name}"${others}`;
  return { result: passedGood.length > 0 && failedBad.length > 0 ? "theirs stricter" : "theirs only", note };
}

/** What checkov says of a case: a fault in one of its resources is one. */
function outcomeOf({ places }: Planted, opinions: readonly Opinion[]): Opinion["outcome"] | undefined {
  const given = opinions.filter(({ resource, file }) => places.has(resource) || places.has(file));
  if (given.some(({ outcome }) => outcome === "failed")) return "failed";
  return given.find(({ outcome }) => outcome === "passed")?.outcome;
}

function whyNotAsked(bad: readonly Planted[], types: ReadonlySet<string>): string {
  const list = (texts: Iterable<string>) => {
    const all = [...texts];
    return all.length > 4 ? `${all.slice(0, 4).join(", ")} and ${all.length - 4} more` : all.join(", ");
  };
  const shown = new Set(bad.flatMap((one) => one.shown));
  const hidden = new Set(bad.flatMap((one) => one.hidden));
  if (shown.size === 0) return `checkov cannot be shown ${list(hidden)}`;
  if ([...shown].some((type) => types.has(type))) return `not asked of these cases, though it looks at ${list(types)}`;
  return `it looks at ${list(types)}, not at ${list(shown)}`;
}
