import type { Autoscaler, Binding, Deployment, Job, Kube, RoleBinding, Values } from "./objects.ts";
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
    case "Job":
      return podReferences(object as Deployment | Job);
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

function podReferences({ spec: { template } }: Deployment | Job): Reference[] {
  const { serviceAccountName, containers, volumes = [] } = template.spec;
  const read = containers.flatMap(({ env = [], envFrom = [] }): Reference[] => [
    ...envFrom.flatMap(({ configMapRef }) =>
      configMapRef === undefined ? [] : [{ kind: "ConfigMap", name: configMapRef.name }],
    ),
    ...env.flatMap(({ valueFrom: { secretKeyRef, configMapKeyRef } = {} }) => [
      ...(secretKeyRef === undefined ? [] : [{ kind: "Secret", ...secretKeyRef }]),
      ...(configMapKeyRef === undefined ? [] : [{ kind: "ConfigMap", ...configMapKeyRef }]),
    ]),
  ]);
  const mounted = volumes.flatMap(({ configMap, secret }): Reference[] => [
    ...(configMap === undefined ? [] : [{ kind: "ConfigMap", name: configMap.name }]),
    ...(secret === undefined ? [] : [{ kind: "Secret", name: secret.secretName }]),
  ]);
  return [{ kind: "ServiceAccount", name: serviceAccountName }, ...read, ...mounted];
}

function keysOf({ data, stringData }: Values): string[] {
  return Object.keys({ ...data, ...stringData });
}
