import { setTimeout as sleep } from "node:timers/promises";
import { AppsV1Api, CoreV1Api, type KubeConfig, type V1Deployment } from "@kubernetes/client-node";
import type { Expected } from "./rendered.ts";

/**
 * Waits until every Deployment has its pods, all of them new and available.
 *
 * @throws Error at the deadline, with what is missing and what the cluster says of it
 */
export async function untilAvailable(
  config: KubeConfig,
  expected: readonly Expected[],
  deadlineSeconds = 180,
): Promise<void> {
  const apps = config.makeApiClient(AppsV1Api);
  const deadline = Date.now() + deadlineSeconds * 1000;
  for (;;) {
    const { items } = await apps.listDeploymentForAllNamespaces();
    const found = new Map(
      items.map((item) => [`${item.metadata?.namespace ?? ""}/${item.metadata?.name ?? ""}`, item]),
    );
    const missing = expected.filter((one) => !settled(found.get(`${one.namespace}/${one.name}`), one.replicas));
    if (missing.length === 0) return;
    if (Date.now() >= deadline) {
      const reasons = await Promise.all(
        missing.map((one) => explain(config, one, found.get(`${one.namespace}/${one.name}`))),
      );
      throw new Error(
        [`${missing.length} Deployments are not available after ${deadlineSeconds} s:`, ...reasons].join("\n"),
      );
    }
    await sleep(500);
  }
}

function settled(deployment: V1Deployment | undefined, replicas: number): boolean {
  const status = deployment?.status;
  return (
    status?.observedGeneration === deployment?.metadata?.generation &&
    status?.replicas === replicas &&
    status.updatedReplicas === replicas &&
    status.availableReplicas === replicas &&
    (status.conditions ?? []).some((condition) => condition.type === "Available" && condition.status === "True")
  );
}

/** Counts, then conditions, then what was said of the pods. */
async function explain(config: KubeConfig, { namespace, name, replicas }: Expected, found?: V1Deployment) {
  if (found === undefined) return `  ${namespace}/${name}: does not exist`;
  const core = config.makeApiClient(CoreV1Api);
  const [events, pods] = await Promise.all([
    core.listNamespacedEvent({ namespace, fieldSelector: "type=Warning" }),
    core.listNamespacedPod({ namespace, labelSelector: `app.kubernetes.io/name=${name}` }),
  ]);
  const conditions = (found.status?.conditions ?? []).map(
    ({ type, status, reason = "", message = "" }) => `${type}=${status} ${reason}: ${message}`,
  );
  const waiting = pods.items.flatMap(({ metadata, status }) =>
    (status?.conditions ?? [])
      .filter((condition) => condition.status !== "True")
      .map(({ type, message = "" }) => `pod ${metadata?.name ?? ""}: not ${type}: ${message}`),
  );
  const warnings = events.items
    .filter(
      ({ involvedObject: { kind, name: about = "" } }) =>
        /^(Deploy|Replica|Pod$)/.test(kind ?? "") && about.startsWith(name),
    )
    .map(({ reason = "", message = "" }) => `event ${reason}: ${message}`);
  const lines = [...conditions, ...new Set(waiting).values(), ...new Set(warnings).values()].slice(0, 8);
  const counts = `${found.status?.availableReplicas ?? 0} of ${replicas} available, ${found.spec?.replicas ?? 0} wanted`;
  return [`  ${namespace}/${name}: ${counts}`, ...lines.map((line) => `    ${line}`)].join("\n");
}
