import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type ManagedRule, managedRules } from "../../config/firewall.ts";
import { equals, matchCapacity, pathCapacity, pathStatement } from "./firewall-statements.ts";
import { viewerAddressHeader } from "./viewer-address.ts";

type Rule = aws.types.input.wafv2.WebAclRule;
type Statement = aws.types.input.wafv2.WebAclRuleStatement;

/** Where the rules stand: at the CDN's edges, or before the load balancer, whose clients are the CDN's edges. */
export type Scope = "CLOUDFRONT" | "REGIONAL";

/** A limit for each client address (MC-039). */
export interface RateRule {
  /** Unique among all rules; letters, digits and dashes. */
  name: string;
  /** Place among the rate rules, 1 to 99. */
  order: number;
  /** Beginnings of paths, in any case, escaped or not; without one every request counts. */
  pathPrefixes: readonly string[];
  /** Method that counts; without one every method. */
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Requests of one address in the window, from 10. */
  limit: number;
  /** Seconds that are looked back over. */
  evaluationWindowSec: 60 | 120 | 300 | 600;
}

/** How the CDN proves itself to the load balancer. */
export interface OriginHeader {
  name: string;
  /** Secrets. Two while one takes the place of the other: a distribution takes minutes to change. */
  values: readonly [pulumi.Input<string>] | readonly [pulumi.Input<string>, pulumi.Input<string>];
}

export interface FirewallRulesArgs {
  rateRules: readonly RateRule[];
  /** Beginnings of paths that take files; elsewhere a body of more than 8 KiB is refused. */
  uploadPathPrefixes: readonly string[];
  /** By rule, the day from which it blocks, such as `2027-01-31`; before that it counts. Other rules block now. */
  countUntil: Readonly<Record<string, string | undefined>>;
  /** The same form. */
  today: string;
  originHeader: OriginHeader;
}

/** The rules of one scope and what they take of the web ACL's capacity, in units (WCU), at most. */
export interface FirewallRules {
  rules: readonly Rule[];
  capacity: number;
}

/** A rule group that AWS keeps. */
interface ManagedGroup {
  name: ManagedRule;
  group: string;
  priority: number;
  /** Units as listed in the AWS WAF developer guide, "AWS Managed Rules rule groups list". */
  capacity: number;
  /** It judges the address that connects: before the load balancer, that is the CDN. */
  judgesAddress?: true;
  /** Only to be seen in metrics and logs, unless a day is set: many who trade use a VPN. */
  countsForGood?: true;
}

const managedGroups: readonly ManagedGroup[] = [
  {
    name: "ip-reputation",
    group: "AWSManagedRulesAmazonIpReputationList",
    priority: 10,
    capacity: 25,
    judgesAddress: true,
  },
  {
    name: "anonymous-ip",
    group: "AWSManagedRulesAnonymousIpList",
    priority: 20,
    capacity: 50,
    judgesAddress: true,
    countsForGood: true,
  },
  { name: "common", group: "AWSManagedRulesCommonRuleSet", priority: 200, capacity: 700 },
  { name: "known-bad-inputs", group: "AWSManagedRulesKnownBadInputsRuleSet", priority: 220, capacity: 200 },
  { name: "sqli", group: "AWSManagedRulesSQLiRuleSet", priority: 230, capacity: 200 },
];
/** Rate rules come before the groups that read requests: whoever probes is counted with each try. */
const firstRatePriority = 100;
const bodySizePriority = 210;

/** Beyond this a web ACL costs more for every request. */
const mostCapacity = 1500;

/** Keys of the bodies, and what clients get: JSON as from the API itself. */
export const responseBodies = {
  limited: { statusCode: 429, content: '{"error":"too many requests"}' },
  refused: { statusCode: 403, content: '{"error":"forbidden"}' },
} as const;

/**
 * The platform's firewall rules (MC-039, MC-040): the same names and priorities in both scopes. The load balancer's
 * are the second line: they limit by the address that the CDN writes down, and so begin with the proof that a request
 * came through the CDN (a sixth value, which no listener rule has room for).
 *
 * Our own rules answer with `responseBodies`. A managed group answers with WAF's own 403: a body of ours would have
 * to be set for each of its rules by name, and new ones would lack it.
 *
 * @throws Error when two rules share a name or priority, a day is set for no rule, a path is not plain, or the rules take
 * more than the 1500 units that a web ACL has at its basic price
 */
export function firewallRules(scope: Scope, args: FirewallRulesArgs): FirewallRules {
  checkNames(args);
  const parts = [
    ...(scope === "REGIONAL" ? [originHeaderRule(args.originHeader)] : []),
    ...managedGroups.map((group) => managedRule(group, scope, args)),
    ...args.rateRules.map((rule) => rateRule(rule, scope, args)),
    ...(args.uploadPathPrefixes.length > 0 ? [bodySizeRule(args)] : []),
  ].sort((a, b) => a.rule.priority - b.rule.priority);
  const capacity = parts.reduce((sum, part) => sum + part.capacity, 0);
  if (capacity > mostCapacity) {
    throw new Error(`the firewall's rules take ${capacity} of ${mostCapacity} capacity units; use fewer rate rules`);
  }
  return { rules: parts.map(({ rule }) => rule), capacity };
}

