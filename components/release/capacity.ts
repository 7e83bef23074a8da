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

/** Extra pods that a rolling update may start, as the Deployment asks for them (`maxSurge`). */
export const surgePercent = 25;

/**
 * Hard limits of a color's namespace: every service at its most, in the middle of a rolling update. Enough for full
 * size at any time (both colors can take all traffic), and a bound on what a mistake can cost.
 */
export function quotaFor(demands: readonly Demand[]): Record<string, string> {
  const pods = demands.map(({ maxReplicas }) => maxReplicas + Math.ceil((maxReplicas * surgePercent) / 100));
  const sum = (of: (demand: Demand) => number) =>
    demands.reduce((total, demand, i) => total + of(demand) * (pods[i] ?? 0), 0);
  const memory = `${sum(({ resources }) => mebibytes(resources.memory))}Mi`;
  return {
    pods: String(pods.reduce((total, count) => total + count, 0)),
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
