import { z } from "zod";
import type { Catalog } from "../systems/model/catalog.ts";
import { imagesOf } from "../systems/model/images.ts";
import type { Slo } from "../systems/model/slo.ts";
import type { System } from "../systems/model/system.ts";
import * as field from "./fields.ts";
import { firewallSchema } from "./firewall.ts";
import { signersSchema } from "./signers.ts";
import { stores } from "./stores.ts";

const zone = z
  .strictObject({
    name: field.named("zone", /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "eu-central-1a").describe("A zone of the region"),
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
  "email",
  "kms",
  "logs",
  "monitoring",
  "s3",
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
  version: field
    .named("Kubernetes version", /^1\.\d{2}$/, '"1.35", in quotes')
    .describe("Kubernetes version, pinned; raise it one minor at a time"),
  serviceCidr: field.cidr.default("172.20.0.0/16").describe("Range of Kubernetes Service addresses"),
  publicAccessCidrs: z
    .array(field.narrowCidr)
    .default([])
    .describe("Ranges that may reach the API server over the internet; empty: private endpoint only"),
  admins: z.array(field.roleArn).min(1, { error: "must name at least one role" }).describe("Roles that administer it"),
  viewers: z
    .array(field.roleArn)
    .default([])
    .describe("Roles that may look at every object, secrets too, and change none: previews and drift checks"),
  runnerSecurityGroupIds: z
    .array(field.securityGroupId)
    .default([])
    .describe(
      "Security groups of deploy runners in the VPC, or in one peered with it, let in to API server and databases",
    ),
  loadBalancing: z
    .enum(["eks-auto-mode", "aws-load-balancer-controller"])
    .default("eks-auto-mode")
    .describe("What registers pods with target groups; the second needs the controller installed by you"),
  logRetentionDays: field.logRetentionDays
    .default(365)
    .describe("Days that logs of the control plane, nodes and pods are kept"),
});

const loadBalancer = z.strictObject({
  idleTimeoutSeconds: field
    .whole(60, 4000, "seconds")
    .default(120)
    .describe("Longest silence of a connection; must exceed the hubs' keep-alive (15 s)"),
  logRetentionDays: field.whole(30, 3650, "days").default(365).describe("Days that access logs are kept"),
});

const cdn = z.strictObject({
  priceClass: z
    .enum(["PriceClass_100", "PriceClass_200", "PriceClass_All"])
    .default("PriceClass_All")
    .describe("Parts of the world whose edges answer; `PriceClass_100`: Europe, Israel and North America"),
  logRetentionDays: field.logRetentionDays.default(365).describe("Days that access logs are kept"),
});

const exception = z.strictObject({
  rule: field
    .named("rule's id", /^[a-z0-9]+(-[a-z0-9]+)*$/, "rds-multi-az")
    .describe("The rule that is not to stop it"),
  resource: z
    .string()
    .min(1, { error: "must be a resource's URN or logical name" })
    .describe("URN or logical name of the one resource that it is for"),
  reason: z
    .string()
    .min(20, { error: "must be a sentence of at least 20 characters" })
    .describe("Why it is accepted, in a sentence"),
  approvedBy: field.email.describe("Who answers for it"),
  expires: z.iso
    .date(field.says("must be a date such as 2026-12-31"))
    .meta({ title: "date such as 2026-12-31" })
    .describe("Last day; at most 90 days ahead, judged at preview"),
});

/** Figures that a stack may override; anything else of a profile stays as the system says. */
function sloOverride(profile: Slo) {
  const percent = (about: string) => z.number().gt(0).max(100).optional().describe(about);
  const milliseconds = (about: string) => z.number().gt(0).max(60_000).optional().describe(about);
  const names = (profile.latency ?? []).map(({ percentile }) => [
    `p${percentile}Ms`,
    milliseconds("Latency at that percentile, at most"),
  ]);
  return z
    .strictObject({
      errorPercent: percent("Failed requests, at most"),
      databaseMs: milliseconds("Mean time of a database query, at most"),
      realtimeMs: milliseconds("WebSocket update from server to receipt, at most"),
      availabilityPercent: percent("Availability, at least"),
      memoryPercent: percent("Memory of any pod, of its limit, at most"),
      cpuPercent: percent("CPU of any pod, of its request, at most"),
      ...Object.fromEntries(names),
    })
    .optional();
}

function record<T extends z.ZodType>(names: readonly string[], value: (name: string) => T) {
  return z.strictObject(Object.fromEntries(names.map((name) => [name, value(name)])));
}

const email = z.strictObject({
  dmarcPolicy: z
    .enum(["quarantine", "reject"])
    .default("quarantine")
    .describe("What receivers do with e-mail that pretends to be from the domain"),
  reportsTo: field.email.optional().describe("Who gets their reports; without it contacts.security"),
  relay: z
    .strictObject({
      host: field.domain.describe("SMTP server outside AWS that takes e-mail over TLS"),
      port: z
        .union([z.literal(465), z.literal(587), z.literal(2525)], field.says("must be 465, 587 or 2525"))
        .describe("Its port"),
      secretArn: field.secretArn.describe('Secret with `{"username", "password"}`, made by you'),
    })
    .optional()
    .describe("Send through this instead of SES"),
});

const weight = field.whole(0, 100, "percent").describe("Share of the traffic that the color gets");

const replicas = z.strictObject({
  min: field.whole(1, 100).describe("Pods of each color at rest"),
  max: field.whole(1, 200).describe("Pods of each color at most; not below min"),
});

/** What may be said of one system; its services and SLO profiles are known by name. */
function systemSchema(system: System) {
  const services = system.services.map((service) => service.name);
  const color = z
    .strictObject({
      version: field.semver.describe("Version of the release that the color runs"),
      images: record(imagesOf(system), () =>
        field.image.describe("What follows the repository in the image's name"),
      ).describe("Image of each service, and `migrations` where the system has any; all must be listed"),
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
    migrationMinutes: field
      .whole(5, 720, "minutes")
      .default(30)
      .describe("After so long a run of migrations is stopped; what it has finished stays"),
    registrationEnabled: z.boolean().describe("Whether users may register (MC-166)"),
    email: email.prefault({}).describe("How e-mail of the system goes out"),
    colors: z.strictObject({ blue: color, green: color }).describe("What each color runs; leave one out to retire it"),
    weights: z
      .strictObject({ blue: weight, green: weight })
      .optional()
      .describe("Overrides the remembered weights, percent; must sum to 100"),
    workColor: z
      .enum(["blue", "green"])
      .optional()
      .describe("Overrides which color does the queue and feed work; remembered like the weights"),
    replicas: record(services, () => replicas.optional())
      .default({})
      .describe("Pods per service, where this stack differs from the system's description"),
    signers: signersSchema
      .default([])
      .describe("Who may sign for its releases; without them none begins (MC-078 to MC-082, MC-252 to MC-256)"),
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
    permissionsBoundaryArn: field.policyArn
      .optional()
      .describe("Permissions boundary of every role that is made; the deploy role of docs/aws demands it"),
    protect: z
      .boolean()
      .default(true)
      .describe("Protect stateful resources from deletion; false only to take a stack down"),
    network: network.describe("VPC, zones and subnets"),
    cluster: cluster.describe("EKS"),
    loadBalancer: loadBalancer.prefault({}).describe("The application load balancer"),
    cdn: cdn.prefault({}).describe("CloudFront, the one public door"),
    firewall: firewallSchema(catalog).prefault({}).describe("AWS WAF, at the CDN and before the load balancer"),
    stores: stores.describe("Sizes and windows of the data stores"),
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
