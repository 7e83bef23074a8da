import * as pulumi from "@pulumi/pulumi";
import type { ReleaseDocument } from "../../contract/release.ts";
import type { Color as ColorName } from "../../systems/model/system.ts";
import type { BlueGreenArgs } from "./blue-green.ts";
import type { Color } from "./color.ts";
import { testHeader, testTokenHeader } from "./listener-actions.ts";
import { distinctHosts } from "./naming.ts";
import { effectiveSlo } from "./slo.ts";
import type { TrafficSplit } from "./traffic-split.ts";
import { agreedWeights, liveColor, nextWeights, other, type Traffic } from "./traffic.ts";
import { colorOf, type Work } from "./work.ts";

/** A document some of whose values are still to come. Each comes by itself: one unknown does not hide the others. */
export type Pending<T> =
  | pulumi.Input<T>
  | (T extends readonly (infer Item)[]
      ? readonly Pending<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Pending<T[Key]> }
        : never);

/** The document before its pages are known, which follow from it. */
export type PendingRelease = { readonly [Key in keyof Omit<ReleaseDocument, "pages">]: Pending<ReleaseDocument[Key]> };

export interface ReleaseSources {
  args: BlueGreenArgs;
  traffic: pulumi.Output<Traffic>;
  split: TrafficSplit;
  running: ReadonlyMap<ColorName, Color>;
  work: Work | undefined;
  testTokenArn: pulumi.Output<string>;
}

/** Puts a system's `release` output together, all but its pages. Weights and versions come from the resources themselves (decision 4). */
export function releaseDocument(sources: ReleaseSources): PendingRelease {
  const { args, traffic, split, running, work } = sources;
  const { system, config, hosts } = args;
  const observed = pulumi
    .all([traffic, pulumi.all(split.rules.map((rule) => rule.weights))])
    .apply(([decided, weights]) => ({ last: decided.live, ...agreedWeights(weights, decided.live) }));
  const live = observed.apply(({ weights, last }) => liveColor(weights, last));
  const workColor = work === undefined ? traffic.workColor : work.color;
  return {
    schema: 1,
    system: system.name,
    environment: args.environment,
    region: args.region,
    firstLaunch: config.firstLaunch,
    registrationEnabled: config.registrationEnabled,
    weights: observed.weights,
    weightsAgree: observed.agree,
    nextWeights: pulumi
      .all([observed.weights, live])
      .apply(([weights, color]) => nextWeights({ weights, live: color }, system.canary, running.has(other(color)))),
    live,
    preview: live.apply(other),
    colors: Object.fromEntries([...running].map(([color, deployed]) => [color, whatRuns(deployed)])),
    targetGroups: { blue: groupsOf(split, "blue"), green: groupsOf(split, "green") },
    listenerArn: args.listenerArn,
    listenerRules: split.rules.map(({ service, route, rule, testRule, weights }) => ({
      route: route.name,
      service,
      kind: route.kind,
      paths: route.paths,
      arn: rule.arn,
      urn: rule.urn,
      weights,
      testArn: testRule.arn,
      testUrn: testRule.urn,
    })),
    testHeaders: [testHeader, { name: testTokenHeader, secretArn: sources.testTokenArn }],
    addresses: { web: `https://${hosts.web}`, live: `https://${hosts.api}`, preview: `https://${hosts.test}` },
    healthPaths: system.healthPaths,
    hubs: system.hubs,
    journeys: system.journeys.map(({ registers = false, ...journey }) => ({ ...journey, registers })),
    fallbacks: system.fallbacks,
    signOff: system.signOff,
    signers: config.signers,
    slo: Object.fromEntries(
      Object.entries(system.slo).map(([name, slo]) => [name, effectiveSlo(slo, config.slo[name])]),
    ),
    canary: system.canary,
    migrations: system.migrations,
    stores: system.stores.map((kind) => ({ kind, identifier: args.stores.identifiers.get(kind) ?? "" })),
    partitions: args.stores.partitions,
    workColor,
    work: [...(work?.leases ?? [])].map(([service, lease]) => ({
      service,
      namespace: lease.metadata.namespace,
      lease: lease.metadata.name,
      color: colorOf(lease),
      urn: lease.urn,
      sources: [...(system.services.find(({ name }) => name === service)?.work?.sources ?? [])],
    })),
    dns: { zoneId: args.zoneId, hosts: distinctHosts(hosts) },
    certificateArn: args.certificateArn,
    metrics: {
      source: "cloudwatch",
      namespace: "AWS/ApplicationELB",
      loadBalancer: args.loadBalancerSuffix,
      periodSeconds: 60,
    },
  };
}

function whatRuns({ namespace, services, migration }: Color) {
  const deployments = [...services].map(([service, { deployment }]) => ({ service, deployment }));
  const [first] = deployments;
  const version = first?.deployment.metadata.labels.apply((labels) => labels["app.kubernetes.io/version"] ?? "");
  return {
    version: version ?? "",
    namespace,
    ...(migration === undefined ? {} : { migration: migration.ran }),
    images: Object.fromEntries(
      deployments.map(({ service, deployment }) => {
        // Reached by lifted access: the pod's spec holds unknown values in a first preview, its image does not.
        return [service, deployment.spec.template.spec.containers[0]?.image ?? ""];
      }),
    ),
  };
}

function groupsOf(split: TrafficSplit, color: ColorName) {
  return Object.fromEntries(
    [...split.targetGroups[color]].map(([service, { arn, arnSuffix }]) => [service, { arn, arnSuffix }]),
  );
}
