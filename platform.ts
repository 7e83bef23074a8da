import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { storeConcerns, Stores } from "./components/data/stores.ts";
import { Certificate } from "./components/edge/certificate.ts";
import { Dns } from "./components/edge/dns.ts";
import { Entrance } from "./components/edge/entrance.ts";
import { edgeRegion } from "./components/edge/edge-region.ts";
import { PublicDoor } from "./components/edge/public-door.ts";
import { rateRules } from "./components/edge/rate-rules.ts";
import { boundRoles } from "./components/foundation/boundary.ts";
import { Cluster } from "./components/foundation/cluster.ts";
import type { KeyConcern } from "./components/foundation/key-policies.ts";
import { Keys } from "./components/foundation/keys.ts";
import { Network } from "./components/foundation/network.ts";
import { liftProtection } from "./components/foundation/protection.ts";
import { MonitoringAgents } from "./components/operations/monitoring-agents.ts";
import { BlueGreen } from "./components/release/blue-green.ts";
import { clientConfigOf } from "./components/release/client-config.ts";
import { ImageRepositories, ownRepositoryPrefix } from "./components/release/image-repository.ts";
import { distinctHosts, hostsOf } from "./components/release/naming.ts";
import type { Pending } from "./components/release/release-document.ts";
import { other } from "./components/release/traffic.ts";
import { todayInUtc } from "./config/exceptions.ts";
import type { PlatformConfig, SystemConfig } from "./config/schema.ts";
import type { ReleaseDocument } from "./contract/release.ts";
import type { Catalog } from "./systems/model/catalog.ts";
import { imagesOf } from "./systems/model/images.ts";
import { routedServing } from "./systems/model/serving.ts";
import { type Color, colors, type System } from "./systems/model/system.ts";

/** Seconds that a target may finish its requests after it left (MC-164). */
const drainSeconds = 30;

interface Configured {
  system: System;
  config: SystemConfig;
}

