import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { denyAll } from "./network-rules.ts";

export interface NamespaceArgs {
  name: string;
  labels: Record<string, string>;
  /** Version of the Pod Security Standards to hold pods to, such as `v1.34`. */
  podSecurityVersion: string;
  /** Hard limits of its ResourceQuota. */
  quota: Record<string, string>;
}

/** A namespace in which nothing unsafe is admitted and nothing talks until a NetworkPolicy says so. */
export class Namespace extends pulumi.ComponentResource {
  /** Known once the namespace exists. */
  readonly id: pulumi.Output<string>;

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:release:Namespace", name, args, opts);
    const child = { parent: this };
    const standards = ["enforce", "audit", "warn"].flatMap((mode): [string, string][] => [
      [`pod-security.kubernetes.io/${mode}`, "restricted"],
      [`pod-security.kubernetes.io/${mode}-version`, args.podSecurityVersion],
    ]);
    const namespace = new k8s.core.v1.Namespace(
      name,
      { metadata: { name: args.name, labels: { ...args.labels, ...Object.fromEntries(standards) } } },
      child,
    );
    this.id = namespace.metadata.name;
    const inside = (object: string) => ({ name: object, namespace: this.id });
    new k8s.networking.v1.NetworkPolicy(name, { metadata: inside("default-deny"), spec: denyAll }, child);
    new k8s.core.v1.ResourceQuota(name, { metadata: inside("quota"), spec: { hard: args.quota } }, child);
    const limits = {
      type: "Container",
      default: { memory: "256Mi", "ephemeral-storage": "128Mi" },
      defaultRequest: { cpu: "100m", memory: "256Mi", "ephemeral-storage": "64Mi" },
    };
    new k8s.core.v1.LimitRange(name, { metadata: inside("defaults"), spec: { limits: [limits] } }, child);
    this.registerOutputs({ id: this.id });
  }
}
