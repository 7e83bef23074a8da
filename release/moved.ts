import { upperBound } from "./judge/bounds.ts";

/** What a load balancer shows of a weight that was written. */
export interface Shown {
  /** Percent, as read back from every listener rule. */
  readBack: readonly number[];
  /** Targets that are not healthy, by color. */
  unhealthy: Readonly<Record<"preview" | "live", number>>;
  /** Requests since the write, counted by color; those of the test rule and of sticky clients left out where known. */
  preview: number;
  live: number;
}

export type Proof = { kind: "proven" } | { kind: "open"; why: string } | { kind: "refuted"; why: string };

/** How far the share may be off: a part of the smaller color's weight, between so many percent points. */
const tolerance = { part: 0.35, least: 2, most: 10 } as const;
/** The share is called right or wrong in error once in so many cases, each way. */
const doubt = 0.001;

/**
 * Whether a weight is where it was written: read back, targets healthy, and the observed share of requests within the
 * tolerance for certain. Only then a hold begins (field notes 3.6; argo-rollouts #4595, where a read-back alone was
 * believed).
 *
 * @param weight of the preview color, percent
 */
export function moved(weight: number, { readBack, unhealthy, preview, live }: Shown): Proof {
  const others = readBack.filter((one) => one !== weight);
  if (readBack.length === 0) return { kind: "open", why: "no listener rule was read back" };
  if (others.length > 0) return { kind: "open", why: `${others.join(" and ")} % is read back instead of ${weight} %` };
  // Who is to carry the weight: on the way back the old color (MT-059), else the new one.
  const sick = weight === 0 ? unhealthy.live : unhealthy.preview;
  if (sick > 0) return { kind: "open", why: `${sick} targets are not healthy` };
  const of = preview + live;
  const part = Math.min(weight, 100 - weight) * tolerance.part;
  const allowed = Math.min(tolerance.most, Math.max(tolerance.least, part)) / 100;
  const [least, most] = [weight / 100 - allowed, weight / 100 + allowed];
  const low = of === 0 ? 0 : 1 - upperBound(live, of, doubt);
  const high = of === 0 ? 1 : upperBound(preview, of, doubt);
  const seen = `${preview} of ${of} requests reach the preview color, at a weight of ${weight} %`;
  if (high < least || low > most) return { kind: "refuted", why: seen };
  return low >= least && high <= most ? { kind: "proven" } : { kind: "open", why: `too few requests to tell: ${seen}` };
}
