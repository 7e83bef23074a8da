import { is } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { podTemplates } from "../pods.ts";
import { objectsOf } from "./objects.ts";

// How rules read pods: as Kubernetes does, with what containers take over from their pod.

/** One pod of a workload, or of a list of workloads. */
export interface Pod {
  readonly type: string;
  /** What has the pod. */
  readonly workload: Reader;
  /** `metadata` and `spec` lie below it. */
  readonly template: Reader;
  /** What a patch leaves out it does not change: that is set, and judged, elsewhere. */
  readonly patch: boolean;
}

type Test = (value: unknown) => boolean;
type Verdict = readonly Finding[] | "not-applicable";

/** A check of every pod of a workload; not applicable where it is to none of them. */
export function ofEachPod(check: (pod: Pod) => Verdict): ResourceRule["check"] {
  return (resource, { type }) => {
    const patch = type.endsWith("Patch");
    const workloads = objectsOf(type, resource);
    const verdicts = podTemplates(type, resource).map((template, i) =>
      check({ type, workload: workloads[i] ?? resource, template, patch }),
    );
    if (verdicts.length > 0 && verdicts.every((verdict) => verdict === "not-applicable")) return "not-applicable";
    return verdicts.flatMap((verdict) => (verdict === "not-applicable" ? [] : verdict));
  };
}

/** A check of pods that are not Windows's: there, Kubernetes refuses the settings of Linux. */
export function onLinux(check: (pod: Pod) => Verdict): (pod: Pod) => Verdict {
  return (pod) => {
    const system = pod.template.get("spec.os.name");
    if (!system.known) return [];
    return system.value === "windows" ? "not-applicable" : check(pod);
  };
}

/** A check of pods that are to run until they are stopped. */
export function ofServingPods(check: (pod: Pod) => Verdict): ResourceRule["check"] {
  return ofEachPod((pod) => {
    const restart = pod.template.get("spec.restartPolicy");
    if (!restart.known) return [];
    return restart.value === "Never" || restart.value === "OnFailure" ? "not-applicable" : check(pod);
  });
}

export const isUnset: Test = is(undefined, null);

export const unsetOr =
  (holds: Test): Test =>
  (value) =>
    isUnset(value) || holds(value);

/** A demand that a patch may leave to what it patches. */
export function setBy({ patch }: Pick<Pod, "patch">, holds: Test): Test {
  return patch ? unsetOr(holds) : holds;
}

/** Whether a block has one of these keys; undefined where that is not known. */
export function hasKey(of: Reader, path: string, ...keys: readonly string[]): boolean | undefined {
  const entries = of.entries(path);
  if (entries.some(([key]) => keys.includes(key))) return true;
  return entries.length > 0 || of.get(path).known ? false : undefined;
}
