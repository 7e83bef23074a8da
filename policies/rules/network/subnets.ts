import type { Graph, Node, StackFinding } from "../../graph.ts";
import type { ResourceRule, StackRule } from "../../rule.ts";
import { vpcTypes } from "./vpcs.ts";

const defaultSubnet = "aws:ec2/defaultSubnet:DefaultSubnet";
const subnetTypes = ["aws:ec2/subnet:Subnet", defaultSubnet];

export const subnetNoPublicIp: ResourceRule = {
  id: "subnet-no-public-ip",
  types: subnetTypes,
  severity: "medium",
  level: "production",
  requirements: ["MT-006"],
  refs: { checkov: ["CKV_AWS_130"], fsbp: ["EC2.15"] },
  rationale: "What is started in a subnet has no address on the internet unless somebody decides so.",
  fix: "Set mapPublicIpOnLaunch to false, or tag the subnet with tier: public.",
  check: (subnet, { type }) => {
    const maps = subnet.get("mapPublicIpOnLaunch");
    // Only AWS's own default subnets do so when nothing is said.
    const isPrivate = maps.known && (maps.value === false || (maps.value === undefined && type !== defaultSubnet));
    if (isPrivate) return [];
    const tags = subnet.entries("tags").map(([key, value]) => ({ key, value: value.get("") }));
    if (tags.some(({ key, value }) => value.known && tellsPublic(key, value.value))) return "not-applicable";
    const isSure = maps.known && subnet.get("tags").known;
    return isSure ? [{ path: "mapPublicIpOnLaunch", message: "gives whatever starts here a public address" }] : [];
  },
};

/** Tags that say so: a tier of public, or Kubernetes' for the subnets of public load balancers. */
function tellsPublic(key: string, value: unknown): boolean {
  if (key === "kubernetes.io/role/elb") return true;
  return (
    /^(subnet)?(tier|type)$/.test(key.toLowerCase().replace(/[^a-z]/g, "")) && String(value).toLowerCase() === "public"
  );
}

// What lies in which subnets, by which input.
const inSubnets: readonly (readonly [type: string, input: string])[] = [
  ["aws:rds/subnetGroup:SubnetGroup", "subnetIds"],
  ["aws:rds/proxy:Proxy", "vpcSubnetIds"],
  ["aws:elasticache/subnetGroup:SubnetGroup", "subnetIds"],
  ["aws:elasticache/serverlessCache:ServerlessCache", "subnetIds"],
  ["aws:msk/cluster:Cluster", "brokerNodeGroupInfo.clientSubnets"],
  ["aws:msk/serverlessCluster:ServerlessCluster", "vpcConfigs"],
  ["aws:mq/broker:Broker", "subnetIds"],
];

// What lies in the default VPC's subnets unless it names others, and what it takes them over from.
const named: readonly (readonly [type: string, input: string, from: readonly string[]])[] = [
  ["aws:rds/instance:Instance", "dbSubnetGroupName", ["replicateSourceDb"]],
  ["aws:rds/cluster:Cluster", "dbSubnetGroupName", []],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "subnetGroupName", []],
  ["aws:elasticache/cluster:Cluster", "subnetGroupName", ["replicationGroupId"]],
  ["aws:elasticache/serverlessCache:ServerlessCache", "subnetIds", []],
  ["aws:mq/broker:Broker", "subnetIds", []],
];

export const dataPrivateSubnets: StackRule = {
  id: "data-private-subnets",
  severity: "high",
  level: "mandatory",
  requirements: ["MT-006"],
  refs: { checkov: ["CKV_AWS_323"], fsbp: ["RDS.46", "ElastiCache.7"] },
  rationale: "No way leads from the internet to where data lies, even if a group or an address were wrong.",
  fix: "Name subnets of this stack whose route tables lead to no internet gateway.",
  checkStack: (graph) => [
    ...inSubnets.flatMap(([type, input]) => graph.of(type).flatMap((node) => routedOut(graph, node, input))),
    ...named.flatMap(([type, input, from]) => graph.of(type).flatMap((node) => byDefault(node, input, from))),
  ],
};

function routedOut(graph: Graph, node: Node, input: string): StackFinding[] {
  const isOut = graph.targets(node, input, ...subnetTypes).some((subnet) => {
    return tablesOf(graph, subnet).some((table) => leadsOut(graph, table));
  });
  return isOut ? [{ urn: node.urn, path: input, message: "names a subnet with a route to the internet" }] : [];
}

function byDefault({ urn, reader }: Node, input: string, from: readonly string[]): StackFinding[] {
  const set = reader.entries("").map(([key]) => key);
  if (from.some((key) => set.includes(key))) return [];
  const isNamed = set.includes(input) && !reader.literals(input).some(({ value }) => value === "default");
  return isNamed ? [] : [{ urn, path: input, message: "lies in the default VPC's public subnets" }];
}

const tableTypes = ["aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"];

/** The route table of a subnet: its own, or else the VPC's main one. */
function tablesOf(graph: Graph, subnet: Node): readonly Node[] {
  const own = graph
    .referring(subnet, "subnetId", "aws:ec2/routeTableAssociation:RouteTableAssociation")
    .flatMap((association) => graph.targets(association, "routeTableId", ...tableTypes));
  if (own.length > 0) return own;
  return graph.targets(subnet, "vpcId", ...vpcTypes).flatMap((vpc) => {
    const main = graph
      .referring(vpc, "vpcId", "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation")
      .flatMap((association) => graph.targets(association, "routeTableId", ...tableTypes));
    // The table that AWS made with the VPC is the main one until another is.
    return main.length > 0
      ? main
      : graph.referring(vpc, "defaultRouteTableId", "aws:ec2/defaultRouteTable:DefaultRouteTable");
  });
}

function leadsOut(graph: Graph, table: Node): boolean {
  const routes = graph.referring(table, "routeTableId", "aws:ec2/route:Route");
  return toGateway(graph, table, "routes") || routes.some((route) => toGateway(graph, route, "gatewayId"));
}

/** Whether a route, or one of a table's own, leads to an internet gateway: of this stack, or by its id. */
function toGateway(graph: Graph, node: Node, input: string): boolean {
  const gateways = graph.targets(node, input, "aws:ec2/internetGateway:InternetGateway");
  return gateways.length > 0 || node.reader.literals(input).some(({ value }) => String(value).startsWith("igw-"));
}
