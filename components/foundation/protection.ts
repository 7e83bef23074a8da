import * as pulumi from "@pulumi/pulumi";
import { type Exception, inForce, todayInUtc } from "../../config/exceptions.ts";
import { deletionProtections, statefulRule } from "../../providers/stateful.ts";

/**
 * Lifts the protection of the resources that the config's exceptions name, and of nothing else: the engine's and the
 * service's own. What leaves the program goes in the update after that, as does what the service protects itself;
 * anything else may be replaced in the same one.
 *
 * @param today an exception that is not in force on this day lifts nothing
 */
export function liftProtection(exceptions: readonly Exception[], today = todayInUtc()): void {
  const lifted = exceptions
    .filter((exception) => exception.rule === statefulRule && inForce(exception, today))
    .map(({ resource }) => resource);
  if (lifted.length === 0) return;
  pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
    // The parents' types stand before a `$` in a URN; they are not known here.
    if (!lifted.some((urn) => urn.endsWith(`$${type}::${name}`) || urn.endsWith(`::${type}::${name}`)))
      return undefined;
    const given = props as Record<string, unknown>;
    const off = deletionProtections.filter((key) => given[key] !== undefined).map((key) => [key, false] as const);
    return { props: { ...given, ...Object.fromEntries(off) }, opts: { ...opts, protect: false } };
  });
}
