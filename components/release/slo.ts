import { type Slo, sloFigures } from "../../systems/model/slo.ts";

/** Figures that a stack's config gives for a profile: `p95Ms` and the names of `Slo`. */
export type SloOverride = Readonly<Record<string, unknown>>;

/** The profile with the stack's own figures in place of the system's. */
export function effectiveSlo(profile: Slo, override: SloOverride | undefined): Slo {
  if (override === undefined) return profile;
  const figures = sloFigures.flatMap((figure) => {
    const value = override[figure];
    return typeof value === "number" ? [[figure, value] as const] : [];
  });
  const latency = profile.latency?.map(({ percentile, ms }) => {
    const bound = override[`p${percentile}Ms`];
    return { percentile, ms: typeof bound === "number" ? bound : ms };
  });
  return { ...profile, ...Object.fromEntries(figures), ...(latency === undefined ? {} : { latency }) };
}
