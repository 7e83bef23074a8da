import { demand, is, matches } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule, StackRule } from "../../rule.ts";
import { anyOf, isReserved, itemsOf, labelPath, liesIn, namespacesOf, objectsOf, ofKind, textAt } from "./objects.ts";
import { isUnset, setBy } from "./pod.ts";

const standards = "pod-security.kubernetes.io/";

export const nsPsaLabels: ResourceRule = {
  id: "ns-psa-labels",
  types: ofKind("core", "Namespace"),
  severity: "high",
  level: "mandatory",
  requirements: ["MC-126", "MC-131"],
  refs: { "eks-cis": ["4.2"] },
  rationale:
    "The cluster itself then refuses pods that break out, whoever makes them, by a version that does not drift.",
  fix: "Label it with enforce, warn and audit restricted, and enforce-version such as v1.35.",
  check: (resource, { type }) => {
    const namespaces = objectsOf(type, resource);
    const judged = namespaces.filter((namespace) => !isReserved(textAt(namespace, "metadata.name")));
    // The cluster's own pods there need what is refused to others.
    if (namespaces.length > 0 && judged.length === 0) return "not-applicable";
    const patch = type.endsWith("Patch");
    const restricted = setBy({ patch }, is("restricted"));
    const pinned = setBy({ patch }, matches(/^v1\.\d+$/));
    return judged.flatMap((namespace) => [
      ...["enforce", "audit", "warn"].flatMap((mode) =>
        demand(namespace, labelPath(standards + mode), restricted, "does not hold pods to the restricted standard"),
      ),
      ...demand(namespace, labelPath(`${standards}enforce-version`), pinned, "names no version of the standards"),
    ]);
  },
};

/** Kinds that live in a namespace, by group: of Kubernetes, and of others that a platform like this uses. */
const namespaced: Readonly<Record<string, readonly string[]>> = {
  apps: ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
  autoscaling: ["HorizontalPodAutoscaler"],
  batch: ["CronJob", "Job"],
  "coordination.k8s.io": ["Lease", "LeaseCandidate"],
  core: [
    ...["Binding", "ConfigMap", "Endpoints", "Event", "LimitRange", "PersistentVolumeClaim", "Pod", "PodTemplate"],
    ...["ReplicationController", "ResourceQuota", "Secret", "Service", "ServiceAccount"],
  ],
  "discovery.k8s.io": ["EndpointSlice"],
  "events.k8s.io": ["Event"],
  extensions: ["DaemonSet", "Deployment", "Ingress", "NetworkPolicy", "ReplicaSet"],
  "networking.k8s.io": ["Ingress", "NetworkPolicy"],
  policy: ["PodDisruptionBudget"],
  "rbac.authorization.k8s.io": ["Role", "RoleBinding"],
  "resource.k8s.io": ["ResourceClaim", "ResourceClaimTemplate"],
  "storage.k8s.io": ["CSIStorageCapacity"],
  "argoproj.io": ["Rollout"],
  "eks.amazonaws.com": ["TargetGroupBinding"],
  "elbv2.k8s.aws": ["TargetGroupBinding"],
};

/** Settings that EKS reads in kube-system and nowhere else (EKS user guide: "auto-net-pol", "auth-configmap"). */
const ofTheCluster: ReadonlySet<unknown> = new Set(["amazon-vpc-cni", "aws-auth"]);

const helmRelease = "kubernetes:helm.sh/v3:Release";

export const noDefaultNamespace: ResourceRule = {
  id: "no-default-namespace",
  types: (type) => type.startsWith("kubernetes:") && !type.endsWith("Patch"),
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-126", "MC-131"],
  refs: { checkov: ["CKV_K8S_21"], "eks-cis": ["4.5.2"] },
  rationale:
    "Quotas, NetworkPolicies and Pod Security hold in a namespace of one's own, and in default there are none.",
  fix: "Name a namespace of the system's own in metadata.namespace.",
  check: (resource, { type }) => {
    if (type === helmRelease) return placed(resource, "namespace", false);
    const [, group = "", kind = ""] = /^kubernetes:([^/]+)\/[^:]+:(\w+?)(?:List)?$/.exec(type) ?? [];
    const path = "metadata.namespace";
    const isConfigMap = kind === "ConfigMap";
    const always = namespaced[group]?.includes(kind) === true;
    // Of other kinds only a namespace that is named can be judged: theirs may lie in none.
    const objects = objectsOf(type, resource).filter((object) => {
      const said = object.get(path);
      return always || !said.known || !isUnset(said.value);
    });
    if (objects.length === 0 && !always) return "not-applicable";
    return objects.flatMap((object) =>
      placed(object, path, isConfigMap && ofTheCluster.has(textAt(object, "metadata.name"))),
    );
  },
};

function placed(object: Reader, path: string, ofCluster: boolean): Finding[] {
  return [
    ...demand(object, path, (name) => !isUnset(name) && name !== "" && name !== "default", "lies in default"),
    ...demand(object, path, (name) => ofCluster || !isReserved(name), "lies in a namespace of Kubernetes itself"),
  ];
}

export const quotaLimitrange: StackRule = {
  id: "quota-limitrange",
  severity: "low",
  level: "advisory",
  requirements: ["MT-005"],
  refs: {},
  rationale: "One namespace cannot take the whole cluster, and a container that asks for nothing gets a bound.",
  fix: "Declare a ResourceQuota and a LimitRange in the namespace.",
  checkStack: (graph) => {
    const bounds = ["ResourceQuota", "LimitRange"].map((kind) => ({ kind, all: itemsOf(graph, ofKind("core", kind)) }));
    return namespacesOf(graph).flatMap((namespace) =>
      bounds
        .filter(({ all }) => anyOf(all.map((bound) => liesIn(bound, namespace))) === false)
        .map(({ kind }) => ({
          urn: namespace.node.urn,
          path: namespace.object.path,
          message: `the namespace has no ${kind}`,
        })),
    );
  },
};
