import type { Replacement, Replacements } from "./replacement.ts";

const source = "pulumi/pulumi-kubernetes provider/pkg/provider/diff.go stored file 9993780655, 00302be";

/**
 * What replaces an object of any kind. Such a replacement deletes the old object first where Pulumi did not make up
 * its name (annotation `pulumi.com/autonamed`) and the new one has the same name and namespace, as no two can have
 * (`Diff` in provider.go 997c0a8); that depends on the change, so no entry below says `deleteBeforeReplace`.
 */
export const kubernetesAlways: readonly string[] = ["metadata.name", "metadata.namespace"];

/** Every way a PersistentVolume names its storage. */
const volumeSources = [
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "csi",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "glusterfs",
  "hostPath",
  "iscsi",
  "local",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
];

/** Kinds of which only `kubernetesAlways` replaces; other changes are sent to the API server, which may refuse them. */
const nothing: Replacement = { source: `${source}: no entry for this kind`, paths: [] };

export const kubernetes: Replacements = {
  "kubernetes:apps/v1:DaemonSet": { source, paths: ["spec.selector"] },
  "kubernetes:apps/v1:Deployment": { source, paths: ["spec.selector"] },
  "kubernetes:apps/v1:StatefulSet": {
    source,
    paths: [
      "spec.podManagementPolicy",
      "spec.revisionHistoryLimit",
      "spec.selector",
      "spec.serviceName",
      "spec.volumeClaimTemplates",
    ],
  },
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": nothing,
  "kubernetes:batch/v1:Job": {
    source,
    paths: ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  },
  "kubernetes:coordination.k8s.io/v1:Lease": nothing,
  // With the provider option `enableConfigMapMutable` only where `immutable` is true. The project does not set it.
  "kubernetes:core/v1:ConfigMap": { source, paths: ["binaryData", "data"] },
  "kubernetes:core/v1:LimitRange": nothing,
  "kubernetes:core/v1:Namespace": nothing,
  "kubernetes:core/v1:PersistentVolume": { source, paths: volumeSources.map((name) => `spec.${name}`) },
  "kubernetes:core/v1:PersistentVolumeClaim": {
    source,
    paths: ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  },
  "kubernetes:core/v1:ResourceQuota": { source, paths: ["spec.scopes"] },
  // With the provider option `enableSecretMutable`, and not `immutable`, only `type`. The project does not set it.
  "kubernetes:core/v1:Secret": { source, paths: ["data", "stringData", "type"] },
  "kubernetes:core/v1:Service": { source, paths: ["spec.clusterIP"] },
  "kubernetes:core/v1:ServiceAccount": nothing,
  "kubernetes:eks.amazonaws.com/v1:TargetGroupBinding": nothing,
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": nothing,
  "kubernetes:policy/v1:PodDisruptionBudget": nothing,
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": { source, paths: ["roleRef"] },
  "kubernetes:rbac.authorization.k8s.io/v1:Role": nothing,
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": { source, paths: ["roleRef"] },
  "kubernetes:storage.k8s.io/v1:StorageClass": { source, paths: ["parameters", "provisioner"] },
};