/** Declares the whole platform and returns the stack's outputs, each by system. */
export function deployPlatform(config: PlatformConfig, catalog: Catalog) {
  const { environment, region, protect } = config;
  const name = `trading-${environment}`;
  const systems = [...catalog.values()].flatMap((system): Configured[] => {
    const own = config.systems[system.name];
    return own === undefined ? [] : [{ system, config: own }];
  });

  boundRoles(config.permissionsBoundaryArn);
  liftProtection(config.exceptions);

  const cloud = new aws.Provider("aws", {
    region: region as aws.Region,
    allowedAccountIds: config.allowedAccountIds,
    defaultTags: {
      tags: {
        project: "trading-platform",
        environment,
        owner: config.contacts.operations,
        "managed-by": "pulumi",
        // The strictest class of what any resource here holds or leads to.
        "data-class": "confidential",
      },
    },
  });
  const onAws = { providers: { aws: cloud } };
  const { accountId } = aws.getCallerIdentityOutput({}, { provider: cloud });

  const repositories = ownRepositoryPrefix(config.registry, config);
  const concerns = keyConcerns(systems, repositories !== undefined);
  const keys = new Keys(name, { accountId, region, concerns, protect }, onAws);
  // A key serves its own region.
  const edgeLogKeyArn =
    region === edgeRegion
      ? keys.arn("logs")
      : new Keys(`${name}-edge`, { accountId, region: edgeRegion, concerns: ["logs"], protect }, onAws).arn("logs");
  const network = new Network(name, { config: config.network, region, logKeyArn: keys.arn("logs") }, onAws);
  const cluster = new Cluster(
    name,
    {
      config: config.cluster,
      region,
      subnetIds: network.privateSubnetIds,
      keyArn: keys.arn("cluster"),
      logKeyArn: keys.arn("logs"),
      protect,
    },
    onAws,
  );
  new MonitoringAgents(
    `${name}-monitoring-agents`,
    {
      cluster: { name: cluster.clusterName, arn: cluster.arn, accountId },
      region,
      logRetentionDays: config.cluster.logRetentionDays,
      logKeyArn: keys.arn("logs"),
    },
    onAws,
  );

  const self = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const last = new pulumi.StackReference("last", { name: self }).getOutput("release") as pulumi.Output<
    Record<string, unknown> | undefined
  >;
  const doors = systems.map((configured) => ({
    ...configured,
    ...door(configured, { ...config, accountId, logKeyArn: edgeLogKeyArn }, onAws),
    last: last.apply((outputs) => outputs?.[configured.system.name]),
  }));
  const [first, ...rest] = doors.map((one) => ({ name: one.system.name, arn: one.certificate.arn }));
  if (first === undefined) throw new Error("config names no system");
  const entrance = new Entrance(
    name,
    {
      environment,
      region,
      accountId,
      loadBalancer: {
        vpcId: network.vpcId,
        subnetIds: network.publicSubnetIds,
        idleTimeoutSeconds: config.loadBalancer.idleTimeoutSeconds,
        logRetentionDays: config.loadBalancer.logRetentionDays,
        certificates: [first, ...rest],
        pods: { securityGroupId: cluster.podSecurityGroupId, ports: [routedServing.port] },
      },
      firewall: {
        rateRules: rateRules(
          systems.map(({ system }) => system),
          config.firewall,
        ),
        // Browsers bring files to S3 themselves.
        uploadPathPrefixes: [],
        countUntil: config.firewall.blocksFrom,
        today: todayInUtc(),
        logRetentionDays: config.firewall.logRetentionDays,
      },
      secretsKeyArn: keys.arn("secrets"),
      logKeyArn: keys.arn("logs"),
      cdnLogKeyArn: edgeLogKeyArn,
      protect,
    },
    onAws,
  );
  const { loadBalancer, originHeader, firewall } = entrance;
  const stores = new Stores(
    name,
    {
      environment,
      accountId,
      region,
      config: config.stores,
      vpcId: network.vpcId,
      subnetIds: network.dataSubnetIds,
      pods: { name: "pods", securityGroupId: cluster.podSecurityGroupId },
      runners: config.cluster.runnerSecurityGroupIds.map((securityGroupId) => ({
        name: securityGroupId,
        securityGroupId,
      })),
      keys,
      logBucket: loadBalancer.logBucket,
      owners: doors.map((owner) => ({
        system: owner.system,
        origins: [`https://${owner.hosts.web}`],
        email: { ...emailOf(owner.config, config.contacts.security), zoneId: owner.dns.zoneId },
        last: owner.last,
      })),
      protect,
    },
    onAws,
  );

  const released = doors.map(({ system, config: own, dns, certificate, hosts, last: lastOfSystem }) => {
    if (repositories !== undefined) {
      const images = {
        system: system.name,
        images: imagesOf(system),
        prefix: repositories,
        keyArn: keys.arn("images"),
        protect,
      };
      new ImageRepositories(system.name, images, onAws);
    }
    const blueGreen = new BlueGreen(
      system.name,
      {
        environment,
        region,
        system,
        config: own,
        hosts,
        last: lastOfSystem,
        vpcId: network.vpcId,
        cluster: { name: cluster.clusterName, arn: cluster.arn, accountId },
        listenerArn: loadBalancer.httpsListenerArn,
        loadBalancerSuffix: loadBalancer.arnSuffix,
        zoneId: dns.zoneId,
        certificateArn: certificate.arn,
        secretsKeyArn: keys.arn("secrets"),
        stores: stores.of(system.name),
        protect,
        registry: config.registry,
        kubernetesVersion: config.cluster.version,
        loadBalancing: config.cluster.loadBalancing,
        drainSeconds,
        ranges: {
          vpc: config.network.cidr,
          service: config.cluster.serviceCidr,
          public: config.network.zones.map((zone) => zone.public),
          private: config.network.zones.map((zone) => zone.private),
          data: config.network.zones.map((zone) => zone.data),
          relayPort: own.email.relay?.port,
        },
      },
      { providers: { aws: cloud, kubernetes: cluster.provider } },
    );
    const versionOf = (color: Color) => own.colors[color]?.version ?? "";
    const bothColors = colors.every((color) => own.colors[color] !== undefined);
    const door = new PublicDoor(
      `${name}-${system.name}`,
      {
        hosts,
        apiPaths: system.services.flatMap(({ routes }) => routes.flatMap(({ paths }) => paths)),
        loadBalancer: { dnsName: loadBalancer.dnsName, originHeader },
        versions: {
          live: blueGreen.live.apply(versionOf),
          preview: bothColors ? blueGreen.live.apply((live) => versionOf(other(live))) : undefined,
        },
        after: blueGreen.rules,
        clientConfig: system.clientConfig,
        deployed: colors.flatMap((color) => own.colors[color]?.version ?? []),
        uploadOrigin: stores.of(system.name).uploadOrigin,
        webAclArn: firewall.cdnWebAclArn,
        priceClass: config.cdn.priceClass,
        logRetentionDays: config.cdn.logRetentionDays,
        logKeyArn: edgeLogKeyArn,
        accountId,
        protect,
        zoneId: dns.zoneId,
        recordTtlSeconds: own.recordTtlSeconds,
      },
      onAws,
    );
    return { system, hosts, dns, release: { ...blueGreen.release, pages: pagesOf(door) } };
  });

  return {
    endpoints: bySystem(released, ({ hosts, dns }) => ({
      web: `https://${hosts.web}`,
      api: `https://${hosts.api}`,
      preview: `https://${hosts.test}`,
      // Both to be entered at the domain's registrar; of a zone that exists already, nothing is.
      nameServers: dns.nameServers,
      ...(dns.dsRecord === undefined ? {} : { dsRecord: dns.dsRecord }),
    })),
    clientConfig: bySystem(released, ({ system, hosts }) => clientConfigOf(system.clientConfig, hosts.api)),
    release: bySystem(released, ({ release }) => release),
  };
}

