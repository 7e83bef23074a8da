import { atLeast, demand, is, isSet } from "../../demand.ts";
import type { Graph, Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule, StackRule } from "../../rule.ts";
import { behaviors, distributionType } from "../transport/behaviors.ts";
import { on } from "../transport/found.ts";

export const responseHeadersPolicyType = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";

export const headersPolicyAttached: ResourceRule = {
  id: "headers-policy-attached",
  types: [distributionType],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-041"],
  refs: { checkov: ["CKV2_AWS_32"] },
  rationale: "Security headers are set in one place for each path, whatever the origin says.",
  fix: "Set responseHeadersPolicyId in every behavior.",
  check: (distribution) =>
    behaviors(distribution).flatMap((behavior) =>
      demand(behavior, "responseHeadersPolicyId", isSet, "no security headers are set"),
    ),
};

export const headersComplete: StackRule = {
  id: "headers-complete",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-041"],
  refs: { checkov: ["CKV_AWS_259"] },
  rationale: "Browsers guard a page only as far as its headers tell them to.",
  fix: "Set all five headers with override: a CSP from our own hosts with the wss:// host, DENY, HSTS of a year with subdomains, nosniff, a referrer policy.",
  checkStack: (graph) =>
    graph
      .of(responseHeadersPolicyType)
      .flatMap((policy) => on(policy, policyFaults(policy.reader, servesPages(graph, policy)))),
};

/**
 * Whether pages may carry a policy. What only paths of their own refer to goes with data: an API's answers, whose own
 * headers stay, and hashed files.
 */
export function servesPages(graph: Graph, policy: Node): boolean {
  const used = (input: string) => graph.referring(policy, input, distributionType).length > 0;
  return used("defaultCacheBehavior") || !used("orderedCacheBehaviors");
}

const year = 31_536_000;

function policyFaults(policy: Reader, pages: boolean): Finding[] {
  const security = policy.block("securityHeadersConfig");
  const header = (block: string, leaf: string, needed: boolean, faults: (value: unknown) => readonly string[]) => {
    const path = `${block}.${leaf}`;
    const reading = security.get(path);
    if (!reading.known || (!needed && !isSet(reading.value))) return [];
    return faults(reading.value).map((message) => ({ path: security.at(path), message }));
  };
  const unless = (holds: (value: unknown) => boolean, message: string) => (value: unknown) =>
    holds(value) ? [] : [message];
  const overrides = (block: string) =>
    pages ? demandWhere(security, block, "override", is(true), "the origin's own header stays") : [];
  const csp = "contentSecurityPolicy";
  const hsts = "strictTransportSecurity";
  return [
    ...header(csp, csp, pages, cspFaults),
    ...overrides(csp),
    ...header("frameOptions", "frameOption", pages, unless(is("DENY", "SAMEORIGIN"), "other sites may frame the page")),
    ...overrides("frameOptions"),
    ...header(hsts, "accessControlMaxAgeSec", true, unless(atLeast(year), "browsers forget HTTPS within a year")),
    ...header(hsts, "includeSubdomains", true, unless(is(true), "subdomains may be plain HTTP")),
    ...overrides(hsts),
    ...demand(security, "contentTypeOptions.override", pages ? is(true) : isSet, "browsers guess the kind of content"),
    ...header("referrerPolicy", "referrerPolicy", pages, unless(isDiscreet, "other sites are told whole addresses")),
    ...overrides("referrerPolicy"),
  ];
}

/** A demand on a block that is there. */
function demandWhere(of: Reader, block: string, leaf: string, holds: (value: unknown) => boolean, message: string) {
  return of.entries(block).length === 0 ? [] : demand(of, `${block}.${leaf}`, holds, message);
}

function isDiscreet(policy: unknown): boolean {
  return isSet(policy) && !is("unsafe-url", "no-referrer-when-downgrade")(policy);
}

/** What is wrong with a content security policy. */
export function cspFaults(policy: unknown): string[] {
  if (typeof policy !== "string" || policy.trim() === "") return ["there is no content security policy"];
  const directives = new Map(
    policy
      .split(";")
      .map((directive) => directive.trim().toLowerCase().split(/\s+/))
      // Of two with one name, browsers take the first.
      .reverse()
      .map(([name = "", ...sources]) => [name, sources] as const),
  );
  const fallback = directives.get("default-src");
  const scripts = directives.get("script-src") ?? fallback;
  const connections = directives.get("connect-src") ?? fallback ?? [];
  const all = [...directives.values()].flat();
  const trusted = scripts?.some((source) => /^'(nonce-|sha\d+-|strict-dynamic)/.test(source)) === true;
  return [
    ...(scripts === undefined ? ["scripts may come from anywhere"] : []),
    ...(all.includes("'unsafe-eval'") ? ["'unsafe-eval' is allowed"] : []),
    ...(scripts?.includes("'unsafe-inline'") === true && !trusted ? ["inline scripts are allowed"] : []),
    ...(all.some((source) => /^(\*|\w+:\/\/\*)(:[\d*]+)?$/.test(source)) ? ["a wildcard stands for any host"] : []),
    ...(scripts?.some((source) => /^(https|data):$/.test(source)) === true ? ["scripts may come from any host"] : []),
    ...(all.some((source) => /^(http|ws):/.test(source)) ? ["plain addresses are allowed"] : []),
    ...(connections.some((source) => /^wss:\/\/[^*]/.test(source)) ? [] : ["no wss:// host is allowed for hubs"]),
  ];
}
