import { demand, is, isSet, known, matches, text } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule, StackRule } from "../../rule.ts";
import { distributionType } from "../transport/behaviors.ts";
import { on } from "../transport/found.ts";

export const cfBasics: StackRule = {
  id: "cf-basics",
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-028"],
  refs: {
    checkov: ["CKV_AWS_86", "CKV_AWS_216", "CKV_AWS_305", "CKV2_AWS_46"],
    fsbp: ["CloudFront.1", "CloudFront.5", "CloudFront.13"],
  },
  rationale: "The distribution serves, its requests are logged, and buckets can be read through it alone.",
  fix: "Enable the distribution, log its requests, answer / with a page, use HTTP/2 or later and an origin access control for each bucket.",
  checkStack: (graph) =>
    graph
      .of(distributionType)
      .flatMap((one) => [
        ...on(one, [
          ...demand(one.reader, "enabled", is(true), "the distribution is switched off"),
          ...demand(one.reader, "httpVersion", is(undefined, "http2", "http2and3", "http3"), "speaks HTTP/1.1 alone"),
          ...rootFaults(one.reader),
          ...one.reader.items("origins").flatMap(originFaults),
        ]),
        ...logFaults(graph, one),
      ]),
};

/** A bucket has no config of a server, whether reached over the internet or in a VPC; undefined where that is unknown. */
function isBucket(origin: Reader): boolean | undefined {
  const keys = ["customOriginConfig", "vpcOriginConfig"];
  if (keys.some((key) => origin.entries(key).length > 0)) return false;
  return keys.every((key) => origin.get(key).known) ? true : undefined;
}

/** A server answers `/` by itself; for a bucket either this names the page, or a function does. */
function rootFaults(distribution: Reader): Finding[] {
  const behavior = distribution.block("defaultCacheBehavior");
  if (["functionAssociations", "lambdaFunctionAssociations"].some((key) => mayRewrite(behavior, key))) return [];
  const target = text(behavior, "targetOriginId");
  const origins = distribution.items("origins");
  const asked = origins.filter((origin) => target === undefined || text(origin, "originId") === target);
  const isListed = origins.length > 0 || distribution.get("origins").known;
  if (!isListed || asked.some((origin) => isBucket(origin) !== true)) return [];
  return demand(distribution, "defaultRootObject", isSet, "/ shows no page");
}

/** Whether a function sees requests, as far as is known. */
function mayRewrite(behavior: Reader, key: string): boolean {
  const functions = behavior.items(key);
  if (functions.length === 0) return !behavior.get(key).known;
  return functions.some((one) => !known(one, "eventType", is("viewer-response", "origin-response")));
}

function originFaults(origin: Reader): Finding[] {
  switch (isBucket(origin)) {
    case undefined:
      return [];
    case true:
      return demand(origin, "originAccessControlId", isSet, "the bucket cannot tell this distribution from others");
    case false:
      return demand(origin, "domainName", isNoBucket, "a bucket that has to be public to be read");
  }
}

function isNoBucket(domain: unknown): boolean {
  return !matches(/\.s3[.-][\w.-]*amazonaws\.com/)(domain);
}

/** Either kind of access log: the distribution's own, or one that CloudWatch delivers. */
function logFaults(graph: Graph, distribution: Node): StackFinding[] {
  const sources = graph.referring(distribution, "resourceArn", "aws:cloudwatch/logDeliverySource:LogDeliverySource");
  const delivered = sources.filter(
    (source) => graph.referring(source, "deliverySourceName", "aws:cloudwatch/logDelivery:LogDelivery").length > 0,
  );
  if (delivered.some((source) => !known(source.reader, "logType", (type) => type !== "ACCESS_LOGS"))) return [];
  return on(distribution, demand(distribution.reader, "loggingConfig.bucket", isSet, "requests are not logged"));
}

export const cfGeoFailover: ResourceRule = {
  id: "cf-geo-failover",
  types: [distributionType],
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: { checkov: ["CKV_AWS_310", "CKV_AWS_374"], fsbp: ["CloudFront.4"] },
  rationale: "Where the law allows no customers, requests end at the edge; where an origin can fail, another answers.",
  fix: "Name the countries in restrictions.geoRestriction, and give origins that can fail an origin group.",
  note: "Advisory since 2026-11-23: which countries are served is the owner's decision, and releases move traffic between colors behind one load balancer, so there is no second origin.",
  check: (distribution) => [
    ...demand(
      distribution,
      "restrictions.geoRestriction.restrictionType",
      is("whitelist", "blacklist"),
      "every country is served",
    ),
    ...(distribution.items("originGroups").length > 0
      ? []
      : demand(distribution, "originGroups", () => false, "no second origin answers when one fails")),
  ],
};
