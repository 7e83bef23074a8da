import { demand } from "../../demand.ts";
import type { StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule, StackRule } from "../../rule.ts";
import {
  allOf,
  anyOf,
  type Certainty,
  isThere,
  type Item,
  labelPath,
  objectsOf,
  ofEach,
  ofKind,
  selects,
  textAt,
  type Workload,
  workloadsOf,
} from "./objects.ts";
import { isUnset, unsetOr } from "./pod.ts";
import { autoscalersOf, hasSeveral, isReleased, isScaledBy, leastOf, scales } from "./scaling.ts";

/** Pods of a service at least, in each color: MC-132, MC-133, MC-134. */
const leastReplicas: ReadonlyMap<string, number> = new Map([
  ["auth-service", 3],
  ["wallet-service", 3],
  ["trade-engine", 2],
]);

export const replicasPerService: StackRule = {
  id: "replicas-per-service",
  severity: "high",
  level: "production",
  requirements: ["MC-132", "MC-133", "MC-134", "MC-137"],
  refs: { "kube-linter": ["minimum-three-replicas"] },
  rationale: "Either color carries all the traffic with one pod gone, so both have the pods that were decided on.",
  fix: "Set replicas, and minReplicas of its autoscaler, to what the release plan says or more.",
  checkStack: (graph) => {
    const workloads = workloadsOf(graph, isReleased);
    const autoscalers = autoscalersOf(graph);
    const ofWorkloads = workloads.flatMap((workload) => {
      const least = leastReplicas.get(serviceOf(workload) ?? "");
      if (least === undefined) return [];
      const path = "spec.replicas";
      const said = workload.object.get(path);
      if (!said.known || (isUnset(said.value) && (workload.patch || mayBeScaled(workload, autoscalers)))) return [];
      return tooFew(workload, path, said.value ?? 1, least);
    });
    const ofAutoscalers = autoscalers.flatMap((autoscaler) => {
      const target = workloads.find((workload) => isScaledBy(workload, autoscaler) === true);
      const name = target === undefined ? textAt(autoscaler.object, "spec.scaleTargetRef.name") : serviceOf(target);
      const least = leastReplicas.get(withoutColor(name) ?? "");
      const said = least === undefined ? undefined : leastOf(autoscaler);
      if (least === undefined || said?.known !== true || isUnset(said.value)) return [];
      return tooFew(autoscaler, "spec.minReplicas", said.value, least);
    });
    return [...ofWorkloads, ...ofAutoscalers];
  },
};

function tooFew({ node, object }: Item, path: string, count: unknown, least: number): StackFinding[] {
  if (typeof count === "number" && count >= least) return [];
  return [
    {
      urn: node.urn,
      path: object.at(path),
      message: `has fewer than the ${least} pods that are planned for the service`,
    },
  ];
}

function mayBeScaled(workload: Workload, autoscalers: readonly Item[]): boolean {
  return anyOf(autoscalers.map((autoscaler) => isScaledBy(workload, autoscaler))) !== false;
}

/** Which service of the platform it is, by its name or its pods' labels. */
function serviceOf({ object, template }: Workload): string | undefined {
  const said = [
    textAt(template, labelPath("app.kubernetes.io/name")),
    textAt(template, labelPath("app")),
    textAt(object, "metadata.name"),
  ];
  return said.map(withoutColor).find((name) => name !== undefined && leastReplicas.has(name));
}

function withoutColor(name: string | undefined): string | undefined {
  return name?.replace(/^(blue|green)-|-(blue|green)$/, "");
}

const zones: ReadonlySet<unknown> = new Set(["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"]);

export const spreadAcrossZones: StackRule = {
  id: "spread-across-zones",
  severity: "medium",
  level: "production",
  requirements: ["MT-079", "MC-289"],
  refs: { "kube-linter": ["no-anti-affinity"] },
  rationale: "With its pods in several zones a service outlives the loss of one.",
  fix: "Add a topologySpreadConstraint for topology.kubernetes.io/zone that selects the pods' own labels.",
  checkStack: (graph) => {
    const autoscalers = autoscalersOf(graph);
    return workloadsOf(graph, scales)
      .filter((workload) => !workload.patch && hasSeveral(workload, autoscalers) === true)
      .filter(({ template }) => isSpread(template) === false)
      .map(({ node, template }) => ({
        urn: node.urn,
        path: template.at("spec.topologySpreadConstraints"),
        message: "all the pods may run in one zone",
      }));
  },
};

function isSpread(template: Reader): Certainty {
  const antiAffinity = "spec.affinity.podAntiAffinity";
  const lists = [
    { path: "spec.topologySpreadConstraints", term: "" },
    { path: `${antiAffinity}.requiredDuringSchedulingIgnoredDuringExecution`, term: "" },
    { path: `${antiAffinity}.preferredDuringSchedulingIgnoredDuringExecution`, term: "podAffinityTerm" },
  ];
  return anyOf(
    lists.flatMap(({ path, term }) =>
      ofEach(template, path, (item) => spreads(term === "" ? item : item.block(term), template)),
    ),
  );
}

/** Whether a term keeps pods apart by zone, and these pods. */
function spreads(term: Reader, template: Reader): Certainty {
  const key = term.get("topologyKey");
  if (key.known && !zones.has(key.value)) return false;
  const selector = term.block("labelSelector");
  // Without a selector it is about no pods.
  return allOf([key.known ? true : undefined, isThere(selector), selects(selector, template)]);
}

/** Of a Deployment's pods, in percent: MC-135 has all of them, an update may take a quarter. */
const mostUnavailable = 25;

export const rolloutStrategy: ResourceRule = {
  id: "rollout-strategy",
  types: ofKind("apps", "Deployment"),
  severity: "medium",
  level: "mandatory",
  requirements: ["MT-053", "MC-243"],
  refs: { "kube-linter": ["no-rolling-update-strategy"] },
  rationale: "An update replaces pods a few at a time, and what ran before is kept to go back to.",
  fix: "Use RollingUpdate with maxUnavailable 0 or at most 25%, and keep a revisionHistoryLimit of 2 or more.",
  check: (resource, { type }) => {
    const patch = type.endsWith("Patch");
    return objectsOf(type, resource).flatMap((deployment) => [
      ...demand(deployment, "spec.strategy.type", isRolling, "stops every pod before it starts a new one"),
      ...unavailableFaults(deployment, patch),
      ...demand(deployment, "spec.revisionHistoryLimit", keepsTwo, "keeps too little to go back to"),
    ]);
  },
};

const isRolling = unsetOr((value) => value === "RollingUpdate");
const keepsTwo = unsetOr((value) => typeof value === "number" && value >= 2);

function unavailableFaults(deployment: Reader, patch: boolean): Finding[] {
  const path = "spec.strategy.rollingUpdate.maxUnavailable";
  const said = deployment.get(path);
  // Kubernetes' default is 25%.
  if (!said.known || isUnset(said.value) || said.value === 0) return [];
  const message = `takes away more than ${mostUnavailable} % of the pods at once`;
  if (typeof said.value !== "number") {
    const [, percent] = /^(\d+)%$/.exec(String(said.value)) ?? [];
    return percent !== undefined && Number(percent) <= mostUnavailable ? [] : [{ path: deployment.at(path), message }];
  }
  const replicas = deployment.get("spec.replicas");
  if (!replicas.known || (patch && isUnset(replicas.value))) return [];
  const all = typeof replicas.value === "number" ? replicas.value : 1;
  return said.value * 100 <= all * mostUnavailable ? [] : [{ path: deployment.at(path), message }];
}
