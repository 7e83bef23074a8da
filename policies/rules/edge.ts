import type { Rule } from "../rule.ts";
import { lbHardening, targetGroupHealthcheck, wsIdleTimeout } from "./edge/balancers.ts";
import { cacheHeadersStatic, cacheNeverApi } from "./edge/caching.ts";
import { corsExplicitOrigins, corsNoCredentialsWildcard } from "./edge/cors.ts";
import { cfBasics, cfGeoFailover } from "./edge/distributions.ts";
import { wafAttached, wafBaselineGroups, wafLogging, wafNonempty } from "./edge/firewall.ts";
import { headersComplete, headersPolicyAttached } from "./edge/headers.ts";
import { ingressNoSnippets } from "./edge/ingresses.ts";
import { wafRateLimit } from "./edge/rate-limits.ts";

export const edgeRules: readonly Rule[] = [
  corsExplicitOrigins,
  corsNoCredentialsWildcard,
  wafAttached,
  wafNonempty,
  wafBaselineGroups,
  wafRateLimit,
  wafLogging,
  headersPolicyAttached,
  headersComplete,
  cacheHeadersStatic,
  cacheNeverApi,
  cfBasics,
  cfGeoFailover,
  lbHardening,
  targetGroupHealthcheck,
  wsIdleTimeout,
  ingressNoSnippets,
];

/** Rules that make no sense for this platform, each with the reason. */
export const edgeLeftOut: Readonly<Record<string, string>> = {};
