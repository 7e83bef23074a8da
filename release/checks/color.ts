import { healthFaults, listFaults } from "./answers.ts";
import type { Checks, Journey, Waiver } from "./checks.ts";
import { hubFault } from "./hub.ts";
import { journeyFaults, type Script } from "./journeys.ts";
import type { Target } from "./target.ts";

/** What a color is asked, and how. */
export interface ColorChecks {
  checks: Checks;
  waivers: readonly Waiver[];
  /** Of `checks`, those that can pass now (`journeysAt`). */
  journeys: readonly Journey[];
  script: Script;
}

/**
 * Asks a color all that it must answer: health, hubs, lists, and then journeys, for which those must work.
 *
 * @throws Error naming everything that it does not answer as it should; the signal's reason
 */
export async function checkColor(target: Target, what: ColorChecks, signal: AbortSignal): Promise<void> {
  const { checks, waivers, journeys, script } = what;
  const [health, lists, ...hubs] = await Promise.all([
    healthFaults(target, checks.healthPaths, signal),
    listFaults(target, checks, waivers, signal),
    ...checks.hubs.map((path) => hubFault(target, path, signal)),
  ]);
  const faults = [...health, ...lists, ...hubs.filter((fault) => fault !== undefined)];
  refuse(faults);
  refuse(await journeyFaults(journeys, script, target, signal));
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(faults.join("; "));
}
