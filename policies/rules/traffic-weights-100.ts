import type { Reader } from "../read.ts";
import type { Finding, Rule } from "../rule.ts";

export const trafficWeights100: Rule = {
  id: "traffic-weights-100",
  types: ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"],
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-129", "MC-149", "MC-151"],
  refs: {},
  rationale: "Weights are percent: every judgement of a canary reads them so, and AWS takes any numbers.",
  fix: "Give each color a whole weight from 0 to 100, together 100.",
  check: (rule) => rule.items("actions").flatMap(forwardFaults),
};

function forwardFaults(action: Reader): Finding[] {
  const key = "forward.targetGroups";
  const groups = action.items(key);
  const weights = groups.map((group) => group.get("weight"));
  // All the traffic of a single group is its own, whatever weight it has or lacks.
  if (groups.length < 2) return [];
  const findings = groups.flatMap((group, i): Finding[] => {
    const weight = weights[i];
    return weight?.known !== true || isPercent(weight.value)
      ? []
      : [{ path: group.at("weight"), message: `${String(weight.value)} is no whole number from 0 to 100` }];
  });
  const known = weights.flatMap((weight) => (weight.known && isPercent(weight.value) ? [weight.value] : []));
  const sum = known.reduce((total, weight) => total + weight, 0);
  // Even with a weight unknown, the others may be too many already.
  if (sum > 100 || (known.length === weights.length && sum !== 100)) {
    findings.push({ path: action.at(key), message: `the weights sum to ${sum}, not 100` });
  }
  return findings;
}

function isPercent(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 100;
}
