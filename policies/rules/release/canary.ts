import { atLeast, demand } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { numberAt } from "./colors.ts";

export const rolloutType = "kubernetes:argoproj.io/v1alpha1:Rollout";

const note = "Since 2026-11-23 of a system's description and of Rollouts; the release runner's input joins in step 5.";

/** Figures of MC-149 to MC-162: 10 % for ten minutes, 50 % and 100 % for five each. */
const firstWeight = 10;
const middleWeight = 50;
const firstPauseSeconds = 600;
const laterPauseSeconds = 300;

export const canaryStepsMonotonic: ResourceRule = {
  id: "canary-steps-monotonic",
  types: hasCanary,
  severity: "high",
  level: "mandatory",
  requirements: ["MC-149", "MC-157", "MC-159"],
  refs: {},
  rationale: "A fault should first meet few users, and each step should only come after a smaller one was judged.",
  fix: "Raise the weight in steps such as 10, 50 and 100.",
  note,
  check: (inputs, { type }) => judgeEach(type, inputs, weightFaults),
};

export const canaryPauses: ResourceRule = {
  id: "canary-pauses",
  types: hasCanary,
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-155", "MC-158", "MC-161"],
  refs: {},
  rationale: "A weight is held until enough requests have been judged, first of all the smallest.",
  fix: "Hold the first weight for at least ten minutes and each later one for at least five.",
  note,
  check: (inputs, { type }) => judgeEach(type, inputs, pauseFaults),
};

/** Whether a type can describe a canary. */
export function hasCanary(type: string): boolean {
  return type === rolloutType || type.startsWith("trading:release:");
}

/** One weight, and what follows until the next. */
interface Step {
  /** Holds the weight. */
  at: Reader;
  key: string;
  /** Argo's; our own says its seconds beside the weight. */
  pauses: readonly Reader[];
}

interface Canary {
  path: string;
  /** Undefined while unknown. */
  steps: readonly Step[] | undefined;
}

function judgeEach(
  type: string,
  inputs: Reader,
  faults: (path: string, steps: readonly Step[]) => Finding[],
): Finding[] | "not-applicable" {
  const found = canaries(type, inputs);
  if (found.length === 0) return "not-applicable";
  return found.flatMap(({ path, steps }) => (steps === undefined ? [] : faults(path, steps)));
}

/** The canaries that a resource describes. A Rollout that swaps its colors at once describes none. */
function canaries(type: string, inputs: Reader): readonly Canary[] {
  const isRollout = type === rolloutType && inputs.entries("spec.strategy").some(([key]) => key === "canary");
  const paths = type === rolloutType ? ["spec.strategy.canary.steps"] : ["canary", "steps", "system.canary"];
  return paths.flatMap((path): Canary[] => {
    const items = inputs.items(path);
    if (items.length === 0 && !inputs.get(path).known) return [{ path, steps: undefined }];
    const steps = stepsOf(items);
    // A component's steps may be of something else, such as migrations.
    return isRollout || steps.length > 0 ? [{ path, steps }] : [];
  });
}

function stepsOf(items: readonly Reader[]): readonly Step[] {
  return items.flatMap((at, i): Step[] => {
    const key = ["setWeight", "weight"].find((one) => has(at, one));
    if (key === undefined) return [];
    const rest = items.slice(i + 1);
    const next = rest.findIndex((item) => has(item, key));
    const between = next === -1 ? rest : rest.slice(0, next);
    return [{ at, key, pauses: between.filter((item) => has(item, "pause")) }];
  });
}

function has(block: Reader, key: string): boolean {
  return block.entries("").some(([one]) => one === key);
}

function weightOf({ at, key }: Step): number | undefined {
  return numberAt(at, key);
}

function weightFaults(path: string, steps: readonly Step[]): Finding[] {
  const weights = steps.map(weightOf);
  const findings = steps.flatMap(({ at, key }, i): Finding[] => {
    const weight = weights[i];
    if (weight === undefined) return [];
    const before = weights.slice(0, i).findLast((one) => one !== undefined);
    const found = (message: string): Finding => ({ path: at.at(key), message });
    return [
      ...(i === 0 && weight > firstWeight ? [found(`begins with ${weight}, more than ${firstWeight}`)] : []),
      ...(before !== undefined && weight <= before ? [found(`${weight} comes after ${before}`)] : []),
      // Argo would go on to 100 by itself, which nobody then judges.
      ...(i === steps.length - 1 && weight !== 100 ? [found(`ends with ${weight}, not 100`)] : []),
    ];
  });
  const later = weights.slice(1);
  if (later.some((weight) => weight === undefined || weight <= middleWeight)) return findings;
  return [...findings, { path, message: `has no step of at most ${middleWeight} after the first` }];
}

function pauseFaults(path: string, steps: readonly Step[]): Finding[] {
  if (steps.length === 0) return [{ path, message: "has no pause" }];
  const bearing = steps.filter((step) => weightOf(step) !== 0);
  return bearing.flatMap((step, i) => {
    const least = i === 0 ? firstPauseSeconds : laterPauseSeconds;
    if (step.key === "weight") {
      return demand(step.at, "holdSeconds", atLeast(least), `is held for less than ${least} seconds`);
    }
    // What all requests go to is held by whoever ends the release.
    return i === bearing.length - 1 && weightOf(step) === 100 ? [] : heldFor(step, least);
  });
}

function heldFor({ at, key, pauses }: Step, least: number): Finding[] {
  const [first] = pauses;
  if (first === undefined) return [{ path: at.at(key), message: "is followed by no pause" }];
  const durations = pauses.map((pause) => pause.get("pause.duration"));
  // One without an end waits for a person.
  if (durations.some((duration) => !duration.known || duration.value === undefined)) return [];
  const held = durations.reduce((sum, duration) => sum + (duration.known ? secondsOf(duration.value) : 0), 0);
  return held >= least
    ? []
    : [{ path: first.at("pause.duration"), message: `holds for ${held} seconds, less than ${least}` }];
}

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Argo takes seconds, or Go's durations such as `1h30m`; what it cannot read holds for no time. */
function secondsOf(duration: unknown): number {
  const written = typeof duration === "number" ? String(duration) : duration;
  if (typeof written !== "string") return 0;
  if (/^\d+$/.test(written)) return Number(written);
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(written)) return 0;
  const parts = written.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g);
  return [...parts].reduce((sum, [, figure, unit = ""]) => sum + Number(figure) * (unitSeconds[unit] ?? 0), 0);
}
