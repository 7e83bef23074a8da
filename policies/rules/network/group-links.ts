import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { StackRule } from "../../rule.ts";
import { is, known } from "../../demand.ts";
import { groupTypes, ingressOf, internetOf, isEvery, isTcp, type Opening, ruleTypes } from "./openings.ts";

const balancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"];
const listenerTypes = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"];
const listenerRuleTypes = ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"];

export const sg80OnlyRedirect: StackRule = {
  id: "sg-80-only-redirect",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-007"],
  refs: {},
  rationale: "Port 80 is open for nothing but the redirect to HTTPS, so whatever else answers there is unencrypted.",
  fix: "Close port 80, or have the load balancer's listener on it do nothing but redirect to HTTPS.",
  checkStack: (graph) =>
    graph
      .of(...groupTypes)
      .filter((group) => ingressOf(graph, group).some(opens80))
      .flatMap((group) => graph.of().flatMap((node) => behind80(graph, group, node))),
};

function opens80(opening: Opening): boolean {
  if (internetOf(opening).length === 0) return false;
  const protocol = opening.protocol.get("");
  if (protocol.known && isEvery(protocol.value)) return true;
  const [from, to] = [opening.rule.get("fromPort"), opening.rule.get("toPort")];
  const has80 = from.known && to.known && Number(from.value) <= 80 && Number(to.value) >= 80;
  return has80 && protocol.known && isTcp(protocol.value);
}

/** What is wrong with a resource that a group open on port 80 is attached to. */
function behind80(graph: Graph, group: Node, node: Node): StackFinding[] {
  // Rules name groups as sources and are not behind them; components only pass them on.
  if (ruleTypes.includes(node.type) || !node.type.startsWith("aws:")) return [];
  const attached = /securityGroup|^(vpcConfig|networkConfiguration|networkInterfaces|brokerNodeGroupInfo)/i;
  const key = Object.keys(node.propertyDependencies).find(
    (name) => attached.test(name) && graph.refers(node, name, group),
  );
  if (key === undefined) return [];
  const found = (message: string) => [{ urn: node.urn, path: key, message }];
  if (!balancerTypes.includes(node.type)) return found("is open to the internet on port 80 and is no load balancer");
  const listeners = graph.referring(node, "loadBalancerArn", ...listenerTypes);
  // One whose port is unknown can be the one.
  const on80 = listeners.filter(({ reader }) => known(reader, "port", is(80)));
  if (on80.length > 0) return on80.flatMap((listener) => answers(graph, listener));
  const isSure = listeners.every(({ reader }) => reader.get("port").known);
  return isSure ? found("is open to the internet on port 80 and has no listener that redirects") : [];
}

/** What a listener and its rules do beside redirects to HTTPS. */
function answers(graph: Graph, listener: Node): StackFinding[] {
  const rules = graph.referring(listener, "listenerArn", ...listenerRuleTypes);
  const actions = [listener, ...rules].flatMap((node) => {
    const list = node === listener ? node.reader.items("defaultActions") : node.reader.items("actions");
    return list.map((action) => ({ node, action }));
  });
  return actions.flatMap(({ node, action }) => {
    const type = action.get("type");
    if (!type.known) return [];
    // The request's own protocol is kept where none is named.
    const target = type.value === "redirect" ? action.get("redirect.protocol") : undefined;
    if (target !== undefined && (!target.known || target.value === "HTTPS")) return [];
    const path = action.at(target === undefined ? "type" : "redirect.protocol");
    return [{ urn: node.urn, path, message: "does something else than redirect to HTTPS on port 80" }];
  });
}

// What holds data, and the input that its groups are attached by.
const stores: readonly (readonly [type: string, input: string])[] = [
  ["aws:rds/instance:Instance", "vpcSecurityGroupIds"],
  ["aws:rds/cluster:Cluster", "vpcSecurityGroupIds"],
  ["aws:rds/proxy:Proxy", "vpcSecurityGroupIds"],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "securityGroupIds"],
  ["aws:elasticache/cluster:Cluster", "securityGroupIds"],
  ["aws:elasticache/serverlessCache:ServerlessCache", "securityGroupIds"],
  ["aws:msk/cluster:Cluster", "brokerNodeGroupInfo.securityGroups"],
  ["aws:msk/serverlessCluster:ServerlessCluster", "vpcConfigs"],
  ["aws:mq/broker:Broker", "securityGroups"],
];

export const sgDataTierByReference: StackRule = {
  id: "sg-data-tier-by-reference",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-006"],
  refs: { fsbp: ["EC2.19"] },
  rationale: "Data stores answer members of named groups, whatever addresses they have, and nothing else that is near.",
  fix: "Name the security group of what calls the store instead of addresses.",
  checkStack: (graph) => {
    const attached = stores.flatMap(([type, input]) =>
      graph.of(type).flatMap((store) => graph.targets(store, input, ...groupTypes)),
    );
    return [...new Set(attached)].flatMap((group) =>
      ingressOf(graph, group).flatMap(({ node, ranges, lists }) =>
        [...ranges, ...lists].map(({ path }) => ({ urn: node.urn, path, message: "opens a data store to addresses" })),
      ),
    );
  },
};

export const sgSingleManagement: StackRule = {
  id: "sg-single-management",
  severity: "medium",
  level: "mandatory",
  requirements: [],
  refs: {},
  rationale:
    "Rules within a group and rules beside it undo each other with every update, and so do rules of two kinds.",
  fix: "Declare every rule of the group by SecurityGroupIngressRule and SecurityGroupEgressRule.",
  checkStack: (graph) =>
    graph.of(...groupTypes).flatMap((group) => {
      const beside = graph.referring(group, "securityGroupId", ...ruleTypes);
      if (beside.length === 0) return [];
      const found = (path: string, message: string) => [{ urn: group.urn, path, message }];
      // An empty list says that there are none. The default group's resource removes what it does not list.
      const lists = group.reader.entries("").map(([key]) => key);
      const within = ["ingress", "egress"].find((key) => lists.includes(key));
      const isWhole = group.type.endsWith(":DefaultSecurityGroup");
      if (within !== undefined || isWhole) return found(within ?? "", "has rules within and beside it");
      const isMixed = new Set(beside.map(({ type }) => type.startsWith("aws:vpc/"))).size > 1;
      return isMixed ? found("", "has rules of two kinds beside it") : [];
    }),
};
