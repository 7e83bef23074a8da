import { z } from "zod";
import type { Catalog } from "../systems/model/catalog.ts";
import type { Slo } from "../systems/model/slo.ts";
import type { System } from "../systems/model/system.ts";
import * as field from "./fields.ts";

const zone = z
  .strictObject({
    name: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, { error: "must be a zone such as eu-central-1a" }),
    public: field.cidr.describe("Load balancer and NAT gateways"),
    private: field.cidr.describe("Pods and interface endpoints"),
    data: field.cidr.describe("Data stores; no route to the internet in either direction"),
  })
  .describe("An availability zone and its subnets' ranges, inside the network's range");

const interfaceEndpoints = [
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "elasticloadbalancing",
  "kms",
  "logs",
  "monitoring",
  "secretsmanager",
  "sts",
] as const;

const network = z.strictObject({
  cidr: field.cidr.describe("IPv4 range of the VPC"),
  zones: z
    .array(zone)
    .min(3, { error: "must list at least 3 zones" })
    .max(6, { error: "must list at most 6 zones" })
    .describe("Availability zones, in an order that must not change"),
  natGateways: z
    .enum(["per-zone", "single"])
    .default("per-zone")
    .describe("`per-zone` survives the loss of a zone; `single` is cheaper"),
  flowLogRetentionDays: field.logRetentionDays.default(365).describe("Days that VPC flow logs are kept"),
  interfaceEndpoints: z
    .array(z.enum(interfaceEndpoints))
    .default([...interfaceEndpoints])
    .describe("AWS services reached without leaving the VPC"),
});

const cluster = z.strictObject({
  version: z
    .string()
    .regex(/^1\.\d{2}$/, { error: 'must be a Kubernetes version such as "1.34", in quotes' })
    .describe("Kubernetes version, pinned; raise it one minor at a time"),
  serviceCidr: field.cidr.default("172.20.0.0/16").describe("Range of Kubernetes Service addresses"),
  publicAccessCidrs: z
    .array(field.narrowCidr)
    .default([])
    .describe("Ranges that may reach the API server over the internet; empty: private endpoint only"),
  admins: z.array(field.roleArn).min(1, { error: "must name at least one role" }).describe("Roles that administer it"),
  loadBalancing: z
    .enum(["eks-auto-mode", "aws-load-balancer-controller"])
    .default("eks-auto-mode")
    .describe("What registers pods with target groups; the second needs the controller installed by you"),
  logRetentionDays: field.logRetentionDays.default(365).describe("Days that control-plane logs are kept"),
});

const loadBalancer = z.strictObject({
  idleTimeoutSeconds: field
    .whole(60, 4000, "seconds")
    .default(120)
    .describe("Longest silence of a connection; must exceed the hubs' keep-alive (15 s)"),
  logRetentionDays: field.whole(30, 3650, "days").default(365).describe("Days that access logs are kept"),
});

const stores = z.strictObject({
  postgres: z.strictObject({
    instanceClass: z.string().regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, { error: "must be a class such as db.r7g.large" }),
    storageGiB: field.whole(20, 65_536, "GiB"),
    maxStorageGiB: field.whole(20, 65_536, "GiB").describe("Storage grows by itself up to here"),
    multiAz: z.boolean().default(true),
    backupRetentionDays: field.whole(7, 35, "days").default(14),
  }),
  redis: z.strictObject({
    nodeType: z.string().regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, { error: "must be a type such as cache.r7g.large" }),
    replicas: field.whole(1, 5),
  }),
  kafka: z.strictObject({
    instanceType: z
      .string()
      .regex(/^kafka\.[a-z0-9]+\.[a-z0-9]+$/, { error: "must be a type such as kafka.m7g.large" }),
    brokers: field.whole(3, 30).describe("A multiple of the number of zones"),
    storageGiB: field.whole(1, 16_384, "GiB").describe("Per broker"),
  }),
  rabbitmq: z.strictObject({
    instanceType: z.string().regex(/^mq\.[a-z0-9]+\.[a-z0-9]+$/, { error: "must be a type such as mq.m7g.large" }),
  }),
});

const exception = z.strictObject({
  rule: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)+$/, { error: "must be a rule's id such as rds-multi-az" }),
  resource: z.string().min(1, { error: "must be a resource's URN or logical name" }),
  reason: z.string().min(20, { error: "must be a sentence of at least 20 characters" }),
  approvedBy: field.email,
  expires: z.iso
    .date(field.says("must be a date such as 2026-12-31"))
    .describe("At most 90 days ahead; judged at preview"),
});

