import type { ResourceValidationPolicy } from "@pulumi/policy";
import { judge, type Rule } from "./rule.ts";

/**
 * A rule as the engine knows it. What a preview leaves undetermined is not reported: the engine asks again in the
 * update, before it makes the resource, and then every input is known.
 */
export function adapt(rule: Rule): ResourceValidationPolicy {
  return {
    name: rule.id,
    description: rule.rationale,
    enforcementLevel: rule.level,
    severity: rule.severity,
    tags: tags(rule),
    remediationSteps: rule.fix,
    validateResource: (args, report) => {
      const { outcome, findings } = judge(rule, args.type, args.props);
      if (outcome === "not-applicable") args.notApplicable(`is about other types than ${args.type}`);
      for (const { path, message } of findings) report(`${path}: ${message}. ${rule.fix}`);
    },
  };
}

/** The requirement and reference ids, each with its kind: `requirement:MT-009`, `checkov:CKV_AWS_7`. */
function tags({ requirements, refs }: Rule): string[] {
  const references = Object.entries(refs).flatMap(([kind, ids]) => ids.map((id) => `${kind}:${id}`));
  return [...requirements.map((id) => `requirement:${id}`), ...references];
}