/** What a release has to know of the pages. */
function pagesOf({ cdn, assetsBucket }: PublicDoor): Pending<ReleaseDocument["pages"]> {
  const { distributionId, versionStoreArn, versionUrns } = cdn;
  return { bucket: assetsBucket, distributionId, versionStoreArn, versionUrns };
}

/** A system's names: its zone, and one certificate for all of its hosts. */
function door(
  { system, config }: Configured,
  {
    contacts,
    protect,
    accountId,
    logKeyArn,
  }: Pick<PlatformConfig, "contacts" | "protect"> & Record<"accountId" | "logKeyArn", pulumi.Output<string>>,
  opts: pulumi.ComponentResourceOptions,
) {
  const { recordTtlSeconds, domain, zoneId, dnssec } = config;
  const securityContact = contacts.security;
  const dns = new Dns(
    system.name,
    { domain, zoneId, dnssec, recordTtlSeconds, securityContact, logKeyArn, protect, accountId },
    opts,
  );
  const hosts = hostsOf(system.hosts, domain);
  const [first = domain, ...others] = distinctHosts(hosts);
  const names: [string, ...string[]] = [first, ...others];
  const certificate = new Certificate(system.name, { hosts: names, zoneId: dns.zoneId, recordTtlSeconds }, opts);
  return { dns, certificate, hosts };
}

/** A key for each thing that is there to be encrypted. */
function keyConcerns(systems: readonly Configured[], repositories: boolean): KeyConcern[] {
  const owners = systems.map(({ system, config }) => ({ system, email: config.email }));
  return ["logs", "cluster", "secrets", ...storeConcerns(owners), ...(repositories ? (["images"] as const) : [])];
}

function emailOf({ domain, recordTtlSeconds, email }: SystemConfig, securityContact: string) {
  const { dmarcPolicy: policy, reportsTo = securityContact, relay } = email;
  return { domain, recordTtlSeconds, dmarc: { policy, reportsTo }, relay };
}

function bySystem<T, R>(released: readonly (T & { system: System })[], of: (one: T & { system: System }) => R) {
  return Object.fromEntries(released.map((one) => [one.system.name, of(one)]));
}
