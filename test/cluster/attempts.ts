import { ApiException } from "@kubernetes/client-node";
import { Refusal } from "./client.ts";
import type { Deployment, Pod, PodSpec } from "./objects.ts";

/** What came of an attempt: `accepted`, or the HTTP status and the server's words. */
export async function outcome(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return "accepted";
  } catch (error) {
    if (error instanceof Refusal) return `${error.code} ${error.message}`;
    if (error instanceof ApiException) return `${error.code} ${String(error.body)}`;
    throw error;
  }
}

/** A pod as the Deployment would make it, with changes. */
export function podOf({ metadata, spec }: Deployment, change: Partial<PodSpec> = {}): Pod {
  const { namespace = "" } = metadata;
  const { metadata: template, spec: pod } = spec.template;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "attempt", namespace, labels: template.labels },
    spec: { ...pod, ...change },
  };
}

/** Changes of a pod's spec, each of which Pod Security `restricted` forbids. */
export function unsafe({ containers, volumes = [] }: PodSpec): Partial<PodSpec>[] {
  return [
    { containers: containers.map((one) => ({ ...one, securityContext: {} })) },
    { containers: containers.map((one) => ({ ...one, securityContext: { allowPrivilegeEscalation: true } })) },
    { securityContext: { runAsUser: 0 } },
    { hostNetwork: true },
    { volumes: volumes.map((one) => (one["name"] === "tmp" ? { name: "tmp", hostPath: { path: "/" } } : one)) },
  ];
}
