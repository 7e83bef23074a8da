import {
  AppsV1Api,
  CoreV1Api,
  DiscoveryV1Api,
  type KubeConfig,
  PolicyV1Api,
  type V1Pod,
} from "@kubernetes/client-node";

/** A service of a color as the control plane sees it. */
export interface Observed {
  /** Pods that the Deployment asks for, and those that are available. */
  wanted: number;
  available: number;
  /** How many different zones its pods were put in. */
  zones: number;
  /** Pods with a token for the Kubernetes API. */
  tokens: number;
}

/** Every pod in a namespace that has these labels. */
export async function podsOf(
  config: KubeConfig,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): Promise<V1Pod[]> {
  const labelSelector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const core = config.makeApiClient(CoreV1Api);
  const { items } = await core.listNamespacedPod({ namespace, labelSelector: labelSelector.join(",") });
  return items;
}

export async function observe(config: KubeConfig, namespace: string, name: string): Promise<Observed> {
  const { spec, status } = await config.makeApiClient(AppsV1Api).readNamespacedDeployment({ namespace, name });
  const { items: nodes } = await config.makeApiClient(CoreV1Api).listNode();
  const zones = new Map(
    nodes.map(({ metadata }) => [metadata?.name, metadata?.labels?.["topology.kubernetes.io/zone"]]),
  );
  const pods = await podsOf(config, namespace, { "app.kubernetes.io/name": name });
  return {
    wanted: spec?.replicas ?? 0,
    available: status?.availableReplicas ?? 0,
    zones: new Set(pods.map((pod) => zones.get(pod.spec?.nodeName))).size,
    tokens: pods.filter((pod) => pod.spec?.volumes?.some(({ projected }) => projected !== undefined)).length,
  };
}

/** What a PodDisruptionBudget counts: pods that there should be, healthy ones, and how many may go. */
export async function budgetOf(config: KubeConfig, namespace: string, name: string) {
  const policy = config.makeApiClient(PolicyV1Api);
  const { status } = await policy.readNamespacedPodDisruptionBudget({ namespace, name });
  return {
    expected: status?.expectedPods,
    healthy: status?.currentHealthy,
    mayGo: status?.disruptionsAllowed,
  };
}

/** Ready pods behind a Service, each as the port that requests reach it on. */
export async function endpointsOf(config: KubeConfig, namespace: string, service: string): Promise<number[]> {
  const labelSelector = `kubernetes.io/service-name=${service}`;
  const { items } = await config
    .makeApiClient(DiscoveryV1Api)
    .listNamespacedEndpointSlice({ namespace, labelSelector });
  // A Service without pods has `null` here, whatever the type says.
  return items.flatMap(({ endpoints, ports = [] }) =>
    (Array.isArray(endpoints) ? endpoints : [])
      .filter(({ conditions }) => conditions?.ready === true)
      .flatMap(() => ports.flatMap(({ port }) => (port === undefined ? [] : [port]))),
  );
}
