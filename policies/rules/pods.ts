import type { Reader } from "../read.ts";

const templates: Readonly<Record<string, string>> = {
  "kubernetes:apps/v1:Deployment": "spec.template",
  "kubernetes:apps/v1:StatefulSet": "spec.template",
  "kubernetes:apps/v1:DaemonSet": "spec.template",
  "kubernetes:apps/v1:ReplicaSet": "spec.template",
  "kubernetes:batch/v1:Job": "spec.template",
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template",
  "kubernetes:core/v1:Pod": "",
  "kubernetes:core/v1:PodTemplate": "template",
  "kubernetes:core/v1:ReplicationController": "spec.template",
  "kubernetes:argoproj.io/v1alpha1:Rollout": "spec.template",
};

/** Whether a type carries pods: the kinds above, their patches and their lists. */
export function carriesPods(type: string): boolean {
  return templates[kindOf(type)] !== undefined;
}

/** What carries pods and keeps them running, as opposed to a Job's. */
export function keepsPods(type: string): boolean {
  return carriesPods(type) && !/:(Job|CronJob)(Patch|List)?$/.test(type);
}

/**
 * A pod template, or a Pod itself: `metadata` and `spec` lie below it. One of each item for a list of objects.
 *
 * @param type token for which `carriesPods` holds
 */
export function podTemplates(type: string, inputs: Reader): readonly Reader[] {
  const path = templates[kindOf(type)] ?? "";
  const objects = type.endsWith("List") ? inputs.items("items") : [inputs];
  return path === "" ? objects : objects.map((object) => object.block(path));
}

/** The containers of a pod template, each with the key of its list. */
export function containers(template: Reader, ...kinds: readonly ContainerKind[]): readonly Reader[] {
  const wanted = kinds.length === 0 ? allKinds : kinds;
  return wanted.flatMap((kind) => template.items(`spec.${kind}`));
}

type ContainerKind = (typeof allKinds)[number];
const allKinds = ["initContainers", "containers", "ephemeralContainers"] as const;

function kindOf(type: string): string {
  return type.replace(/(Patch|List)$/, "");
}
