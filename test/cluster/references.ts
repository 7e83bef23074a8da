import type { KubernetesObject, V1ConfigMap, V1Deployment, V1RoleBinding, V1Secret } from "@kubernetes/client-node";
import type { V2HorizontalPodAutoscaler } from "@kubernetes/client-node";
import { keyOf } from "./rendered.ts";

interface Reference {
  kind: string;
  name: string;
  /** Key of its data. */
  key?: string;
}

interface TargetGroupBinding extends KubernetesObject {
  spec: { serviceRef: { name: string } };
}

/**
 * What an object names that no object before it holds, such as `ConfigMap/shop-blue/api-1`. The server does not ask,
 * and a simulated node starts a pod without looking for its ConfigMap.
 */
export function dangling(object: KubernetesObject, before: readonly KubernetesObject[]): string[] {
  const known = new Map(before.map((other) => [keyOf(other), other]));
  const namespace = object.metadata?.namespace ?? "";
  return referencesOf(object).flatMap(({ kind, name, key }) => {
    const place = `${kind}/${namespace}/${name}`;
    const target = known.get(place);
    if (target === undefined) return [place];
    return key === undefined || keysOf(target).includes(key) ? [] : [`${place} key ${key}`];
  });
}

function referencesOf(object: KubernetesObject): Reference[] {
  switch (object.kind) {
    case "Deployment":
      return podReferences(object as V1Deployment);
    case "RoleBinding":
      return [(object as V1RoleBinding).roleRef];
    case "HorizontalPodAutoscaler": {
      const { spec } = object as V2HorizontalPodAutoscaler;
      return spec === undefined ? [] : [spec.scaleTargetRef];
    }
    case "TargetGroupBinding":
      return [{ kind: "Service", name: (object as TargetGroupBinding).spec.serviceRef.name }];
    default:
      return [];
  }
}

function podReferences({ spec }: V1Deployment): Reference[] {
  const pod = spec?.template.spec;
  const account = { kind: "ServiceAccount", name: pod?.serviceAccountName ?? "default" };
  const containers = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
  const read = containers.flatMap(({ env = [], envFrom = [] }): Reference[] => [
    ...envFrom.flatMap(({ configMapRef }) =>
      configMapRef === undefined ? [] : [{ kind: "ConfigMap", name: configMapRef.name ?? "" }],
    ),
    ...env.flatMap(({ valueFrom }) => {
      const secret = valueFrom?.secretKeyRef;
      return secret === undefined ? [] : [{ kind: "Secret", name: secret.name ?? "", key: secret.key }];
    }),
  ]);
  return [account, ...read];
}

function keysOf(object: KubernetesObject): string[] {
  const { data, stringData }: V1Secret & V1ConfigMap & KubernetesObject = object;
  return Object.keys({ ...data, ...stringData });
}
