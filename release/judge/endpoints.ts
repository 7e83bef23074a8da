import type { EndpointCounts } from "./counts.ts";
import type { Spread } from "./dispersion.ts";
import type { EndpointState } from "./state.ts";
import { type Limits, openWatch, watch } from "./watch.ts";

/**
 * The endpoints after one interval more; new ones come last.
 *
 * @param preview their counts of the preview color
 * @param live of the live one; an endpoint that it does not have was not asked for there
 */
export function endpointsOf(
  before: readonly EndpointState[],
  limits: Limits,
  preview: readonly EndpointCounts[],
  live: readonly EndpointCounts[],
  spread: Spread,
  stake: number,
): readonly EndpointState[] {
  const next = [...before];
  for (let i = 0; i < preview.length; i += 1) {
    const ours = preview[i];
    if (ours === undefined) continue;
    const { name, requests: of, errors: above } = ours;
    const place = placeOf(next, name, i);
    const theirPlace = placeOf(live, name, i);
    const { requests = 0, errors = 0 } = live[theirPlace] ?? {};
    const old = next[place];
    next[place] = {
      name,
      watch: watch(
        old === undefined ? openWatch(limits) : old.watch,
        limits,
        { above, of },
        { kind: "concurrent", live: { above: errors, of: requests } },
        spread,
        stake,
      ),
      preview: { above: (old?.preview.above ?? 0) + above, of: (old?.preview.of ?? 0) + of },
      live: { above: (old?.live.above ?? 0) + errors, of: (old?.live.of ?? 0) + requests },
    };
  }
  return next;
}

/** Where the name is, else the end. Most of the time all lists have the same order, so that nothing is searched. */
function placeOf(list: readonly { name: string }[], name: string, likely: number): number {
  if (list[likely]?.name === name) return likely;
  const found = list.findIndex((one) => one.name === name);
  return found === -1 ? list.length : found;
}
