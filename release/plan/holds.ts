import type { Fault } from "../../config/explain.ts";
import { leastHold } from "../judge/hold.ts";
import type { Gates } from "../judge/profile.ts";
import type { CanaryStep } from "../../systems/model/system.ts";

/** The live color's traffic when there is the least of it in a release's hours. */
export interface Traffic {
  requestsPerSecond: number;
  /** Share of requests that fail as it is. */
  errorShare?: number;
}

/**
 * The canary with holds long enough for the traffic there is: none is shortened, and one at whose end nobody could tell a
 * good release from a bad one is prolonged (field notes 3.2; MC-155 to MC-162 give the least).
 *
 * @returns faults, too, for a step at which no hold would be long enough
 */
export function judgeable(
  canary: readonly CanaryStep[],
  { requestsPerSecond, errorShare }: Traffic,
  gates: Gates,
): { canary: CanaryStep[]; faults: Fault[] } {
  const faults: Fault[] = [];
  const held = canary.map((step, i) => {
    const given = { weight: step.weight / 100, warmed: i > 0, gates };
    const hold = leastHold(requestsPerSecond, given, errorShare);
    if ("seconds" in hold) return { ...step, holdSeconds: Math.max(step.holdSeconds, hold.seconds) };
    faults.push({ path: ["canary", i, "holdSeconds"], message: `would have to be endless: ${hold.insufficient}` });
    return step;
  });
  return { canary: held, faults };
}
