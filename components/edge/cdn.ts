import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Hosts } from "../../systems/model/system.ts";
import { distinctHosts } from "../release/naming.ts";
import * as behaviors from "./cdn-behaviors.ts";
import { DeliveredLog } from "./delivered-log.ts";
import { edgeRegion } from "./edge-region.ts";
import { liveIndexFunction, versionKeys } from "./live-index.ts";
import { contentSecurityPolicy, dataHeaders, immutableFunction, pageHeaders } from "./response-headers.ts";
import { viewerAddressFunction } from "./viewer-address.ts";

export interface CdnArgs {
  hosts: Hosts;
  /** Path patterns of the system's routes; all else is pages and assets. */
  apiPaths: readonly string[];
  loadBalancer: {
    dnsName: pulumi.Input<string>;
    /** Proves that a request came through here; the value is a secret. */
    originHeader: { name: string; value: pulumi.Input<string> };
  };
  /** Host of the bucket with the web assets. */
  assetsDomainName: pulumi.Input<string>;
  /** Which versions' pages are served: on the web host, and on the test host. Without a preview that has none. */
  versions: { live: pulumi.Input<string>; preview?: pulumi.Input<string> | undefined };
  /** What must have changed before the versions do: pages that follow traffic never run ahead of it. */
  after: readonly pulumi.Resource[];
  /** `https://<host>` where browsers put and get uploaded files. */
  uploadOrigin?: pulumi.Input<string> | undefined;
  /** Of all hosts, in us-east-1. */
  certificateArn: pulumi.Input<string>;
  /** Of scope CLOUDFRONT. */
  webAclArn: pulumi.Input<string>;
  /** Regions of the world whose edges answer. */
  priceClass: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
  /** Days that access logs are kept. */
  logRetentionDays: number;
  /** KMS key in us-east-1, of the access logs. */
  logKeyArn: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  /** Refuse to delete the distribution. */
  protect: boolean;
}

/** No cookies, and no queries: those of hubs carry tokens. */
const loggedFields = [
  "timestamp(ms)",
  "x-edge-location",
  "x-edge-request-id",
  "c-ip",
  "cs-protocol",
  "cs-protocol-version",
  "ssl-protocol",
  "x-host-header",
  "cs-method",
  "cs-uri-stem",
  "cs(User-Agent)",
  "cs-bytes",
  "sc-status",
  "sc-bytes",
  "sc-content-type",
  "x-edge-result-type",
  "x-edge-detailed-result-type",
  "time-taken",
  "time-to-first-byte",
];

/**
 * A system's one public door (decisions 20, 21; MC-028, MC-041, MC-049): pages and hashed assets from S3, API and hubs from
 * the load balancer. Which version's pages are served is a value in a store at the edges, so promotion and rollback
 * change two small values and neither the distribution nor what it has cached (MC-108, MT-058).
 */
export class Cdn extends pulumi.ComponentResource {
  readonly distributionArn: pulumi.Output<string>;
  readonly distributionId: pulumi.Output<string>;
  /** Target of the hosts' aliases; Route 53 does not check the health of a distribution. */
  readonly dnsName: pulumi.Output<string>;
  /** The hosted zone of `dnsName`. */
  readonly zoneId: pulumi.Output<string>;
  /** The store whose keys are `versionKeys`. */
  readonly versionStoreArn: pulumi.Output<string>;
  /** URNs of the keys, to target in an update that moves the pages alone. */
  readonly versionUrns: readonly pulumi.Output<string>[];
  readonly #child = { parent: this };
  readonly #name: string;

