import type { Resources } from "../../systems/model/system.ts";
import { mebibytes, millicores } from "./quantity.ts";

/** What a namespace must hold for one service. */
export interface Demand {
  resources: Resources;
  /** Most pods that the autoscaler may ask for. */
  maxReplicas: number;
}

/** Scratch space of one pod; its root file system is read-only. */
export const scratch = { request: "64Mi", limit: "256Mi" } as const;

/** What one container asks for and may take: as much memory as it asks for, and CPU without a limit. */
export function containerResources({ cpu, memory }: Resources) {
  return {
    requests: { cpu, memory, "ephemeral-storage": scratch.request },
    limits: { memory, "ephemeral-storage": scratch.limit },
  };
}

/**
 * Hard limits of a color's namespace: every service at its most, twice, because in a rolling update the pods that drain
 * count as long as they are there. Enough for full size at any time (both colors can take all traffic), and a bound on
 * what a mistake can cost.
 */
export function quotaFor(demands: readonly Demand[]): Record<string, string> {
  const sum = (of: (demand: Demand) => number) =>
    demands.reduce((total, demand) => total + of(demand) * 2 * demand.maxReplicas, 0);
  const memory = `${sum(({ resources }) => mebibytes(resources.memory))}Mi`;
  return {
    pods: String(sum(() => 1)),
    "requests.cpu": `${sum(({ resources }) => millicores(resources.cpu))}m`,
    "requests.memory": memory,
    "limits.memory": memory,
    "requests.ephemeral-storage": `${sum(() => mebibytes(scratch.request))}Mi`,
    "limits.ephemeral-storage": `${sum(() => mebibytes(scratch.limit))}Mi`,
    // The load balancer reaches pods through target groups alone.
    "services.nodeports": "0",
    "services.loadbalancers": "0",
  };
}
