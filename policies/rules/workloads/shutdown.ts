import type { Graph, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import { containers, keepsPods } from "../pods.ts";
import {
  allOf,
  hasLabels,
  isTargetGroupBinding,
  itemsOf,
  type Item,
  names,
  ofKind,
  together,
  type Workload,
  workloadsOf,
} from "./objects.ts";
import { hasKey, isUnset } from "./pod.ts";

/** Seconds that a pod has to end cleanly (MC-164); Kubernetes' default, too. */
const leastGrace = 30;

/** AWS's default, in seconds. */
const defaultDrain = 300;

const grace = "spec.terminationGracePeriodSeconds";
const preStop = "lifecycle.preStop";

export const gracefulShutdown: StackRule = {
  id: "graceful-shutdown",
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-163", "MC-164"],
  refs: {},
  rationale:
    "A pod that is stopped finishes what it has begun, and serves until the load balancer sends it nothing more.",
  fix: "Give it 30 s or more, a preStop hook that outlasts the draining, and a grace period beyond both.",
  checkStack: (graph) => {
    const entrance = entranceOf(graph);
    return workloadsOf(graph).flatMap((workload) => {
      const period = graceOf(workload);
      const at = (path: string, message: string): StackFinding => ({ urn: workload.node.urn, path, message });
      const path = workload.template.at(grace);
      const hurried = period !== undefined && period < leastGrace;
      return [
        ...(hurried ? [at(path, `the pods are killed after ${period} s`)] : []),
        ...(keepsPods(workload.node.type) ? servingFaults(workload, period, entrance, at) : []),
      ];
    });
  },
};

/** How requests reach pods. */
interface Entrance {
  readonly services: readonly Item[];
  readonly bindings: readonly Item[];
  /** Draining seconds of the target groups that a binding registers pods with. */
  readonly drainsOf: (binding: Item) => readonly number[];
}

function entranceOf(graph: Graph): Entrance {
  return {
    services: itemsOf(graph, ofKind("core", "Service")),
    bindings: itemsOf(graph, isTargetGroupBinding),
    drainsOf: ({ node, object }) =>
      graph
        .targets(
          node,
          object.at("spec.targetGroupARN"),
          "aws:lb/targetGroup:TargetGroup",
          "aws:alb/targetGroup:TargetGroup",
        )
        .flatMap(({ reader }) => secondsAt(reader, "deregistrationDelay", defaultDrain) ?? []),
  };
}

function graceOf({ template, patch }: Workload): number | undefined {
  return secondsAt(template, grace, patch ? undefined : leastGrace);
}

function secondsAt(of: Reader, path: string, byDefault: number | undefined): number | undefined {
  const reading = of.get(path);
  if (!reading.known) return undefined;
  return typeof reading.value === "number" ? reading.value : byDefault;
}

function servingFaults(
  workload: Workload,
  period: number | undefined,
  { services, bindings, drainsOf }: Entrance,
  at: (path: string, message: string) => StackFinding,
): StackFinding[] {
  const { template, patch } = workload;
  const before = services.filter((service) => isBefore(service, workload) === true);
  if (before.length === 0) return [];
  const drains = bindings
    .filter((binding) => before.some((service) => registers(binding, service) === true))
    .flatMap(drainsOf);
  const drain = Math.max(0, ...drains);
  const serving = containers(template, "containers");
  const withPorts = serving.filter((container) => container.items("ports").length > 0);
  const stopped = patch
    ? []
    : (withPorts.length > 0 ? withPorts : serving).flatMap((one) => hookFaults(one, period, at));
  if (period === undefined || drain <= period) return stopped;
  const message = `the pods have ${period} s, and the load balancer drains them for ${drain} s`;
  return [...stopped, at(template.at(grace), message)];
}

/** Whether a Service sends requests to the pods. */
function isBefore(service: Item, workload: Workload): boolean | undefined {
  const shared = together(service, workload);
  // One without a selector is somebody else's to fill.
  if (shared === false || service.object.entries("spec.selector").length === 0) return false;
  return allOf([shared, hasLabels(service.object, "spec.selector", workload.template)]);
}

function registers(binding: Item, service: Item): boolean | undefined {
  const shared = together(binding, service);
  return shared === false ? false : allOf([shared, names(binding, binding.object, "spec.serviceRef.name", service)]);
}

function hookFaults(
  container: Reader,
  period: number | undefined,
  at: (path: string, message: string) => StackFinding,
): StackFinding[] {
  const path = `${preStop}.sleep.seconds`;
  const hooked = hasKey(container, preStop, "exec", "httpGet", "sleep");
  if (hooked !== true) {
    const message = "requests still come when the container is told to stop, and nothing makes it wait";
    return hooked === false ? [at(container.at(preStop), message)] : [];
  }
  const sleep = container.get(path);
  if (!sleep.known || isUnset(sleep.value)) return [];
  if (sleep.value === 0) return [at(container.at(path), "the hook waits for nothing")];
  const lasting = typeof sleep.value === "number" && period !== undefined && sleep.value >= period;
  return lasting ? [at(container.at(path), "the hook takes all the time that the container has to end")] : [];
}
