import { demand, known } from "../../demand.ts";
import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { StackRule } from "../../rule.ts";
import { balancerTypes, isPublicApplication } from "../transport/balancers.ts";
import { distributionType } from "../transport/behaviors.ts";
import { on } from "../transport/found.ts";
import { type AclRule, aclRules, has, hasOneOf, isAssociation, isGroup, onlyCounts, webAclType } from "./acl-rules.ts";

export const wafAttached: StackRule = {
  id: "waf-attached",
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-040"],
  refs: { checkov: ["CKV2_AWS_28", "CKV_AWS_68"], fsbp: ["CloudFront.6"] },
  rationale: "Whatever the internet reaches stands behind a firewall, the load balancer too: its name is public.",
  fix: "Set webAclId to a web ACL of scope CLOUDFRONT, and associate the load balancer with one of scope REGIONAL.",
  checkStack: (graph) => [
    ...graph
      .of(...balancerTypes)
      .filter(({ reader }) => isPublicApplication(reader))
      .flatMap((balancer) => balancerFaults(graph, balancer)),
    ...graph.of(distributionType).flatMap((one) => scopeFaults(graph, one, "webAclId", "CLOUDFRONT")),
  ],
};

function balancerFaults(graph: Graph, balancer: Node): StackFinding[] {
  const associations = graph.referring(balancer, "resourceArn", "aws:wafv2/webAclAssociation:WebAclAssociation");
  return associations.length === 0
    ? [{ urn: balancer.urn, path: "", message: "no web ACL is associated with it" }]
    : associations.flatMap((association) => scopeFaults(graph, association, "webAclArn", "REGIONAL"));
}

/** ARNs of web ACLs of each scope; the older WAF has others. */
const arns = {
  CLOUDFRONT: /^arn:[\w-]+:wafv2:us-east-1:\d+:global\/webacl\//,
  REGIONAL: /^arn:[\w-]+:wafv2:[\w-]+:\d+:regional\/webacl\//,
};

function scopeFaults(graph: Graph, node: Node, input: string, scope: keyof typeof arns): StackFinding[] {
  const message = `no web ACL of scope ${scope}`;
  const acls = graph.targets(node, input, webAclType);
  const ofScope = (value: unknown) => typeof value === "string" && arns[scope].test(value);
  if (acls.length === 0) return on(node, demand(node.reader, input, ofScope, message));
  const isWrong = acls.some(({ reader }) => known(reader, "scope", (value) => value !== scope));
  return isWrong ? [{ urn: node.urn, path: input, message }] : [];
}

export const wafNonempty: StackRule = {
  id: "waf-nonempty",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-040"],
  refs: { checkov: ["CKV_AWS_175", "CKV_AWS_342"], fsbp: ["WAF.10"] },
  rationale:
    "A web ACL without rules, or one whose groups only count, lets everything through and looks like a firewall.",
  fix: "Give the web ACL rules, each with an action, and let at least one managed group act with overrideAction none.",
  checkStack: (graph) =>
    graph.of(webAclType).flatMap((acl): StackFinding[] => {
      const { rules, complete } = aclRules(graph, acl);
      if (rules.length === 0) {
        return complete ? [{ urn: acl.urn, path: "rules", message: "there are no rules" }] : [];
      }
      const managed = rules.filter((rule) => has(rule, "statement.managedRuleGroupStatement") === true);
      const watches = managed.length > 0 && managed.every(onlyCounts);
      const all = [{ urn: acl.urn, path: "rules", message: "every managed group only counts" }];
      return [...rules.flatMap(actionFaults), ...(watches ? all : [])];
    }),
};

const actions = ["allow", "block", "captcha", "challenge", "count"];

function actionFaults(rule: AclRule): StackFinding[] {
  const grouped = isGroup(rule);
  if (grouped === undefined || isAssociation(rule)) return [];
  const block = grouped ? "overrideAction" : "action";
  if (hasOneOf(rule, block, ...(grouped ? ["none", "count"] : actions))) return [];
  return [{ urn: rule.node.urn, path: rule.reader.at(rule.at(block)), message: "the rule has no action" }];
}

/** Of AWS: against common attacks, known holes such as Log4j's, SQL injection, and addresses known for attacks. */
const baseline = [
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesSQLiRuleSet",
  "AWSManagedRulesAmazonIpReputationList",
];

export const wafBaselineGroups: StackRule = {
  id: "waf-baseline-groups",
  severity: "high",
  level: "production",
  requirements: ["MC-040"],
  refs: { checkov: ["CKV_AWS_192", "CKV2_AWS_47", "CKV2_AWS_76"] },
  rationale: "AWS keeps these four groups up to date against attacks that any public site sees within hours.",
  fix: "Add the managed groups CommonRuleSet, KnownBadInputsRuleSet, SQLiRuleSet and AmazonIpReputationList of AWS.",
  checkStack: (graph) =>
    graph.of(webAclType).flatMap((acl) => {
      const { rules, complete } = aclRules(graph, acl);
      const groups = rules.map(({ reader, at }) => ({
        vendor: reader.get(at("statement.managedRuleGroupStatement.vendorName")),
        name: reader.get(at("statement.managedRuleGroupStatement.name")),
      }));
      // A group that is unknown may be the one that is missing.
      if (!complete || groups.some(({ vendor, name }) => !vendor.known || !name.known)) return [];
      const names = groups.flatMap(({ vendor, name }) =>
        name.known && vendor.known && vendor.value === "AWS" ? [name.value] : [],
      );
      return baseline
        .filter((name) => !names.includes(name))
        .map((name) => ({ urn: acl.urn, path: "rules", message: `${name} is missing` }));
    }),
};

export const wafLogging: StackRule = {
  id: "waf-logging",
  severity: "medium",
  level: "production",
  requirements: ["MC-116", "MC-198"],
  refs: { checkov: ["CKV2_AWS_31"], fsbp: ["WAF.11", "WAF.12"] },
  rationale: "Without its log and metrics nobody can tell an attack from a rule that refuses customers.",
  fix: "Add a WebAclLoggingConfiguration with a destination, and set cloudwatchMetricsEnabled for the web ACL and its rules.",
  checkStack: (graph) =>
    graph.of(webAclType).flatMap((acl) => {
      const logs = graph.referring(
        acl,
        "resourceArn",
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
      );
      const whole: AclRule = { node: acl, reader: acl.reader, at: (path) => path };
      return [
        ...(logs.length === 0 ? [{ urn: acl.urn, path: "", message: "what it refuses is not logged" }] : []),
        ...logs.flatMap(destinationFaults),
        ...[whole, ...aclRules(graph, acl).rules].flatMap(metricFaults),
      ];
    }),
};

function destinationFaults(log: Node): StackFinding[] {
  const key = "logDestinationConfigs";
  if (log.reader.items(key).length > 0) return [];
  return on(
    log,
    demand(log.reader, key, () => false, "the log goes nowhere"),
  );
}

function metricFaults({ node, reader, at }: AclRule): StackFinding[] {
  const path = at("visibilityConfig.cloudwatchMetricsEnabled");
  return on(
    node,
    demand(reader, path, (enabled) => enabled !== false, "counts nothing in CloudWatch"),
  );
}
