import { atMost, demand, hasAll, is, isSet, matches, text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, StackRule } from "../../rule.ts";
import { distributionType, pathBehaviors } from "../transport/behaviors.ts";
import { demandEach, on } from "../transport/found.ts";
import { responseHeadersPolicyType } from "./headers.ts";

const cachePolicyType = "aws:cloudfront/cachePolicy:CachePolicy";

// Ids of policies that AWS keeps, the same in every account (CloudFront developer guide, "managed cache policies" and
// "managed origin request policies").
const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const managedCaching = [
  cachingDisabled,
  "658327ea-f89d-4fab-a63d-7e88639e58f6",
  "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
  "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
  "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
];
/** All of the viewer's headers, with or without `Host`, or with CloudFront's own. */
const forwardingAll = [
  "216adef6-5c7f-47e4-b989-5492eafa07d3",
  "b689b0a8-53d0-40ab-baf2-68738e2966ac",
  "33f36d7e-f396-46d9-90e0-52428a34d9dc",
];

const managedForwarding = [
  ...forwardingAll,
  "59781a5b-3903-41f3-afcb-af62929ccde1",
  "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
  "775133bc-15f2-49f9-abea-afb2e0bf67d2",
  "acba4595-bd28-49b8-b9fe-13317c0390fa",
  "bf0718e1-ba1e-49d1-88b1-f726733018ba",
];

// Seconds. A page that is rolled back is gone from every edge in time for a rollback of five minutes (MT-053).
const longestPage = 300;
const shortestAsset = 30 * 24 * 3600;

export const cacheHeadersStatic: StackRule = {
  id: "cache-headers-static",
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-049"],
  refs: {},
  rationale:
    "Pages are asked for anew so that a release or a rollback shows at once; what has a hash in its name never changes.",
  fix: "Set no-cache for pages and at most five minutes at the edge; for hashed assets immutable and a month or more.",
  checkStack: (graph) => [
    ...graph
      .of("aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2")
      .flatMap((object) => on(object, objectFaults(object.reader))),
    ...graph.of(distributionType).flatMap((one) => [...pageFaults(graph, one), ...assetFaults(graph, one)]),
  ],
};

const page = /\.html?$|(^|\/)(sw|service-worker)\.js$/i;
/** A hash in the name has a digit, as a word has not; build tools hash all below `assets`. */
const hashed = /(^|\/)assets\/|[.-](?=\w*\d)\w{8,}\.(js|mjs|css|wasm|woff2|svg|png|jpg|webp)$/;

function objectFaults(object: Reader): Finding[] {
  const key = text(object, "key") ?? "";
  const control = "cacheControl";
  if (page.test(key)) return demand(object, control, matches(asksAgain), "browsers may show an old page");
  return hashed.test(key) ? demand(object, control, isLasting, "browsers ask again for what never changes") : [];
}

const asksAgain = /\b(no-cache|no-store|max-age=0)\b/i;

function isLasting(control: unknown): boolean {
  if (typeof control !== "string" || !/\bimmutable\b/i.test(control)) return false;
  return Number(/\bmax-age=(\d+)/i.exec(control)?.[1] ?? 0) >= shortestAsset;
}

/** What the default behavior refers to serves pages. */
function pageFaults(graph: Graph, distribution: Node): StackFinding[] {
  const input = "defaultCacheBehavior";
  return [
    ...graph.targets(distribution, `${input}.cachePolicyId`, cachePolicyType).flatMap((policy) =>
      on(policy, [
        ...demand(
          policy.reader,
          "minTtl",
          (ttl) => ttl === undefined || brief(ttl),
          "pages are kept whatever they say",
        ),
        // A day when nothing is said.
        ...demand(policy.reader, "defaultTtl", brief, "pages that say nothing are kept for too long"),
      ]),
    ),
    ...graph.targets(distribution, `${input}.responseHeadersPolicyId`, responseHeadersPolicyType).flatMap((policy) =>
      on(
        policy,
        policy.reader
          .items("customHeadersConfig.items")
          .filter((header) => /^cache-control$/i.test(text(header, "header") ?? ""))
          .flatMap((header) => demand(header, "value", matches(asksAgain), "browsers may show an old page")),
      ),
    ),
  ];
}

const brief = atMost(longestPage);

const assetPath = /(^|\/)(assets|static|fonts|images)\/|\.(js|css|woff2|svg|png|jpg|webp)$/;

