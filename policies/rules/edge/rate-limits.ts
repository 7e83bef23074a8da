import { isSet } from "../../demand.ts";
import type { StackFinding } from "../../graph.ts";
import type { StackRule } from "../../rule.ts";
import { type AclRule, aclRules, has, webAclType } from "./acl-rules.ts";

// Requests of one address in five minutes, at most. The requirements give no figures (MC-039): the first is 33 a second,
// for an office behind one address; the second is more than any person signs in.
const mostRequests = 10_000;
const mostSignIns = 1_000;

const window = 300;

export const wafRateLimit: StackRule = {
  id: "waf-rate-limit",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-039"],
  refs: {},
  rationale: "One address can neither take the platform down nor try passwords until one fits.",
  fix: `Add rate-based rules that block: at most ${mostRequests} requests of an address in five minutes, and fewer, at most ${mostSignIns}, where people sign in.`,
  checkStack: (graph) =>
    graph.of(webAclType).flatMap((acl): StackFinding[] => {
      const { rules, complete } = aclRules(graph, acl);
      const kinds = rules.map((rule) => ({ rule, limits: has(rule, "statement.rateBasedStatement") }));
      const rates = kinds.flatMap(({ rule, limits }) => (limits === true ? [rateOf(rule)] : []));
      const missing = (message: string): StackFinding => ({ urn: acl.urn, path: "rules", message });
      // A rule that is unknown may be the one that is missing.
      const sure = complete && kinds.every(({ limits }) => limits !== undefined);
      if (rates.length === 0) return sure ? [missing("no rule limits the rate")] : [];
      const general = rates.flatMap(({ scope, requests }) =>
        scope === "all" && requests !== undefined ? [requests] : [],
      );
      const tight = Math.min(mostSignIns, ...general.map((requests) => requests - 1));
      return [
        ...rates.flatMap(({ rule, requests }): StackFinding[] => {
          if (requests === undefined || requests <= mostRequests) return [];
          const path = rule.reader.at(rule.at(limitPath));
          return [{ urn: rule.node.urn, path, message: "the limit is too high to protect anything" }];
        }),
        ...(rates.some(({ blocks }) => blocks) ? [] : [missing("the limits only count")]),
        ...(!sure ||
        rates.some(({ scope, requests }) => scope === undefined || (scope === "sign-in" && (requests ?? 0) <= tight))
          ? []
          : [missing("no stricter limit where people sign in")]),
      ];
    }),
};

interface Rate {
  rule: AclRule;
  /** In five minutes; undefined where that is unknown. */
  requests: number | undefined;
  /** Which requests count; undefined where that is unknown. */
  scope: "all" | "sign-in" | "other" | undefined;
  blocks: boolean;
}

const statement = "statement.rateBasedStatement";
const limitPath = `${statement}.limit`;

function rateOf(rule: AclRule): Rate {
  const { reader, at } = rule;
  const limit = reader.get(at(limitPath));
  const seconds = reader.get(at(`${statement}.evaluationWindowSec`));
  const requests =
    limit.known && typeof limit.value === "number" && seconds.known
      ? (limit.value * window) / (typeof seconds.value === "number" ? seconds.value : window)
      : undefined;
  return { rule, requests, scope: scopeOf(rule), blocks: has(rule, "action.count") !== true };
}

function scopeOf({ reader, at }: AclRule): Rate["scope"] {
  const path = at(`${statement}.scopeDownStatement`);
  if (reader.literals(path).some(({ value }) => typeof value === "string" && signIn.test(value))) return "sign-in";
  const reading = reader.get(path);
  if (!reading.known) return undefined;
  return isSet(reading.value) ? "other" : "all";
}

/** In a path, or in the pattern that paths are compared with. */
const signIn = /(^|[^a-z])(auth|oauth2?|login|log-in|signin|sign-in|tokens?|sessions?)([^a-z]|$)/i;
