import type { Graph, Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding, StackRule } from "../../rule.ts";
import { demand, is, known } from "../../demand.ts";
import { on } from "./values.ts";

const nodeGroup = "aws:eks/nodeGroup:NodeGroup";
const launchTemplate = "aws:ec2/launchTemplate:LaunchTemplate";

export const eksNodesHardened: StackRule = {
  id: "eks-nodes-hardened",
  severity: "high",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: {
    checkov: ["CKV_AWS_100", "CKV_AWS_79", "CKV_AWS_341"],
    fsbp: ["EC2.170", "EC2.181"],
    cis: ["5.7"],
  },
  rationale: "From a node one reaches every pod on it, its disk, and by its metadata the node's own rights in AWS.",
  fix: "Use a launch template with encrypted volumes and metadata by token at one hop, private subnets, and no SSH key.",
  checkStack: (graph) => [
    ...graph.of(nodeGroup).flatMap((group) => on(group, groupFaults(graph, group))),
    ...graph.of(launchTemplate).flatMap((template) => on(template, templateFaults(template.reader))),
  ],
};

function groupFaults(graph: Graph, group: Node): Finding[] {
  const { reader } = group;
  const subnets = graph.targets(group, "subnetIds", "aws:ec2/subnet:Subnet");
  const templated =
    graph.targets(group, "launchTemplate", launchTemplate).length > 0 ||
    reader.entries("launchTemplate").length > 0 ||
    !known(reader, "launchTemplate", is(undefined));
  return [
    ...demand(reader, "remoteAccess.ec2SshKey", is(undefined), "nodes take an SSH key"),
    // EKS's own template leaves volumes to the account's default, which is unencrypted.
    ...(templated ? [] : [{ path: "launchTemplate", message: "no template encrypts volumes and guards metadata" }]),
    ...(subnets.some((subnet) => isPublic(graph, subnet))
      ? [{ path: "subnetIds", message: "nodes are in a public subnet" }]
      : []),
  ];
}

/** Whether machines in a subnet get public addresses, or its routes lead to the internet both ways. */
function isPublic(graph: Graph, subnet: Node): boolean {
  const tables = graph
    .referring(subnet, "subnetId", "aws:ec2/routeTableAssociation:RouteTableAssociation")
    .flatMap((association) => graph.targets(association, "routeTableId", "aws:ec2/routeTable:RouteTable"));
  const gateway = "aws:ec2/internetGateway:InternetGateway";
  return (
    known(subnet.reader, "mapPublicIpOnLaunch", is(true)) ||
    tables.some(
      (table) =>
        graph.targets(table, "routes", gateway).length > 0 ||
        graph
          .referring(table, "routeTableId", "aws:ec2/route:Route")
          .some((route) => graph.targets(route, "gatewayId", gateway).length > 0),
    )
  );
}

/** The provider takes these switches as text. */
const isTrue = is(true, "true");

function templateFaults(template: Reader): Finding[] {
  const volumes = template.items("blockDeviceMappings").filter((mapping) => mapping.entries("ebs").length > 0);
  const addresses = template.items("networkInterfaces");
  return [
    ...demand(template, "keyName", is(undefined, ""), "nodes take an SSH key"),
    ...metadataFaults(template),
    ...volumes.flatMap((volume) => demand(volume, "ebs.encrypted", isTrue, "the volume is not encrypted")),
    ...(volumes.length === 0
      ? demand(template, "blockDeviceMappings", () => false, "the volume of the image is not encrypted")
      : []),
    ...addresses.flatMap((one) =>
      demand(one, "associatePublicIpAddress", (value) => !isTrue(value), "nodes get public addresses"),
    ),
  ];
}

function metadataFaults(template: Reader): Finding[] {
  const options = template.block("metadataOptions");
  if (!known(options, "httpEndpoint", (state) => state !== "disabled")) return [];
  return [
    ...demand(options, "httpTokens", is("required"), "metadata is given to requests without a token"),
    // Left out, the image decides, and Amazon's for EKS may say 2, which is one hop for a pod.
    ...demand(options, "httpPutResponseHopLimit", is(1), "pods reach the node's own rights by its metadata"),
  ];
}