/** Figures that a stack may override; anything else of a profile stays as the system says. */
function sloOverride(profile: Slo) {
  const percent = (about: string) => z.number().gt(0).max(100).optional().describe(about);
  const milliseconds = (about: string) => z.number().gt(0).max(60_000).optional().describe(about);
  const names = (profile.latency ?? []).map(({ percentile }) => [`p${percentile}Ms`, milliseconds("Latency bound")]);
  return z
    .strictObject({
      errorPercent: percent("Failed requests"),
      databaseMs: milliseconds("Mean query time"),
      realtimeMs: milliseconds("WebSocket update"),
      availabilityPercent: percent("Availability"),
      memoryPercent: percent("Memory of a pod"),
      cpuPercent: percent("CPU of a pod"),
      ...Object.fromEntries(names),
    })
    .optional();
}

function record<T extends z.ZodType>(names: readonly string[], value: (name: string) => T) {
  return z.strictObject(Object.fromEntries(names.map((name) => [name, value(name)])) as Record<string, T>);
}

const weight = field.whole(0, 100, "percent");

/** What may be said of one system; its services and SLO profiles are known by name. */
function systemSchema(system: System) {
  const services = system.services.map((service) => service.name);
  const color = z
    .strictObject({
      version: field.semver.describe("Version of the release that the color runs"),
      images: record(services, () => field.image).describe("Digest of each service's image, by service"),
    })
    .optional();
  return z.strictObject({
    domain: field.domain.describe("Domain of the system; its hosts are labels in front of it"),
    zoneId: field.zoneId.optional().describe("An existing hosted zone; without it one is declared"),
    dnssec: z.boolean().default(false).describe("Sign the zone; only for a zone declared here"),
    recordTtlSeconds: field
      .whole(30, 300, "seconds")
      .default(60)
      .describe("TTL of records other than aliases (MC-109)"),
    firstLaunch: z.boolean().default(false).describe("No version has served users yet (G3)"),
    registrationEnabled: z.boolean().describe("Whether users may register (MC-166)"),
    colors: z.strictObject({ blue: color, green: color }).describe("What each color runs; leave one out to retire it"),
    weights: z
      .strictObject({ blue: weight, green: weight })
      .optional()
      .describe("Overrides the remembered weights, percent; must sum to 100"),
    workColor: z
      .enum(["blue", "green"])
      .optional()
      .describe("Overrides which color does the queue and feed work; remembered like the weights"),
    replicas: record(services, () => z.strictObject({ min: field.whole(1, 100), max: field.whole(1, 200) }).optional())
      .default({})
      .describe("Pods per service, where this stack differs from the system's description"),
    slo: z
      .strictObject(
        Object.fromEntries(Object.entries(system.slo).map(([name, profile]) => [name, sloOverride(profile)])),
      )
      .default({})
      .describe("SLO figures of a profile, where this stack differs"),
  });
}

/** All that may differ between stacks. The systems and their services are those of the catalog. */
export function platformSchema(catalog: Catalog) {
  return z.strictObject({
    environment: z.enum(["prod", "staging", "dev"]).describe("What the stack is for; prod demands image digests"),
    region: field.region.describe("AWS region of everything that is not global"),
    allowedAccountIds: z
      .array(field.accountId)
      .min(1, { error: "must name at least one account" })
      .describe("AWS accounts that this stack may touch"),
    contacts: z
      .strictObject({
        operations: field.email.describe("Owner of the resources, in every tag"),
        security: field.email.describe("Told of attempts to get a certificate elsewhere (CAA iodef)"),
      })
      .describe("Addresses that people read"),
    registry: field.registry.describe("Registry and path in front of `<system>/<service>`"),
    protect: z
      .boolean()
      .default(true)
      .describe("Protect stateful resources from deletion; false only to take a stack down"),
    network: network.describe("VPC, zones and subnets"),
    cluster: cluster.describe("EKS"),
    loadBalancer: loadBalancer.prefault({}).describe("The application load balancer"),
    stores: stores.describe("Sizes of the data stores that the systems share"),
    systems: z
      .strictObject(Object.fromEntries([...catalog].map(([name, system]) => [name, systemSchema(system).optional()])))
      .describe("The systems that run here, by name"),
    exceptions: z.array(exception).default([]).describe("Findings of the policy pack that are accepted for a time"),
  });
}

export type PlatformConfig = z.output<ReturnType<typeof platformSchema>>;
export type SystemConfig = NonNullable<PlatformConfig["systems"][string]>;
export type ColorConfig = NonNullable<SystemConfig["colors"]["blue"]>;
export type NetworkConfig = PlatformConfig["network"];
export type ClusterConfig = PlatformConfig["cluster"];
