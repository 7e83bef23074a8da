import { demand, is } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { isRoute } from "./colors.ts";

export const trafficWeights100: ResourceRule = {
  id: "traffic-weights-100",
  types: (type) => faultsOf(type) !== undefined,
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-129", "MC-149", "MC-151", "MC-157", "MC-159"],
  refs: {},
  rationale: "Weights are percent: every judgement of a canary reads them so, and AWS takes any numbers.",
  fix: "Give each color a whole weight from 0 to 100, together 100, and name its target.",
  exceptions: "none",
  check: (inputs, { type }) => faultsOf(type)?.(inputs) ?? [],
};

type Faults = (inputs: Reader) => readonly Finding[] | "not-applicable";

function faultsOf(type: string): Faults | undefined {
  if (/^aws:(lb|alb)\/listenerRule:ListenerRule$/.test(type))
    return (rule) => rule.items("actions").flatMap(forwardFaults);
  if (/^aws:(lb|alb)\/listener:Listener$/.test(type)) {
    return (listener) => listener.items("defaultActions").flatMap(forwardFaults);
  }
  if (isRoute(type)) return (route) => route.items("spec.rules").flatMap(backendFaults);
  if (type === "kubernetes:argoproj.io/v1alpha1:Rollout") return rolloutFaults;
  if (type === "aws:route53/record:Record") return recordFaults;
  if (type === "kubernetes:core/v1:Service") return serviceFaults;
  return type.startsWith("trading:release:") ? componentFaults : undefined;
}

function forwardFaults(action: Reader): Finding[] {
  return sharesFaults(action.items("forward.targetGroups"), "arn", action.at("forward.targetGroups"));
}

/** Of the Gateway API. */
function backendFaults(rule: Reader): Finding[] {
  return sharesFaults(rule.items("backendRefs"), "name", rule.at("backendRefs"));
}

function sharesFaults(targets: readonly Reader[], key: string, at: string): Finding[] {
  const weights = targets.map((target) => target.block("weight"));
  return [
    ...targets.flatMap((target) => targetFaults(target, key)),
    // All the traffic of a single target is its own, whatever weight it has or lacks.
    ...(targets.length < 2 ? [] : weightFaults(weights, at)),
  ];
}

function weightFaults(places: readonly Reader[], at: string): Finding[] {
  const weights = places.map((place) => place.get(""));
  const findings = places.flatMap((place, i): Finding[] => {
    const weight = weights[i];
    return weight?.known !== true || isPercent(weight.value) ? [] : [percentFault(place.path, weight.value)];
  });
  const known = weights.flatMap((weight) => (weight.known && isPercent(weight.value) ? [weight.value] : []));
  const sum = known.reduce((total, weight) => total + weight, 0);
  // Even with a weight unknown, the others may be too many already.
  if (sum > 100 || (known.length === weights.length && sum !== 100)) {
    findings.push({ path: at, message: `the weights sum to ${sum}, not 100` });
  }
  return findings;
}

/** A target that is not known yet is one all the same, so only its key is asked for. */
function targetFaults(target: Reader, key: string): Finding[] {
  const isNamed = target.entries("").some(([name]) => name === key);
  const isEmpty = target.literals(key).some(({ value }) => value === "");
  return isNamed && !isEmpty ? [] : [{ path: target.at(key), message: "there is no target" }];
}

function rolloutFaults(rollout: Reader): Finding[] | "not-applicable" {
  const canary = rollout.block("spec.strategy.canary");
  const steps = canary.items("steps");
  const isRouted = canary.entries("trafficRouting").length > 0;
  if (steps.length === 0 && !isRouted) return "not-applicable";
  return [
    ...steps.flatMap((step) => {
      const weight = step.get("setWeight");
      const isFine = !weight.known || weight.value === undefined || isPercent(weight.value);
      return isFine ? [] : [percentFault(step.at("setWeight"), weight.value)];
    }),
    ...demand(canary, "trafficRouting.maxTrafficWeight", is(undefined, 100), "weights are not of 100"),
    ...(isRouted
      ? ["stableService", "canaryService"].flatMap((key) => demand(canary, key, isName, "there is no target"))
      : []),
  ];
}

/** One record of a set: `dns-weighted-complete` holds the set together. */
function recordFaults(record: Reader): Finding[] | "not-applicable" {
  const policies = record.items("weightedRoutingPolicies");
  if (policies.length === 0) return "not-applicable";
  const weights = policies.flatMap((policy) => {
    const weight = policy.get("weight");
    return !weight.known || isPercent(weight.value) ? [] : [percentFault(policy.at("weight"), weight.value)];
  });
  const hasTarget = record.entries("").some(([key]) => key === "records" || key === "aliases");
  return hasTarget ? weights : [...weights, { path: "records", message: "there is no target" }];
}

/** The API server drops these with a warning, and no traffic moves. */
function serviceFaults(service: Reader): Finding[] | "not-applicable" {
  const keys = service.entries("spec").map(([key]) => key);
  const made = keys.filter((key) => key === "trafficPolicy" || key === "canaryWeight");
  if (made.length === 0) return "not-applicable";
  return made.map((key) => ({ path: `spec.${key}`, message: "Kubernetes knows no such field, so no traffic moves" }));
}

function componentFaults(component: Reader): Finding[] | "not-applicable" {
  const given = ["weights", "config.weights"].flatMap((path) => {
    const places = component.entries(path).map(([, weight]) => weight);
    return places.length === 0 ? [] : [weightFaults(places, path)];
  });
  return given.length === 0 ? "not-applicable" : given.flat();
}

function percentFault(path: string, value: unknown): Finding {
  return { path, message: `${typeof value === "number" ? value : "this"} is no whole number from 0 to 100` };
}

function isPercent(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 100;
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
