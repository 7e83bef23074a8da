import type { Graph, StackFinding } from "../../graph.ts";
import type { StackRule } from "../../rule.ts";
import {
  allOf,
  anyOf,
  type Certainty,
  itemsOf,
  isThere,
  type Item,
  ofKind,
  selects,
  together,
  type Workload,
  workloadsOf,
} from "./objects.ts";
import { isUnset } from "./pod.ts";
import { autoscalersOf, hasSeveral, leastPods, scales } from "./scaling.ts";

export const pdbPresent: StackRule = {
  id: "pdb-present",
  severity: "medium",
  level: "production",
  requirements: ["MT-079", "MC-270", "MC-282", "MC-289"],
  refs: {},
  rationale: "Nodes are emptied whenever they are renewed, and without a budget all pods of a service may go at once.",
  fix: "Declare a PodDisruptionBudget in the namespace whose selector matches the pods' labels.",
  checkStack: (graph) => {
    const budgets = budgetsOf(graph);
    const autoscalers = autoscalersOf(graph);
    return workloadsOf(graph, scales)
      .filter((workload) => !workload.patch && hasSeveral(workload, autoscalers) === true)
      .filter((workload) => anyOf(budgets.map((budget) => protects(budget, workload))) === false)
      .map(({ node, object }) => ({
        urn: node.urn,
        path: object.path,
        message: "no PodDisruptionBudget selects the pods",
      }));
  },
};

export const pdbSane: StackRule = {
  id: "pdb-sane",
  severity: "medium",
  level: "production",
  requirements: ["MT-079", "MC-270", "MC-282", "MC-289"],
  refs: { "kube-linter": ["pdb-max-unavailable", "pdb-min-available"] },
  rationale: "A budget that lets no pod go keeps nodes from being renewed, with their holes in them.",
  fix: "Let at least one pod go: maxUnavailable 1 or more, or minAvailable below the fewest replicas.",
  checkStack: (graph) => {
    const workloads = workloadsOf(graph, scales);
    const autoscalers = autoscalersOf(graph);
    return budgetsOf(graph).flatMap((budget): StackFinding[] => {
      const { node, object, patch } = budget;
      const wrong = (path: string, message: string) => [{ urn: node.urn, path: object.at(path), message }];
      const [most, least] = [object.get("spec.maxUnavailable"), object.get("spec.minAvailable")];
      if (most.known && !isUnset(most.value)) {
        return isNone(most.value) ? wrong("spec.maxUnavailable", "lets no pod go") : [];
      }
      if (!most.known || !least.known) return [];
      if (isUnset(least.value)) {
        // The controller then expects no pods and allows no disruption.
        return patch
          ? []
          : wrong("spec.maxUnavailable", "says neither how many may go nor how many stay, so none goes");
      }
      const pods = podsOf(
        workloads.filter((workload) => protects(budget, workload) === true),
        autoscalers,
      );
      return keepsAll(least.value, pods) ? wrong("spec.minAvailable", "keeps every pod, so none may go") : [];
    });
  },
};

function budgetsOf(graph: Graph): Item[] {
  return itemsOf(graph, ofKind("policy", "PodDisruptionBudget"));
}

function protects(budget: Item, workload: Workload): Certainty {
  const shared = together(budget, workload);
  if (shared === false) return false;
  const selector = budget.object.block("spec.selector");
  // One that is empty selects all pods, one that is absent none.
  return allOf([shared, isThere(selector), selects(selector, workload.template)]);
}

/** The fewest pods of all that a budget is about; undefined where that is not known, or there are none here. */
function podsOf(workloads: readonly Workload[], autoscalers: readonly Item[]): number | undefined {
  const counts = workloads.map((workload) => leastPods(workload, autoscalers));
  if (counts.length === 0 || counts.includes(undefined)) return undefined;
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

function isNone(value: unknown): boolean {
  return value === 0 || (typeof value === "string" && /^0+%?$/.test(value));
}

/** Kubernetes rounds a percentage of the pods up. */
function keepsAll(value: unknown, pods: number | undefined): boolean {
  const percent = typeof value === "string" ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  if (percent !== undefined && Number(percent) >= 100) return true;
  if (pods === undefined) return false;
  const kept = percent === undefined ? value : Math.ceil((Number(percent) * pods) / 100);
  return typeof kept === "number" && kept >= pods;
}
