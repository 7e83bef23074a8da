import { rememberedSchema, type Remembered, type Weights } from "../../contract/release.ts";
import { type CanaryStep, type Color, colors } from "../../systems/model/system.ts";

/** Where a system's requests and exclusive work go. */
export type Traffic = Remembered;

export interface TrafficChoice {
  system: string;
  /** Colors that config gives images to. */
  deployed: readonly Color[];
  /** What config says, if it says anything. */
  weights?: Weights;
  workColor?: Color;
}

export function other(color: Color): Color {
  return color === "blue" ? "green" : "blue";
}

/** The color with more traffic; in a tie the one that was live before. */
export function liveColor(weights: Weights, last: Color): Color {
  if (weights.blue === weights.green) return last;
  return weights.blue > weights.green ? "blue" : "green";
}

/**
 * Weights are what config says, else what the stack remembers, else 100 to blue (decision 4). The same goes for the
 * color that does the exclusive work, which starts with the live one.
 *
 * @param last the system's `release` output of the stack's last update; undefined on a first one
 * @throws Error when the memory cannot be read, or traffic or work would go to a color without images
 */
export function decideTraffic(choice: TrafficChoice, last: unknown): Traffic {
  const memory = last === undefined ? undefined : rememberedSchema.safeParse(last);
  const path = `systems.${choice.system}`;
  if (memory?.success === false && (choice.weights === undefined || choice.workColor === undefined)) {
    throw new Error(`the stack's last outputs hold no readable weights; set ${path}.weights and ${path}.workColor`);
  }
  const remembered = memory?.data;
  const initial = choice.deployed.includes("blue") ? "blue" : "green";
  const weights = choice.weights ?? remembered?.weights ?? onlyTo(initial);
  const live = liveColor(weights, remembered?.live ?? initial);
  const workColor = choice.workColor ?? remembered?.workColor ?? live;
  for (const color of colors) {
    if (weights[color] > 0 && !choice.deployed.includes(color)) {
      throw new Error(
        `${color} has ${weights[color]} % of the traffic but no images; restore ${path}.colors.${color}, ` +
          `or move its traffic first with ${path}.weights`,
      );
    }
  }
  if (!choice.deployed.includes(workColor)) {
    throw new Error(
      `${workColor} does the queue and feed work but has no images; restore ${path}.colors.${workColor}, ` +
        `or hand the work over first with ${path}.workColor`,
    );
  }
  return { weights, live, workColor };
}

export function onlyTo(color: Color): Weights {
  return { blue: 0, green: 0, [color]: 100 };
}

/** Weights of the step after the present share of the preview color; null with nothing to move traffic to. */
export function nextWeights(
  { weights, live }: Pick<Traffic, "weights" | "live">,
  steps: readonly CanaryStep[],
  previewDeployed: boolean,
) {
  const preview = other(live);
  const step = steps.find(({ weight }) => weight > weights[preview]);
  if (step === undefined || !previewDeployed) return null;
  const next: Weights = { blue: 0, green: 0 };
  next[preview] = step.weight;
  next[live] = 100 - step.weight;
  return next;
}

/**
 * One answer from several rules. Where they disagree, an update failed half-way: the one with the most traffic on the
 * live color, or on the one that a promotion was making live, is the safest to go on from.
 */
export function agreedWeights(rules: readonly Weights[], live: Color): { weights: Weights; agree: boolean } {
  const ranked = [...rules].sort((a, b) => b[live] - a[live]);
  const [safest = onlyTo(live)] = ranked;
  return { weights: safest, agree: rules.every((rule) => rule.blue === safest.blue) };
}
