import type { Autoscaler, Binding, Deployment, Kube, RoleBinding, Values } from "./objects.ts";
import { keyOf } from "./rendered.ts";

interface Reference {
  kind: string;
  name: string;
  /** Key of its data. */
  key?: string;
}

/**
 * What an object names that no object before it holds, such as `ConfigMap/shop-blue/api-1`. The server does not ask,
 * and a simulated node starts a pod without looking for its ConfigMap.
 */
export function dangling(object: Kube, before: readonly Kube[]): string[] {
  const known = new Map(before.map((other) => [keyOf(other), other]));
  return referencesOf(object).flatMap(({ kind, name, key }) => {
    const place = `${kind}/${object.metadata.namespace ?? ""}/${name}`;
    const target = known.get(place);
    if (target === undefined) return [place];
    return key === undefined || keysOf(target).includes(key) ? [] : [`${place} key ${key}`];
  });
}

function referencesOf(object: Kube): Reference[] {
  switch (object.kind) {
    case "Deployment":
      return podReferences(object as Deployment);
    case "RoleBinding":
      return [(object as RoleBinding).roleRef];
    case "HorizontalPodAutoscaler":
      return [(object as Autoscaler).spec.scaleTargetRef];
    case "TargetGroupBinding":
      return [{ kind: "Service", name: (object as Binding).spec.serviceRef.name }];
    default:
      return [];
  }
}

function podReferences({ spec: { template } }: Deployment): Reference[] {
  const { serviceAccountName, containers } = template.spec;
  const read = containers.flatMap(({ env = [], envFrom = [] }): Reference[] => [
    ...envFrom.flatMap(({ configMapRef }) =>
      configMapRef === undefined ? [] : [{ kind: "ConfigMap", name: configMapRef.name }],
    ),
    ...env.flatMap(({ valueFrom }) =>
      valueFrom?.secretKeyRef === undefined ? [] : [{ kind: "Secret", ...valueFrom.secretKeyRef }],
    ),
  ]);
  return [{ kind: "ServiceAccount", name: serviceAccountName }, ...read];
}

function keysOf({ data, stringData }: Values): string[] {
  return Object.keys({ ...data, ...stringData });
}
