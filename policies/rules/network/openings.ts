import type { Graph, Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";

/** Security groups, which can hold rules of their own. */
export const groupTypes: readonly string[] = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
];

/** Rules of a security group that stand by themselves. */
export const ruleTypes: readonly string[] = [
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
];

/** Types that can let something in. */
export const ingressTypes = [...groupTypes, ...ruleTypes].filter((type) => !type.includes("EgressRule"));

/** Types that can let something out. */
export const egressTypes = [...groupTypes, ...ruleTypes].filter((type) => !type.includes("IngressRule"));

/** What one rule of a security group lets pass. */
export interface Opening {
  rule: Reader;
  protocol: Reader;
  /** Its ranges of addresses. */
  ranges: readonly Reader[];
  /** AWS's and one's own lists of ranges. */
  lists: readonly Reader[];
}

/** What a security group, or a rule that stands by itself, lets pass in a direction. */
export function openings(type: string, inputs: Reader, direction: "ingress" | "egress"): readonly Opening[] {
  if (type.startsWith("aws:vpc/")) {
    const isOne = type.endsWith(direction === "ingress" ? "IngressRule" : "EgressRule");
    return isOne ? [singular(inputs)] : [];
  }
  if (groupTypes.includes(type)) return inputs.items(direction).map(plural);
  const kind = inputs.get("type");
  return kind.known && kind.value === direction ? [plural(inputs)] : [];
}

/** In one of the newer rules each of these is one value; only what is set is asked for. */
function singular(rule: Reader): Opening {
  const set = (keys: readonly string[]) =>
    rule.entries("").flatMap(([key, value]) => (keys.includes(key) ? [value] : []));
  return {
    rule,
    protocol: rule.block("ipProtocol"),
    ranges: set(["cidrIpv4", "cidrIpv6"]),
    lists: set(["prefixListId"]),
  };
}

function plural(rule: Reader): Opening {
  return {
    rule,
    protocol: rule.block("protocol"),
    ranges: [...rule.items("cidrBlocks"), ...rule.items("ipv6CidrBlocks")],
    lists: rule.items("prefixListIds"),
  };
}

/**
 * Whether a range is the internet, or so much of it that it must be. Two halves make a whole, so any range wider than the
 * widest that one owner holds counts: a /8, and in IPv6 a /16.
 */
export function isInternet(range: unknown): boolean {
  return typeof range === "string" && Number(range.split("/")[1]) < (range.includes(":") ? 16 : 8);
}

/** The ranges of an opening that are the internet for certain. */
export function internetOf({ ranges }: Opening): readonly Reader[] {
  return ranges.filter((range) => {
    const reading = range.get("");
    return reading.known && isInternet(reading.value);
  });
}

/** How AWS and its providers write that every protocol may pass. */
export function isEvery(protocol: unknown): boolean {
  return protocol === "-1" || protocol === "all";
}

export function isTcp(protocol: unknown): boolean {
  return protocol === "tcp" || protocol === "6";
}

/** The rules of a security group wherever they stand, each with the resource that says it. */
export function ingressOf(graph: Graph, group: Node): readonly (Opening & { node: Node })[] {
  const nodes = [group, ...graph.referring(group, "securityGroupId", ...ruleTypes)];
  return nodes.flatMap((node) => openings(node.type, node.reader, "ingress").map((opening) => ({ ...opening, node })));
}
