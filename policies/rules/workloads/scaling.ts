import type { Graph } from "../../graph.ts";
import type { Reading } from "../../read.ts";
import { allOf, anyOf, type Certainty, itemsOf, type Item, names, ofKind, together, type Workload } from "./objects.ts";
import { isUnset } from "./pod.ts";

// How many pods a workload has: what it says, or what its autoscaler does.

const isDeployment = ofKind("apps", "Deployment");
const isStatefulSet = ofKind("apps", "StatefulSet");
const isRollout = ofKind("argoproj.io", "Rollout");

/** What has a number of replicas and can be scaled by itself: not one for each node. */
export const scales = (type: string) => isDeployment(type) || isStatefulSet(type) || isRollout(type);

export const isReleased = (type: string) => isDeployment(type) || isRollout(type);

export function autoscalersOf(graph: Graph): Item[] {
  return itemsOf(graph, ofKind("autoscaling", "HorizontalPodAutoscaler"));
}

/** Whether an autoscaler sets the replicas of a workload. */
export function isScaledBy(workload: Workload, autoscaler: Item): Certainty {
  if (together(workload, autoscaler) === false) return false;
  const target = autoscaler.object.get("spec.scaleTargetRef.kind");
  const kind = workload.node.type.replace(/^.*:/, "").replace(/(Patch|List)$/, "");
  if (target.known && target.value !== kind) return false;
  return allOf([
    together(workload, autoscaler),
    names(autoscaler, autoscaler.object, "spec.scaleTargetRef.name", workload),
  ]);
}

/** Pods that a workload says it has; one is what Kubernetes makes of nothing said. */
export function replicasOf({ object, patch }: Workload): Reading {
  const said = object.get("spec.replicas");
  return said.known && isUnset(said.value) && !patch ? { known: true, value: 1 } : said;
}

/** Whether a workload has, or may be scaled to, more than one pod. */
export function hasSeveral(workload: Workload, autoscalers: readonly Item[]): Certainty {
  const said = replicasOf(workload);
  if (said.known && typeof said.value === "number" && said.value > 1) return true;
  const scaled = anyOf(autoscalers.map((autoscaler) => isScaledBy(workload, autoscaler)));
  return scaled === true ? true : said.known ? scaled : undefined;
}

/** The fewest pods that a workload has at rest; undefined where that is not known. */
export function leastPods(workload: Workload, autoscalers: readonly Item[]): number | undefined {
  const scaled = autoscalers.map((autoscaler) => [autoscaler, isScaledBy(workload, autoscaler)] as const);
  const [own] = scaled.find(([, certainty]) => certainty === true) ?? [];
  if (own === undefined && scaled.some(([, certainty]) => certainty === undefined)) return undefined;
  const least = own === undefined ? replicasOf(workload) : leastOf(own);
  return least.known && typeof least.value === "number" ? least.value : undefined;
}

/** The fewest pods that an autoscaler leaves. */
export function leastOf({ object, patch }: Item): Reading {
  const said = object.get("spec.minReplicas");
  return said.known && isUnset(said.value) && !patch ? { known: true, value: 1 } : said;
}
