import * as pulumi from "@pulumi/pulumi";
import type { PlatformConfig } from "../../config/schema.ts";
import { statefulRule } from "../../providers/stateful.ts";

/** What services call their own refusal to delete something. */
const deletionProtections = ["deletionProtection", "enableDeletionProtection"] as const;

/**
 * Lifts the protection of the resources that the config's exceptions name, and of nothing else: the engine's and the
 * service's own. What leaves the program goes in the update after that, as does what the service protects itself;
 * anything else may be replaced in the same one.
 */
export function liftProtection(exceptions: PlatformConfig["exceptions"]): void {
  const lifted = exceptions.flatMap(({ rule, resource }) => (rule === statefulRule ? [resource] : []));
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
