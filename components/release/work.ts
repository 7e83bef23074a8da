import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Color, Service } from "../../systems/model/system.ts";
import { Namespace } from "./namespace.ts";

export interface WorkArgs {
  system: string;
  /** The services that have work; at least one. */
  services: readonly Service[];
  /** The color whose pods may take the leases. */
  color: pulumi.Input<Color>;
  /** Namespaces of both colors, deployed or not. */
  namespaces: readonly string[];
  kubernetesVersion: string;
}

/** Says which color may hold a lease; the other color's pods stand by. */
export const workColorAnnotation = "release.trading-platform/work-color";

/** The color that a lease itself names. */
export function colorOf(lease: k8s.coordination.v1.Lease): pulumi.Output<Color> {
  return lease.metadata.annotations.apply((all) => (all[workColorAnnotation] === "green" ? "green" : "blue"));
}

/**
 * Leases for the work that only one color may do: matching, queued mail, the price feed (G5, MT-031). The stack owns
 * each Lease and its annotation; the pods own its holder. Whoever writes a store on behalf of a lease sends
 * `spec.leaseTransitions` along as its epoch, and the database refuses an older one than it has seen: a holder that
 * was paused past its lease does not know that it lost it.
 */
export class Work extends pulumi.ComponentResource {
  readonly namespace: pulumi.Output<string>;
  /** By service. */
  readonly leases: ReadonlyMap<string, k8s.coordination.v1.Lease>;
  /** The color that has the work, as the first lease says; a handover that failed half-way shows in the others. */
  readonly color: pulumi.Output<Color>;

  constructor(name: string, args: WorkArgs, opts?: pulumi.ComponentResourceOptions) {
    // The color is for the leases alone to remember, like the weights for the rules.
    const { color, ...lasting } = args;
    super("trading:release:Work", name, lasting, opts);
    const child = { parent: this };
    const space = new Namespace(
      name,
      {
        name,
        labels: { "app.kubernetes.io/part-of": args.system },
        podSecurityVersion: `v${args.kubernetesVersion}`,
        // Holds leases only.
        quota: { pods: "0", secrets: "0" },
      },
      child,
    );
    this.namespace = space.id;
    const annotations = { [workColorAnnotation]: color };
    this.leases = new Map(
      args.services.flatMap((service): [string, k8s.coordination.v1.Lease][] => {
        if (service.work === undefined) return [];
        const metadata = { name: service.work.lease, namespace: this.namespace, annotations };
        return [[service.name, new k8s.coordination.v1.Lease(`${name}-${service.work.lease}`, { metadata }, child)]];
      }),
    );
    for (const service of args.services) this.#grant(name, service, args.namespaces);
    const [first] = this.leases.values();
    this.color = first === undefined ? pulumi.output(color) : colorOf(first);
    this.registerOutputs({ namespace: this.namespace });
  }

  /** Both colors' pods may take the one lease of their service, and nothing else. */
  #grant(name: string, service: Service, namespaces: WorkArgs["namespaces"]): void {
    if (service.work === undefined) return;
    const child = { parent: this };
    const metadata = { name: service.name, namespace: this.namespace };
    const rules = [
      {
        apiGroups: ["coordination.k8s.io"],
        resources: ["leases"],
        resourceNames: [service.work.lease],
        verbs: ["get", "watch", "update"],
      },
    ];
    const role = new k8s.rbac.v1.Role(`${name}-${service.name}`, { metadata, rules }, child);
    new k8s.rbac.v1.RoleBinding(
      `${name}-${service.name}`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
        subjects: namespaces.map((namespace) => ({ kind: "ServiceAccount", name: service.name, namespace })),
      },
      child,
    );
  }
}
