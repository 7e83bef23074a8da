import { type Exception, inForce } from "../config/exceptions.ts";
import { stateful, statefulRule } from "../providers/stateful.ts";
import { changes, type EngineRecord, type Step } from "./record.ts";

const ends: ReadonlySet<string> = new Set(["replace", "delete-replaced", "create-replacement", "delete"]);

/**
 * Why an update must not begin, one sentence each; none when it may. Judges what a preview would do to resources whose
 * content is lost with them. What policies refuse, the engine itself refuses.
 *
 * @param exceptions of the stack's config; one that is expired, or runs too far ahead, is none
 * @param today as in `2026-12-31`
 */
export function refusals(record: EngineRecord, exceptions: readonly Exception[], today: string): string[] {
  const allowed = exceptions.filter((exception) => exception.rule === statefulRule && inForce(exception, today));
  const lost = new Map<string, Step>();
  for (const step of changes(record)) {
    if (!ends.has(step.op) || stateful[step.type] === undefined) continue;
    if (allowed.some(({ resource }) => resource === step.urn)) continue;
    // A replacement comes as three steps; the first says which inputs force it.
    const known = lost.get(step.urn);
    if (known === undefined || known.replacing.length === 0) lost.set(step.urn, step);
  }
  return [...lost.values()].map((step) => {
    const how = step.op === "delete" ? "delete" : "replace";
    const because = step.replacing.length > 0 ? ` because of ${step.replacing.join(", ")}` : "";
    return (
      `${step.urn}: the update would ${how} it${because}, and with it ${stateful[step.type] ?? ""}; if that is meant, ` +
      `add an exception to the config: rule ${statefulRule}, this URN as resource, reason, approvedBy and expires`
    );
  });
}