  constructor(name: string, args: CdnArgs, opts?: pulumi.ComponentResourceOptions) {
    // What a release changes is no part of the component, and the secret header belongs to the distribution alone.
    const { versions, after, loadBalancer, ...lasting } = args;
    super("trading:edge:Cdn", name, lasting, opts);
    this.#name = name;
    const { store, keys } = this.#versionStore({ versions, after, protect: args.protect });
    this.versionStoreArn = store.arn;
    this.versionUrns = keys.map(({ urn }) => urn);
    const distribution = new aws.cloudfront.Distribution(
      name,
      {
        comment: name,
        enabled: true,
        aliases: distinctHosts(args.hosts),
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        priceClass: args.priceClass,
        origins: [this.#assetsOrigin(args), loadBalancerOrigin(loadBalancer)],
        ...this.#behaviors(args, store),
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate: {
          acmCertificateArn: args.certificateArn,
          sslSupportMethod: "sni-only",
          minimumProtocolVersion: "TLSv1.2_2025",
        },
        webAclId: args.webAclArn,
        retainOnDelete: false,
        tags: { Name: name },
      },
      { ...this.#child, protect: args.protect },
    );
    this.#accessLog(distribution, args);
    this.distributionArn = distribution.arn;
    this.distributionId = distribution.id;
    this.dnsName = distribution.domainName;
    this.zoneId = distribution.hostedZoneId;
    this.registerOutputs({ distributionArn: this.distributionArn, dnsName: this.dnsName });
  }

  #versionStore({ versions: { live, preview }, after, protect }: Pick<CdnArgs, "versions" | "after" | "protect">) {
    const name = `${this.#name}-versions`;
    const store = new aws.cloudfront.KeyValueStore(
      name,
      { comment: `Which version of ${this.#name}'s pages is served`, tags: { Name: name } },
      { ...this.#child, protect },
    );
    const keep = (key: string, value: pulumi.Input<string>) =>
      new aws.cloudfront.KeyvaluestoreKey(
        `${this.#name}-${key}`,
        { keyValueStoreArn: store.arn, key, value },
        { ...this.#child, dependsOn: [...after] },
      );
    const kept = preview === undefined ? [] : [keep(versionKeys.preview, preview)];
    return { store, keys: [keep(versionKeys.live, live), ...kept] };
  }

  #assetsOrigin({ assetsDomainName }: CdnArgs): aws.types.input.cloudfront.DistributionOrigin {
    // Like the policies below under a name of ours: a second one, after a lost answer, is refused. None is ever replaced.
    const access = new aws.cloudfront.OriginAccessControl(
      this.#name,
      { name: this.#name, originAccessControlOriginType: "s3", signingBehavior: "always", signingProtocol: "sigv4" },
      this.#child,
    );
    return {
      originId: behaviors.origins.assets,
      domainName: assetsDomainName,
      originAccessControlId: access.id,
    };
  }

  #behaviors({ hosts, apiPaths, uploadOrigin }: CdnArgs, store: aws.cloudfront.KeyValueStore) {
    const { keyedByPath } = behaviors;
    const full = (what: string) => `${this.#name}-${what}`;
    const cache = (what: string, ttl: typeof behaviors.pageCaching) =>
      new aws.cloudfront.CachePolicy(
        full(what),
        { name: full(what), ...ttl, parametersInCacheKeyAndForwardedToOrigin: keyedByPath },
        this.#child,
      ).id;
    const headers = (what: string, of: aws.cloudfront.ResponseHeadersPolicyArgs) =>
      new aws.cloudfront.ResponseHeadersPolicy(full(what), { name: full(what), ...of }, this.#child).id;
    const edgeFunction = (what: string, code: string, stores: pulumi.Input<string>[] = []) =>
      new aws.cloudfront.Function(
        full(what),
        {
          runtime: "cloudfront-js-2.0",
          code,
          publish: true,
          keyValueStoreAssociations: stores,
          tags: { Name: full(what) },
        },
        this.#child,
      ).arn;
    const policy = pulumi
      .output(uploadOrigin)
      .apply((uploads) => contentSecurityPolicy({ apiHost: hosts.api, uploads }));
    const parts: behaviors.BehaviorParts = {
      pageCacheId: cache("pages", behaviors.pageCaching),
      assetCacheId: cache("assets", behaviors.assetCaching),
      pageHeadersId: headers("pages", pageHeaders(policy)),
      dataHeadersId: headers("data", dataHeaders),
      liveIndex: edgeFunction("live-index", liveIndexFunction(hosts), [store.arn]),
      viewerAddress: edgeFunction("viewer-address", viewerAddressFunction(hosts)),
      immutable: edgeFunction("immutable", immutableFunction),
    };
    return {
      defaultCacheBehavior: behaviors.pageBehavior(parts),
      orderedCacheBehaviors: behaviors.pathBehaviors(apiPaths, parts),
    };
  }

  #accessLog(distribution: aws.cloudfront.Distribution, args: CdnArgs): void {
    const name = `${this.#name}-access`;
    const { groupArn } = new DeliveredLog(
      name,
      {
        groupName: `/aws/cloudfront/${this.#name}`,
        region: edgeRegion,
        retentionDays: args.logRetentionDays,
        keyArn: args.logKeyArn,
        accountId: args.accountId,
      },
      this.#child,
    );
    const common = { region: edgeRegion, tags: { Name: name } };
    const source = new aws.cloudwatch.LogDeliverySource(
      name,
      { ...common, logType: "ACCESS_LOGS", resourceArn: distribution.arn },
      this.#child,
    );
    const destination = new aws.cloudwatch.LogDeliveryDestination(
      name,
      { ...common, outputFormat: "json", deliveryDestinationConfiguration: { destinationResourceArn: groupArn } },
      this.#child,
    );
    new aws.cloudwatch.LogDelivery(
      name,
      {
        ...common,
        deliverySourceName: source.name,
        deliveryDestinationArn: destination.arn,
        recordFields: loggedFields,
      },
      this.#child,
    );
  }
}

/** HTTPS alone. CloudFront sends the viewer's `Host`, and the load balancer has certificates for the hosts of systems. */
function loadBalancerOrigin({
  dnsName,
  originHeader,
}: CdnArgs["loadBalancer"]): aws.types.input.cloudfront.DistributionOrigin {
  return {
    originId: behaviors.origins.loadBalancer,
    domainName: dnsName,
    customOriginConfig: {
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: "https-only",
      originSslProtocols: ["TLSv1.2"],
      originReadTimeout: 30,
      // Less than the load balancer's idle timeout, so that it never closes a connection that we are about to use.
      originKeepaliveTimeout: 30,
    },
    customHeaders: [{ name: originHeader.name, value: originHeader.value }],
  };
}
