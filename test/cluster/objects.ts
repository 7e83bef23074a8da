// The fields that this test reads or changes, as they are on the wire; the client's own models are classes.

/** Any object. */
export interface Kube {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    resourceVersion?: string;
    managedFields?: { manager?: string }[];
  };
}

interface KeyOf {
  name: string;
  key: string;
}

export interface Container {
  name: string;
  envFrom?: { configMapRef?: { name: string } }[];
  env?: { name: string; valueFrom?: { secretKeyRef?: KeyOf; configMapKeyRef?: KeyOf } }[];
  securityContext?: object;
  resources?: object;
}

export interface PodSpec {
  serviceAccountName: string;
  containers: Container[];
  hostNetwork?: boolean;
  securityContext?: object;
  volumes?: { configMap?: { name: string }; secret?: { secretName: string }; [other: string]: unknown }[];
}

export interface Pod extends Kube {
  spec: PodSpec;
}

interface PodTemplate {
  metadata: { labels: Record<string, string> };
  spec: PodSpec;
}

export interface Deployment extends Kube {
  spec: { replicas: number; template: PodTemplate };
}

export interface Job extends Kube {
  spec: { template: PodTemplate };
}

export interface Autoscaler extends Kube {
  spec: { scaleTargetRef: { kind: string; name: string }; minReplicas: number; maxReplicas: number };
}

export interface Binding extends Kube {
  spec: { serviceRef: { name: string; port: number } };
}

export interface RoleBinding extends Kube {
  roleRef: { kind: string; name: string };
}

export interface NetworkPolicy extends Kube {
  spec: { podSelector: { matchLabels?: Record<string, string> } };
}

export interface Service extends Kube {
  spec: { type: string };
}

export interface Lease extends Kube {
  spec?: { holderIdentity?: string; leaseDurationSeconds?: number; leaseTransitions?: number; renewTime?: string };
}

/** A ConfigMap or a Secret. */
export interface Values extends Kube {
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}
