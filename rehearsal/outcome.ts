import type { State } from "../release/state.ts";
import type { Color } from "../systems/model/system.ts";
import type { Scenario } from "./scenarios.ts";

/** What a release left behind. */
export interface Left {
  /** Percent of the preview color, as the front applies it. */
  weight: number;
  working: Color | undefined;
  registration: boolean;
  /** Highest weight that was ever written. */
  highest: number;
  /** Requests that no color answered, by why. */
  losses: ReadonlyMap<string, number>;
  /** WebSockets that ended before the old color was drained. */
  dropped: number;
}

/** What is not as the scenario wants it; nothing is what is wanted. */
export function wrongsOf({ wanted, because, highest }: Scenario, state: State, left: Left): string[] {
  const should =
    wanted === "succeeded"
      ? { weight: 100, working: "green", registration: true }
      : { weight: 0, working: "blue", registration: false };
  const is = { weight: left.weight, working: left.working, registration: left.registration };
  const why = state.reasons.join("; ");
  return [
    ...(state.phase === wanted ? [] : [`it ${state.phase} and should have ${wanted}: ${why}`]),
    ...(JSON.stringify(is) === JSON.stringify(should) ? [] : [`it left ${JSON.stringify(is)} behind`]),
    ...(left.highest <= highest ? [] : [`the preview color had ${left.highest} %, ${highest} % at most was right`]),
    ...(because === undefined || because.test(why) ? [] : [`it says "${why}", which is not why`]),
    ...(wanted === "succeeded" && why !== "" ? [`it found fault with a good release: ${why}`] : []),
    ...[...left.losses].map(([why, count]) => `${count} requests were lost: ${why}`),
    ...(left.dropped === 0 ? [] : [`${left.dropped} WebSockets were dropped`]),
    ...state.troubles,
  ];
}