function assetFaults(graph: Graph, distribution: Node): StackFinding[] {
  const all = pathBehaviors(distribution.reader).map((behavior) => ({
    behavior,
    isAsset: assetPath.test(text(behavior, "pathPattern") ?? ""),
    policy: behavior.get("cachePolicyId"),
  }));
  const uncached = all
    .filter(({ isAsset, policy }) => isAsset && policy.known && policy.value === cachingDisabled)
    .map(({ behavior }) => ({ path: behavior.at("cachePolicyId"), message: "hashed assets are not cached" }));
  // Only the input as a whole tells which policies are referred to: they are the assets' when no other path has one.
  const own = all.filter(({ policy }) => !policy.known || !is(undefined, ...managedCaching)(policy.value));
  if (own.some(({ isAsset }) => !isAsset)) return on(distribution, uncached);
  const policies = graph
    .targets(distribution, "orderedCacheBehaviors", cachePolicyType)
    .filter((policy) => !graph.refers(distribution, "defaultCacheBehavior.cachePolicyId", policy));
  const long = (ttl: unknown) => typeof ttl === "number" && ttl >= shortestAsset;
  return [
    ...on(distribution, uncached),
    ...policies.flatMap((policy) =>
      on(policy, [
        ...demand(policy.reader, "defaultTtl", long, "the edge asks again for what never changes"),
        // A year when nothing is said.
        ...demand(policy.reader, "maxTtl", (ttl) => ttl === undefined || long(ttl), "the edge may not keep assets"),
      ]),
    ),
  ];
}

export const cacheNeverApi: StackRule = {
  id: "cache-never-api",
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-028"],
  refs: {},
  rationale: "An answer of the API that the edge keeps is shown to the next customer.",
  fix: "For API, hub and sign-in paths use CachingDisabled, AllViewer and all seven methods.",
  checkStack: (graph) =>
    graph.of(distributionType).flatMap((distribution) => {
      const paths = pathBehaviors(distribution.reader).map((behavior) => ({
        behavior,
        pattern: text(behavior, "pathPattern") ?? "",
      }));
      const of = (path: RegExp) => paths.filter(({ pattern }) => path.test(pattern)).map(({ behavior }) => behavior);
      const api = of(apiPath);
      const health = of(healthPath).filter((behavior) => !api.includes(behavior));
      return [
        ...on(distribution, [...api, ...health].flatMap(cacheFaults)),
        ...forwardFaults(graph, distribution, api),
        ...on(distribution, api.flatMap(methodFaults)),
      ];
    }),
};

const apiPath =
  /(^|\/)(api|hubs?|signalr|graphql|ws|auth|oauth2?|login|log-in|logout|log-out|signin|sign-in|register|sessions?|tokens?)([/*]|$)/i;
const healthPath = /(^|\/)(health|healthz|ready|live)([/*]|$)/;

/** A behavior of the older kind, with the times in itself. */
function isOlder(behavior: Reader): boolean {
  return behavior.entries("forwardedValues").length > 0;
}

function cacheFaults(behavior: Reader): Finding[] {
  const message = "the edge keeps answers";
  return isOlder(behavior)
    ? demand(behavior, "maxTtl", is(0), message)
    : demand(behavior, "cachePolicyId", is(cachingDisabled), message);
}

function forwardFaults(graph: Graph, distribution: Node, api: readonly Reader[]): StackFinding[] {
  const own = graph.targets(
    distribution,
    "orderedCacheBehaviors",
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy",
  );
  // Which of our own policies a path has, only the cloud will say: then each of them has to do.
  const isOwn = (behavior: Reader) => {
    const policy = behavior.get("originRequestPolicyId");
    const isOther = !policy.known || (isSet(policy.value) && !is(...managedForwarding)(policy.value));
    return own.length > 0 && isOther;
  };
  const [ours, theirs] = [api.filter(isOwn), api.filter((behavior) => !isOwn(behavior))];
  return [
    ...on(distribution, theirs.flatMap(directFaults)),
    ...(ours.length > 0 ? own.flatMap((policy) => on(policy, policyFaults(policy.reader))) : []),
  ];
}

const unauthorized = "the Authorization header does not reach the origin";

function directFaults(behavior: Reader): Finding[] {
  const isForwarded = (headers: unknown) =>
    Array.isArray(headers) && headers.some((header) => header === "*" || isAuthorization(header));
  return isOlder(behavior)
    ? demand(behavior, "forwardedValues.headers", isForwarded, unauthorized)
    : demand(behavior, "originRequestPolicyId", is(...forwardingAll), unauthorized);
}

function policyFaults(policy: Reader): Finding[] {
  const all = ["allViewer", "allViewerAndWhitelistCloudFront", "allExcept"];
  return [
    ...demand(policy, "headersConfig.headerBehavior", is(...all), unauthorized),
    // Only with `allExcept` are there headers that it could be among.
    ...demandEach(policy, "headersConfig.headers.items", (header) => !isAuthorization(header), unauthorized),
  ];
}

function isAuthorization(header: unknown): boolean {
  return typeof header === "string" && header.toLowerCase() === "authorization";
}

function methodFaults(behavior: Reader): Finding[] {
  const all = hasAll("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE");
  return demand(behavior, "allowedMethods", all, "not every method reaches the API");
}
