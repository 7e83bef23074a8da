import * as pulumi from "@pulumi/pulumi";
import type { SystemConfig } from "../../config/schema.ts";
import {
  type Color as ColorName,
  colors,
  type Hosts,
  type SystemSecret,
  type System,
} from "../../systems/model/system.ts";
import { migrationImage } from "../../systems/model/images.ts";
import { rdsAuthorities } from "../data/rds-authorities.ts";
import { type KeptSecret, Secrets } from "../data/secrets.ts";
import type { StoreAccess } from "../data/store-access.ts";
import { PrivateCa } from "../foundation/private-ca.ts";
import { PodIdentity } from "../foundation/pod-identity.ts";
import type { Statement } from "../foundation/statement.ts";
import { Color, type ColorSettings, imageOf, type Migrating } from "./color.ts";
import { migrationFiles } from "./migration-files.ts";
import { decideRun } from "./migration-run.ts";
import { type PendingRelease, releaseDocument } from "./release-document.ts";
import { TrafficSplit } from "./traffic-split.ts";
import { decideTraffic, liveColor, type Traffic } from "./traffic.ts";
import { Work } from "./work.ts";

export interface BlueGreenArgs extends ColorSettings {
  environment: string;
  region: string;
  system: System;
  config: SystemConfig;
  hosts: Hosts;
  /** The system's `release` output of the last update; absent on a first one. */
  last: pulumi.Output<unknown>;
  vpcId: pulumi.Input<string>;
  cluster: { name: pulumi.Input<string>; arn: pulumi.Input<string>; accountId: pulumi.Input<string> };
  listenerArn: pulumi.Input<string>;
  /** `LoadBalancer` dimension of its metrics. */
  loadBalancerSuffix: pulumi.Input<string>;
  zoneId: pulumi.Input<string>;
  certificateArn: pulumi.Input<string>;
  secretsKeyArn: pulumi.Input<string>;
  stores: StoreAccess;
  protect: boolean;
}

/** What both colors share. */
interface Shared {
  deployed: readonly ColorName[];
  /** The migrations' own; absent where there are none. */
  files: Readonly<Record<string, string>> | undefined;
  split: TrafficSplit;
  secrets: Secrets;
  ca: PrivateCa;
}

/** Proves to the load balancer that a request may reach the preview color. */
const testToken: SystemSecret = {
  name: "test-token",
  description: "Value of the X-Test-Token header that opens the preview color",
  kind: "password",
  length: 40,
};

/**
 * A system in two colors: what config gives images to is deployed, and the traffic split says who gets requests. One
 * weight and one verdict for all of its services (decision 2).
 */
export class BlueGreen extends pulumi.ComponentResource {
  /** What a release runner needs to know; holds no secret. */
  readonly release: PendingRelease;
  /** The color that is to be live once the rules have changed. */
  readonly live: pulumi.Output<ColorName>;
  /** The weighted rules. */
  readonly rules: readonly pulumi.Resource[];

