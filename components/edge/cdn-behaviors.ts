import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

type Behavior = aws.types.input.cloudfront.DistributionDefaultCacheBehavior;
type OrderedBehavior = aws.types.input.cloudfront.DistributionOrderedCacheBehavior;
type CacheSettings = Readonly<Record<"minTtl" | "defaultTtl" | "maxTtl", number>>;

/** Names of the two origins inside a distribution. */
export const origins = { assets: "assets", loadBalancer: "load-balancer" } as const;

/** Policies that AWS keeps, the same in every account. */
export const managedPolicies = {
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  /** All headers, `Host`, WebSocket and test headers too, and those that our function adds; cookies and queries. */
  allViewer: "216adef6-5c7f-47e4-b989-5492eafa07d3",
} as const;

/** CloudFront's quota of behaviors with a path. */
const mostPaths = 75;

/** Hashed assets of every version: both colors' pages find theirs, whichever is live. */
const hashedAssets = "/*/assets/*";

/** How long the edge keeps what S3 says nothing of, seconds. Errors are not concerned: those it keeps for 10 s. */
export const pageCaching: CacheSettings = { minTtl: 0, defaultTtl: 60, maxTtl: 60 };
export const assetCaching: CacheSettings = { minTtl: 0, defaultTtl: 31_536_000, maxTtl: 31_536_000 };

/** The path alone is the key of a cached copy, and S3 is told nothing else of the viewer. */
export const keyedByPath = {
  cookiesConfig: { cookieBehavior: "none" },
  headersConfig: { headerBehavior: "none" },
  queryStringsConfig: { queryStringBehavior: "none" },
  enableAcceptEncodingBrotli: true,
  enableAcceptEncodingGzip: true,
};

/** What the behaviors refer to. */
export interface BehaviorParts {
  pageCacheId: pulumi.Input<string>;
  assetCacheId: pulumi.Input<string>;
  pageHeadersId: pulumi.Input<string>;
  dataHeadersId: pulumi.Input<string>;
  /** ARNs of functions. */
  liveIndex: pulumi.Input<string>;
  viewerAddress: pulumi.Input<string>;
  immutable: pulumi.Input<string>;
}

const redirect = { viewerProtocolPolicy: "redirect-to-https" };
const reading = ["GET", "HEAD"];

/** Pages and their unhashed files, on whatever path no other behavior takes. */
export function pageBehavior(parts: BehaviorParts): Behavior {
  return {
    ...redirect,
    targetOriginId: origins.assets,
    allowedMethods: reading,
    cachedMethods: reading,
    compress: true,
    cachePolicyId: parts.pageCacheId,
    responseHeadersPolicyId: parts.pageHeadersId,
    functionAssociations: [{ eventType: "viewer-request", functionArn: parts.liveIndex }],
  };
}

/**
 * The behaviors with a path, in order: the load balancer's come first, so that no name of theirs can be taken for an
 * asset.
 *
 * @param apiPaths path patterns of the system's routes; CloudFront reads `*` and `?` as the load balancer does
 * @throws Error when there are more than CloudFront takes
 */
export function pathBehaviors(apiPaths: readonly string[], parts: BehaviorParts): OrderedBehavior[] {
  const paths = [...new Set(apiPaths)];
  if (paths.length >= mostPaths) {
    throw new Error(`${paths.length} paths of routes; a distribution takes ${mostPaths - 1} beside its assets`);
  }
  return [
    ...paths.map((pathPattern): OrderedBehavior => ({
      ...redirect,
      pathPattern,
      targetOriginId: origins.loadBalancer,
      allowedMethods: [...reading, "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
      cachedMethods: reading,
      // Compressed answers that mix secrets with what an attacker sent tell the secrets by their length.
      compress: false,
      cachePolicyId: managedPolicies.cachingDisabled,
      originRequestPolicyId: managedPolicies.allViewer,
      responseHeadersPolicyId: parts.dataHeadersId,
      functionAssociations: [{ eventType: "viewer-request", functionArn: parts.viewerAddress }],
    })),
    {
      ...redirect,
      pathPattern: hashedAssets,
      targetOriginId: origins.assets,
      allowedMethods: reading,
      cachedMethods: reading,
      compress: true,
      cachePolicyId: parts.assetCacheId,
      responseHeadersPolicyId: parts.dataHeadersId,
      functionAssociations: [{ eventType: "viewer-response", functionArn: parts.immutable }],
    },
  ];
}
