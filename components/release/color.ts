import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { MigrationRun } from "../../contract/release.ts";
import { migrationImage } from "../../systems/model/images.ts";
import { servingEnvironment } from "../../systems/model/serving.ts";
import type { Color as ColorName, Need, Service as Description, System } from "../../systems/model/system.ts";
import type { Connection } from "../data/connection.ts";
import type { PrivateCa } from "../foundation/private-ca.ts";
import type { KeptSecret } from "../data/secrets.ts";
import { quotaFor } from "./capacity.ts";
import { type Facts, resolveEnvironment, objectOf, secretKey } from "./environment.ts";
import { imageReference } from "./image.ts";
import { migrationResources } from "./migration-pod.ts";
import { Migration } from "./migration.ts";
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
  drainSeconds: number;
  ranges: Ranges;
}

/** How a color's database comes to its version. */
export interface Migrating {
  login: Connection;
  run: pulumi.Output<MigrationRun>;
  files: Readonly<Record<string, string>>;
  deadlineMinutes: number;
}

export interface ColorArgs extends ColorSettings {
  system: System;
  color: ColorName;
  version: string;
  /** Tag or digest by name: what `imagesOf` lists. */
  images: Readonly<Record<string, string>>;
  /** Pods by service, at rest and at most. */
  replicas: Readonly<Record<string, { min: number; max: number }>>;
  facts: Omit<Facts, "color" | "version">;
  secrets: ReadonlyMap<string, KeptSecret>;
  /** Signs its services' certificates. */
  ca: PrivateCa;
  /** To what its services use. */
  connections: ReadonlyMap<Need, Connection>;
  /** What brings the database to its version first; absent for a system without migrations. */
  migration?: Migrating | undefined;
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
  readonly migration: Migration | undefined;

  constructor(name: string, args: ColorArgs, opts?: pulumi.ComponentResourceOptions) {
    const { secrets, connections, targetGroupArns, migration, ca, after, ...plain } = args;
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
        quota: quotaFor([
          ...system.services.map((service) => ({
            resources: service.resources,
            maxReplicas: replicasOf(service, args).max,
          })),
          ...(migration === undefined ? [] : [{ resources: migrationResources, maxReplicas: 1 }]),
        ]),
      },
      child,
    );
    this.namespace = space.id;
    new k8s.networking.v1.NetworkPolicy(
      `${name}-common`,
      { metadata: { name: "names-and-identity", namespace: this.namespace }, spec: commonEgress(args.ranges) },
      child,
    );
    const objectNames = { ...this.#secrets(name, secrets), ...this.#connections(name, connections) };
    this.migration = migration === undefined ? undefined : this.#migration(name, args, migration);
    const migrated = this.migration === undefined ? [] : [this.migration.job];
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
            image: imageOf(description.name, args),
            environment: resolveEnvironment(
              { ...servingEnvironment(description, system.connections), ...description.env },
              { ...args.facts, color, version },
              description.uses.flatMap((need) => connections.get(need) ?? []),
            ),
            objectNames,
            ...(targetGroupArn === undefined ? {} : { targetGroupArn }),
            loadBalancing: args.loadBalancing,
            ca,
            drainSeconds: args.drainSeconds,
            ranges: args.ranges,
            after: [...after, ...migrated],
          },
          child,
        );
        return [description.name, service];
      }),
    );
    this.registerOutputs({ namespace: this.namespace });
  }

  #migration(name: string, args: ColorArgs, { login, ...migrating }: Migrating): Migration {
    const { system, color } = args;
    return new Migration(
      `${name}-${migrationImage}`,
      {
        ...migrating,
        system: system.name,
        color,
        namespace: this.namespace,
        login: {
          secretName: this.#secret(name, objectOf(login), login.version, login.values),
          variables: login.variables,
        },
        ranges: args.ranges,
      },
      { parent: this },
    );
  }

  /** A Kubernetes Secret for each kept one, named after the version it holds: a new value is a new object. */
  #secrets(name: string, kept: ReadonlyMap<string, KeptSecret>): Record<string, pulumi.Output<string>> {
    const made = [...kept].map(([secret, { value, versionId }]) => {
      // Not the id's own letters: the provider makes ids that all begin with `terraform-` and the date.
      const version = versionId.apply(contentHash);
      return [secret, this.#secret(name, secret, version, { [secretKey]: value })] as const;
    });
    return Object.fromEntries(made);
  }

  /** The same for each connection: a new password, host or name is a new object, too. */
  #connections(name: string, connections: ReadonlyMap<Need, Connection>): Record<string, pulumi.Output<string>> {
    const made = [...connections.values()].map((connection) => {
      const of = objectOf(connection);
      const { version, values, secret } = connection;
      return [
        of,
        secret ? this.#secret(name, of, version, values) : this.#settings(name, of, version, values),
      ] as const;
    });
    return Object.fromEntries(made);
  }

  #secret(
    name: string,
    of: string,
    version: pulumi.Output<string>,
    stringData: pulumi.Input<Record<string, pulumi.Input<string>>>,
  ): pulumi.Output<string> {
    const metadata = { name: pulumi.interpolate`${of}-${version}`, namespace: this.namespace };
    const args = { metadata, type: "Opaque", immutable: true, stringData };
    return new k8s.core.v1.Secret(`${name}-${of}`, args, { parent: this }).metadata.name;
  }

  #settings(
    name: string,
    of: string,
    version: pulumi.Output<string>,
    data: pulumi.Input<Record<string, pulumi.Input<string>>>,
  ): pulumi.Output<string> {
    const metadata = { name: pulumi.interpolate`${of}-${version}`, namespace: this.namespace };
    return new k8s.core.v1.ConfigMap(`${name}-${of}`, { metadata, immutable: true, data }, { parent: this }).metadata
      .name;
  }
}

/** Full reference of one of a color's images. */
export function imageOf(
  image: string,
  { registry, system, images }: Pick<ColorArgs, "registry" | "system" | "images">,
) {
  return imageReference(registry, system.name, image, images[image] ?? "");
}

function replicasOf(service: Description, { replicas }: ColorArgs): { min: number; max: number } {
  return replicas[service.name] ?? service.replicas;
}