  constructor(name: string, args: BlueGreenArgs, opts?: pulumi.ComponentResourceOptions) {
    // What a release changes is no part of the component: stored, it would show as a change beside the real one.
    const { last, config, stores, ...lasting } = args;
    const { weights, workColor, colors: versions, ...lastingConfig } = config;
    super("trading:release:BlueGreen", name, { ...lasting, config: lastingConfig }, opts);
    const child = { parent: this };
    const { system, protect, hosts } = args;
    const deployed = colors.filter((color) => versions[color] !== undefined);
    const traffic = last.apply((outputs): Traffic =>
      decideTraffic(
        {
          system: system.name,
          deployed,
          ...(weights === undefined ? {} : { weights }),
          ...(workColor === undefined ? {} : { workColor }),
        },
        outputs,
      ),
    );
    const secrets = new Secrets(
      name,
      {
        environment: args.environment,
        system: system.name,
        secrets: [...system.secrets, testToken],
        keyArn: args.secretsKeyArn,
        protect,
      },
      child,
    );
    const ca = new PrivateCa(`${name}-ca`, { environment: args.environment, system: system.name }, child);
    const routed = system.services.filter((service) => service.routes.length > 0);
    const split = new TrafficSplit(
      name,
      {
        environment: args.environment,
        system: system.name,
        services: routed.map(({ name: service, probes, routes }) => ({
          name: service,
          readinessPath: probes.readiness,
          routes,
        })),
        rulePriority: system.rulePriority,
        hosts: { live: hosts.api, test: hosts.test },
        listenerArn: args.listenerArn,
        vpcId: args.vpcId,
        clusterName: args.cluster.name,
        traffic,
        testToken: secrets.get(testToken.name).value,
        drainSeconds: args.drainSeconds,
        protect,
      },
      child,
    );
    const files = stores.migrationLogin === undefined ? undefined : migrationFiles(rdsAuthorities(args.region));
    const shared = { deployed, files, split, secrets, ca };
    const running = new Map(deployed.map((color) => [color, this.#color(`${name}-${color}`, color, args, shared)]));
    const namespaces = colors.map((color) => `${name}-${color}`);
    // One identity per service, the same in both colors, with what its stores take and nothing else. Made for both colors
    // at once, so that deploying one changes nothing outside of it.
    for (const service of system.services) {
      const statements = stores.statements.get(service.name);
      new PodIdentity(
        `${name}-${service.name}`,
        {
          clusterName: args.cluster.name,
          clusterArn: args.cluster.arn,
          accountId: args.cluster.accountId,
          namespaces,
          serviceAccount: service.name,
          policies: statements === undefined ? {} : { stores: policyOf(statements) },
        },
        child,
      );
    }
    const working = system.services.filter((service) => service.work !== undefined);
    const work =
      working.length === 0
        ? undefined
        : new Work(
            `${name}-work`,
            {
              system: system.name,
              services: working,
              color: traffic.workColor,
              namespaces,
              kubernetesVersion: args.kubernetesVersion,
            },
            child,
          );
    this.live = traffic.apply(({ weights: decided, live }) => liveColor(decided, live));
    this.rules = split.rules.map(({ rule }) => rule);
    this.release = releaseDocument({
      args,
      traffic,
      split,
      running,
      work,
      testTokenArn: secrets.get(testToken.name).arn,
    });
    this.registerOutputs({});
  }

  #color(name: string, color: ColorName, args: BlueGreenArgs, shared: Shared): Color {
    const { split, secrets, ca } = shared;
    const { system, config, hosts, stores, registry } = args;
    const wanted = new Set(system.secrets.map((secret) => secret.name));
    const kept = new Map([...secrets.kept].filter(([secret]: [string, KeptSecret]) => wanted.has(secret)));
    const arns = [...split.targetGroups[color]].map(([service, { arn }]): [string, pulumi.Output<string>] => [
      service,
      arn,
    ]);
    const replicas = Object.entries(config.replicas).flatMap(([service, count]) =>
      count === undefined ? [] : [[service, count] as const],
    );
    return new Color(
      name,
      {
        system,
        color,
        version: config.colors[color]?.version ?? "",
        images: config.colors[color]?.images ?? {},
        replicas: Object.fromEntries(replicas),
        facts: {
          apiOrigin: `https://${hosts.api}`,
          webOrigin: `https://${hosts.web}`,
          registrationEnabled: config.registrationEnabled,
        },
        secrets: kept,
        ca,
        connections: stores.connections,
        migration: migratingOf(color, args, shared),
        targetGroupArns: new Map(arns),
        registry,
        kubernetesVersion: args.kubernetesVersion,
        loadBalancing: args.loadBalancing,
        drainSeconds: args.drainSeconds,
        ranges: args.ranges,
        // A target group that no rule lists is never checked, and pods would wait for their readiness gate for ever.
        after: split.rules.flatMap(({ rule, testRule }) => [rule, testRule]),
      },
      { parent: this },
    );
  }
}

/** What brings the database to a color's version; nothing where there is none. */
function migratingOf(
  color: ColorName,
  { system, config, stores, registry, last }: BlueGreenArgs,
  { deployed, files }: Pick<Shared, "deployed" | "files">,
): Migrating | undefined {
  const { migrationLogin: login } = stores;
  if (login === undefined || files === undefined) return undefined;
  const image = imageOf(migrationImage, { registry, system, images: config.colors[color]?.images ?? {} });
  const wanted = { color, image, steps: system.migrations, deployed };
  return {
    login,
    run: last.apply((outputs) => decideRun(wanted, outputs)),
    files,
    deadlineMinutes: config.migrationMinutes,
  };
}

function policyOf(statements: readonly pulumi.Input<readonly Statement[]>[]): pulumi.Output<string> {
  return pulumi
    .all([...statements])
    .apply((lists) => JSON.stringify({ Version: "2012-10-17", Statement: lists.flat() }));
}
