import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assetCaching,
  type BehaviorParts,
  keyedByPath,
  pageBehavior,
  pageCaching,
  pathBehaviors,
} from "../../components/edge/cdn-behaviors.ts";
import mycrypto from "../../systems/mycrypto.ts";
import mytrader from "../../systems/mytrader.ts";

const parts: BehaviorParts = {
  pageCacheId: "page-cache",
  assetCacheId: "asset-cache",
  pageHeadersId: "page-headers",
  dataHeadersId: "data-headers",
  liveIndex: "arn:live-index",
  viewerAddress: "arn:viewer-address",
  immutable: "arn:immutable",
};
const everyMethod = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
const pathsOf = ({ services }: typeof mycrypto) =>
  services.flatMap(({ routes }) => routes.flatMap(({ paths }) => [...paths]));

/** What CloudFront and the load balancer both make of a pattern. */
const matches = (pattern: string, path: string) => {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(path);
};
const originOf = (apiPaths: readonly string[], path: string) =>
  pathBehaviors(apiPaths, parts).find(({ pathPattern }) => matches(pathPattern as string, path))?.targetOriginId ??
  pageBehavior(parts).targetOriginId;

it("serves pages from the bucket, by the live version, read only, from short-lived copies", () => {
  expect(pageBehavior(parts)).toEqual({
    targetOriginId: "assets",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD"],
    cachedMethods: ["GET", "HEAD"],
    compress: true,
    cachePolicyId: "page-cache",
    responseHeadersPolicyId: "page-headers",
    functionAssociations: [{ eventType: "viewer-request", functionArn: "arn:live-index" }],
  });
  expect(pageCaching).toEqual({ minTtl: 0, defaultTtl: 60, maxTtl: 60 });
});

it("sends API and hubs to the load balancer: nothing cached, everything passed on", () => {
  const [api] = pathBehaviors(["/api/*"], parts);
  expect(api).toEqual({
    pathPattern: "/api/*",
    targetOriginId: "load-balancer",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: everyMethod,
    cachedMethods: ["GET", "HEAD"],
    compress: false,
    cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    originRequestPolicyId: "216adef6-5c7f-47e4-b989-5492eafa07d3",
    responseHeadersPolicyId: "data-headers",
    functionAssociations: [{ eventType: "viewer-request", functionArn: "arn:viewer-address" }],
  });
});

it("serves hashed assets of every version as they are, for a year", () => {
  expect(pathBehaviors([], parts)).toEqual([
    {
      pathPattern: "/*/assets/*",
      targetOriginId: "assets",
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      compress: true,
      cachePolicyId: "asset-cache",
      responseHeadersPolicyId: "data-headers",
      functionAssociations: [{ eventType: "viewer-response", functionArn: "arn:immutable" }],
    },
  ]);
  expect(assetCaching).toEqual({ minTtl: 0, defaultTtl: 31_536_000, maxTtl: 31_536_000 });
});

it("knows a copy by its path alone, and tells the bucket nothing of the viewer", () => {
  expect(keyedByPath).toEqual({
    cookiesConfig: { cookieBehavior: "none" },
    headersConfig: { headerBehavior: "none" },
    queryStringsConfig: { queryStringBehavior: "none" },
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  });
});

describe("which origin answers", () => {
  it.each([
    [mycrypto, "/health", "load-balancer"],
    [mycrypto, "/api/v1/auth/login", "load-balancer"],
    [mycrypto, "/api/v1/trade/stream", "load-balancer"],
    [mycrypto, "/api/v1/orderbook/assets/BTC", "load-balancer"],
    [mycrypto, "/healthy", "assets"],
    [mycrypto, "/1.4.2/assets/app-1a2b.js", "assets"],
    [mytrader, "/hubs/market-data", "load-balancer"],
    [mytrader, "/api/health", "load-balancer"],
    [mytrader, "/api/x/assets/y", "load-balancer"],
    [mytrader, "/health", "load-balancer"],
    [mytrader, "/", "assets"],
    [mytrader, "/markets/BTC", "assets"],
    [mytrader, "/client-config.json", "assets"],
  ])("$0.name $1 → $2", (system, path, origin) => {
    expect(originOf(pathsOf(system), path)).toBe(origin);
  });

  it("is the load balancer for every path of every route, each listed once", () => {
    const path = fc.stringMatching(/^(\/[a-z]{1,6}){1,3}(\/\*)?$/);
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 20 }), (paths) => {
        const listed = pathBehaviors(paths, parts).map(({ pathPattern }) => pathPattern);
        expect(listed).toEqual([...new Set(paths), "/*/assets/*"]);
        for (const one of paths) {
          expect(originOf(paths, one.replace("*", "x/assets/y"))).toBe("load-balancer");
        }
      }),
    );
  });
});

it("refuses more paths than a distribution takes", () => {
  const many = Array.from({ length: 75 }, (_, i) => `/p${i}`);
  expect(pathBehaviors(many.slice(1), parts)).toHaveLength(75);
  expect(() => pathBehaviors(many, parts)).toThrow("75 paths of routes; a distribution takes 74 beside its assets");
});