interface Part {
  rule: Rule & { priority: number };
  capacity: number;
}

function checkNames({ rateRules, countUntil }: FirewallRulesArgs): void {
  const names = [...managedRules, ...rateRules.map(({ name }) => name)];
  const taken = [...names, "origin-header", "common-body-size"];
  const twice = taken.find((name, i) => taken.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two firewall rules are named "${twice}"`);
  const orders = rateRules.map(({ order }) => order);
  const sameOrder = orders.find((order, i) => orders.indexOf(order) !== i);
  if (sameOrder !== undefined) throw new Error(`two rate rules have the order ${sameOrder}`);
  const outside = orders.find((order) => order < 1 || order > 99);
  if (outside !== undefined) throw new Error(`a rate rule has the order ${outside}; it must be 1 to 99`);
  const unknown = Object.keys(countUntil).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`no firewall rule "${unknown}"; there are: ${names.join(", ")}`);
}

/** Whether a rule blocks today: from its day on, and always when it has none. */
function blocks(name: string, { countUntil, today }: FirewallRulesArgs): boolean {
  const day = countUntil[name];
  return day === undefined || today >= day;
}

const refuse = (response: keyof typeof responseBodies): aws.types.input.wafv2.WebAclRuleAction => ({
  block: {
    customResponse: { responseCode: responseBodies[response].statusCode, customResponseBodyKey: response },
  },
});

function part(name: string, priority: number, capacity: number, rest: Omit<Rule, keyof Named>): Part {
  const seen = { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: name };
  return { rule: { name, priority, visibilityConfig: seen, ...rest }, capacity };
}
type Named = Pick<Rule, "name" | "priority" | "visibilityConfig">;

/** Found in logs and metrics by this, also while the rule only counts. */
const labelled = (name: string) => [{ name: `trading:${name}` }];

function managedRule(
  { name, group, priority, capacity, ...kind }: ManagedGroup,
  scope: Scope,
  args: FirewallRulesArgs,
) {
  const ofTheCdn = scope === "REGIONAL" && kind.judgesAddress === true;
  const forGood = kind.countsForGood === true && args.countUntil[name] === undefined;
  // One edge on a list would be the end for all of its viewers.
  const counting = ofTheCdn || forGood || !blocks(name, args);
  const count = { name: "SizeRestrictions_BODY", actionToUse: { count: {} } };
  const overrides = name === "common" && args.uploadPathPrefixes.length > 0 ? { ruleActionOverrides: [count] } : {};
  return part(name, priority, capacity, {
    overrideAction: counting ? { count: {} } : { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group, ...overrides } },
  });
}

/** Takes the place of `SizeRestrictions_BODY` everywhere but on upload paths, and blocks when its group does. */
function bodySizeRule(args: FirewallRulesArgs): Part {
  const key = "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body";
  const upload = pathStatement(args.uploadPathPrefixes);
  const tooLarge: Statement = { labelMatchStatement: { scope: "LABEL", key } };
  return part("common-body-size", bodySizePriority, 1 + pathCapacity, {
    action: blocks("common", args) ? refuse("refused") : { count: {} },
    ruleLabels: labelled("common-body-size"),
    statement: { andStatement: { statements: [tooLarge, { notStatement: { statement: upload } }] } },
  });
}

function rateRule(rate: RateRule, scope: Scope, args: FirewallRulesArgs): Part {
  const { name, order, pathPrefixes, method, limit, evaluationWindowSec } = rate;
  const conditions: Statement[] = [
    ...(pathPrefixes.length > 0 ? [pathStatement(pathPrefixes)] : []),
    ...(method === undefined ? [] : [equals({ method: {} }, method)]),
  ];
  const [first, ...others] = conditions;
  const all = others.length > 0 ? { andStatement: { statements: conditions } } : first;
  // Without the header the rule would not count at all, which the first rule rules out; with a bad one it blocks.
  const forwarded = { headerName: viewerAddressHeader, fallbackBehavior: "MATCH" };
  const address =
    scope === "CLOUDFRONT"
      ? { aggregateKeyType: "IP" }
      : { aggregateKeyType: "FORWARDED_IP", forwardedIpConfig: forwarded };
  const capacity = 2 + (pathPrefixes.length > 0 ? pathCapacity : 0) + (method === undefined ? 0 : matchCapacity);
  return part(name, firstRatePriority + order, capacity, {
    action: blocks(name, args) ? refuse("limited") : { count: {} },
    ruleLabels: labelled(name),
    statement: {
      rateBasedStatement: {
        ...address,
        limit,
        evaluationWindowSec,
        ...(all === undefined ? {} : { scopeDownStatement: all }),
      },
    },
  });
}

/** Never only counts: without it anyone could write down any address. */
function originHeaderRule({ name, values }: OriginHeader): Part {
  const [first, second] = values;
  const carries = (value: pulumi.Input<string>) => equals({ singleHeader: { name: name.toLowerCase() } }, value);
  const either = second === undefined ? carries(first) : { orStatement: { statements: [first, second].map(carries) } };
  return part("origin-header", 0, matchCapacity * values.length, {
    action: refuse("refused"),
    ruleLabels: labelled("origin-header"),
    statement: { notStatement: { statement: either } },
  });
}
