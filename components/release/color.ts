import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Color as ColorName, Service as Description, System } from "../../systems/model/system.ts";
import type { KeptSecret } from "../data/secrets.ts";
import { quotaFor } from "./capacity.ts";
import { type Facts, resolveEnvironment } from "./environment.ts";
import { imageReference } from "./image.ts";
import { Namespace } from "./namespace.ts";
import { contentHash } from "./naming.ts";
import { commonEgress, type Ranges } from "./network-rules.ts";
import { Service } from "./service.ts";
import { bindingKinds, type LoadBalancing } from "./target-group-binding.ts";

/** What both colors of a system have in common. */
export interface ColorSettings {
  /** Registry and path in front of `<system>/<service>`. */
  registry: string;
  kubernetesVersion: string;
  loadBalancing: LoadBalancing;
  containerPort: number;
  drainSeconds: number;
  ranges: Ranges;
}

export interface ColorArgs extends ColorSettings {
  system: System;
  color: ColorName;
  version: string;
  /** Tag or digest by service. */
  images: Readonly<Record<string, string>>;
  /** Pods by service, at rest and at most. */
  replicas: Readonly<Record<string, { min: number; max: number }>>;
  facts: Omit<Facts, "color" | "version">;
  secrets: ReadonlyMap<string, KeptSecret>;
  /** By service; a service without routes has none. */
  targetGroupArns: ReadonlyMap<string, pulumi.Input<string>>;
  /** What must be in place before any of its Deployments. */
  after: readonly pulumi.Resource[];
}

/**
 * One color of a system: a namespace with every service at full size, running one version (MC-131 to MC-134). Its
 * configuration is its own and immutable, so that nothing done to one color reaches into the other.
 */
export class Color extends pulumi.ComponentResource {
  readonly namespace: pulumi.Output<string>;
  readonly services: ReadonlyMap<string, Service>;

  constructor(name: string, args: ColorArgs, opts?: pulumi.ComponentResourceOptions) {
    const { secrets, targetGroupArns, after, ...plain } = args;
    // The whole system is BlueGreen's to say; repeated in each color it would swell state.
    super("trading:release:Color", name, { ...plain, system: plain.system.name }, opts);
    const child = { parent: this };
    const { system, color, version } = args;
    const space = new Namespace(
      name,
      {
        name,
        labels: {
          "app.kubernetes.io/part-of": system.name,
          "release.trading-platform/color": color,
          [bindingKinds[args.loadBalancing].readinessGateLabel]: "enabled",
        },
        podSecurityVersion: `v${args.kubernetesVersion}`,
        quota: quotaFor(
          system.services.map((service) => ({
            resources: service.resources,
            maxReplicas: replicasOf(service, args).max,
          })),
        ),
      },
      child,
    );
    this.namespace = space.id;
    new k8s.networking.v1.NetworkPolicy(
      `${name}-common`,
      { metadata: { name: "names-and-identity", namespace: this.namespace }, spec: commonEgress(args.ranges) },
      child,
    );
    const secretNames = this.#secrets(name, secrets);
    this.services = new Map(
      system.services.map((description): [string, Service] => {
        const targetGroupArn = targetGroupArns.get(description.name);
        const service = new Service(
          `${name}-${description.name}`,
          {
            system: system.name,
            color,
            version,
            description,
            replicas: replicasOf(description, args),
            namespace: this.namespace,
            image: imageReference(args.registry, system.name, description.name, args.images[description.name] ?? ""),
            environment: resolveEnvironment(description.env, { ...args.facts, color, version }),
            secretNames,
            ...(targetGroupArn === undefined ? {} : { targetGroupArn }),
            loadBalancing: args.loadBalancing,
            containerPort: args.containerPort,
            drainSeconds: args.drainSeconds,
            ranges: args.ranges,
            after,
          },
          child,
        );
        return [description.name, service];
      }),
    );
    this.registerOutputs({ namespace: this.namespace });
  }

  /** A Kubernetes Secret for each kept one, named after the version it holds: a new value is a new object. */
  #secrets(name: string, kept: ReadonlyMap<string, KeptSecret>): Record<string, pulumi.Output<string>> {
    const made = [...kept].map(([secret, { value, versionId }]): [string, pulumi.Output<string>] => {
      // Not the id's own letters: the provider makes ids that all begin with `terraform-` and the date.
      const objectName = versionId.apply((id) => `${secret}-${contentHash(id)}`);
      const object = new k8s.core.v1.Secret(
        `${name}-${secret}`,
        {
          metadata: { name: objectName, namespace: this.namespace },
          type: "Opaque",
          immutable: true,
          stringData: { value },
        },
        { parent: this },
      );
      return [secret, object.metadata.name];
    });
    return Object.fromEntries(made);
  }
}

function replicasOf(service: Description, { replicas }: ColorArgs): { min: number; max: number } {
  return replicas[service.name] ?? service.replicas;
}
