import { type Exception, inForce, latestDay, longestDays } from "../config/exceptions.ts";
import type { Verdict } from "./judge.ts";
import type { Finding, Rule } from "./rule.ts";
import type { Settings } from "./settings.ts";

/** The rule under which faulty exceptions are found. */
export const exceptionRule = "exceptions-valid";

/** A finding that an exception accepts for now. */
export interface Excepted {
  rule: string;
  urn: string;
  finding: Finding;
  exception: Exception;
  /** Days that the exception still runs; negative where it has ended and weights are being moved. */
  daysLeft: number;
}

/** Rules of the gates around an update, which exceptions may name too; the pack cannot tell whether those are used. */
const rulesOfGates: ReadonlySet<string> = new Set(["stateful-stays"]);

/** Rules whose protection an exception of the gate lifts for the resource (`components/foundation/protection.ts`). */
const liftedByGate: ReadonlyMap<string, string> = new Map([
  ["stateful-protected", "stateful-stays"],
  ["rds-deletion-protection", "stateful-stays"],
]);

/** The exception that accepts a rule's findings of a resource, if one does. */
export function exceptionFor(
  { id, exceptions }: Pick<Rule, "id" | "exceptions">,
  urn: string,
  settings: Settings,
): Exception | undefined {
  if (exceptions === "none") return undefined;
  return settings.exceptions.find(
    (exception) =>
      (exception.rule === id || exception.rule === liftedByGate.get(id)) &&
      names(exception, urn) &&
      (inForce(exception, settings.today) || settings.movesWeights),
  );
}

/** Splits a verdict's findings into what stands and what is accepted. */
export function sift(
  rule: Rule,
  { urn, findings }: Pick<Verdict, "urn" | "findings">,
  settings: Settings,
): { standing: readonly Finding[]; excepted: readonly Excepted[] } {
  const exception = exceptionFor(rule, urn, settings);
  if (exception === undefined) return { standing: findings, excepted: [] };
  const daysLeft = daysBetween(settings.today, exception.expires);
  return { standing: [], excepted: findings.map((finding) => ({ rule: rule.id, urn, finding, exception, daysLeft })) };
}

/** What is wrong with the exceptions themselves, each with its path in the config. */
export function faultyExceptions(
  rules: readonly Rule[],
  verdicts: readonly Pick<Verdict, "rule" | "urn" | "outcome" | "undetermined">[],
  { exceptions, today, movesWeights }: Settings,
): Finding[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return exceptions.flatMap((exception, i): Finding[] => {
    const at = (key: string) => `exceptions[${i}].${key}`;
    if (rulesOfGates.has(exception.rule)) return [];
    const rule = byId.get(exception.rule);
    if (rule === undefined) return [{ path: at("rule"), message: `there is no rule ${exception.rule}` }];
    if (rule.exceptions === "none") return [{ path: at("rule"), message: `${rule.id} allows no exception` }];
    if (movesWeights) return [];
    if (exception.expires < today) return [{ path: at("expires"), message: `ended on ${exception.expires}` }];
    if (!inForce(exception, today)) {
      const message = `may run ${longestDays} days at most, to ${latestDay(today)}`;
      return [{ path: at("expires"), message }];
    }
    const judged = verdicts.filter((verdict) => verdict.rule === rule.id && names(exception, verdict.urn));
    // A value that is not known yet may need the exception once it is.
    const used = judged.some(({ outcome, undetermined }) => outcome === "violation" || undetermined.length > 0);
    if (used) return [];
    const why = judged.length === 0 ? `${rule.id} judges no such resource` : `the resource holds to ${rule.id}`;
    return [{ path: at("resource"), message: `is not needed: ${why}; remove it` }];
  });
}

/** By URN, or by logical name. */
function names({ resource }: Exception, urn: string): boolean {
  return resource === urn || resource === urn.split("::").slice(3).join("::");
}

function daysBetween(today: string, last: string): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);
}
