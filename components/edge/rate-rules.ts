import { everyRequest } from "../../config/firewall.ts";
import type { RateLimit } from "../../systems/model/system.ts";
import type { RateRule } from "./firewall-rules.ts";

/** Seconds that the limits of the config look back over. */
const evaluationWindowSec = 300;

/** A system's limited actions. */
export interface LimitedSystem {
  name: string;
  limits: readonly RateLimit[];
}

/**
 * The rate rules of the platform (MC-039): one over all requests, then one for each action of each system, in the order
 * given.
 *
 * @param limits requests of one address in five minutes, over all and by action
 */
export function rateRules(
  systems: readonly LimitedSystem[],
  limits: { everyRequest: number; limits: Readonly<Record<string, number>> },
): RateRule[] {
  const actions = systems.flatMap((system) =>
    system.limits.flatMap(({ action, paths }) => {
      const limit = limits.limits[action];
      return limit === undefined ? [] : [{ name: `${system.name}-${action}`, pathPrefixes: paths, limit }];
    }),
  );
  return [
    { name: everyRequest, order: 1, pathPrefixes: [], limit: limits.everyRequest, evaluationWindowSec },
    ...actions.map((rule, i): RateRule => ({ ...rule, order: i + 2, method: "POST", evaluationWindowSec })),
  ];
}
