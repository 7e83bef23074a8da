import { type Condition, isAbsent, isEmpty } from "./condition.ts";
import type { Replacement, Replacements } from "./replacement.ts";

const zoneAddresses = "availabilityZoneAddresses";
const service = "hashicorp/terraform-provider-aws internal/service/ec2";

const sources = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"] as const;
const anotherKind: Condition = {
  when: "another kind of source takes its place",
  holds: (olds, news) => sources.some((key) => isAbsent(olds[key]) !== isAbsent(news[key])),
};

/** Ingress and egress rules share one schema and differ in the call they make. */
const securityGroupRule = (file: string): Replacement => ({
  source: `${service}/${file}`,
  paths: ["region", "securityGroupId"],
  sometimes: Object.fromEntries(sources.map((key) => [key, anotherKind])),
});

/** Network: EC2 and VPC. */
export const awsEc2: Replacements = {
  // Manages the group that every VPC comes with: a replacement moves on to another VPC's and deletes none.
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    source: `${service}/vpc_default_security_group.go 01f4311`,
    paths: ["region", "vpcId"],
  },
  "aws:ec2/eip:Eip": {
    source: `${service}/ec2_eip.go 0160692`,
    paths: ["address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool", "region"],
  },
  "aws:ec2/flowLog:FlowLog": {
    source: `${service}/vpc_flow_log.go 00a3530`,
    paths: [
      "deliverCrossAccountRole",
      "destinationOptions",
      "eniId",
      "iamRoleArn",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "maxAggregationInterval",
      "region",
      "regionalNatGatewayId",
      "subnetId",
      "trafficType",
      "transitGatewayAttachmentId",
      "transitGatewayId",
      "vpcId",
    ],
    unread: ["tagFieldSpecifications"],
  },
  // Another vpcId detaches the gateway and attaches it again.
  "aws:ec2/internetGateway:InternetGateway": {
    source: `${service}/vpc_internet_gateway.go 08923b6`,
    paths: ["region"],
  },
  "aws:ec2/natGateway:NatGateway": {
    source: `${service}/vpc_nat_gateway.go stored file 5469497972, 04088ea`,
    paths: ["allocationId", "availabilityMode", "connectivityType", "privateIp", "region", "subnetId", "vpcId"],
    sometimes: {
      availabilityZoneAddresses: {
        when: "a regional gateway goes from none to some or back",
        holds: (olds, news) =>
          news["availabilityMode"] === "regional" && isEmpty(olds[zoneAddresses]) !== isEmpty(news[zoneAddresses]),
      },
      secondaryPrivateIpAddressCount: {
        when: "a private gateway where the program gives the count",
        holds: (_, news) => news["connectivityType"] === "private" && !isAbsent(news["secondaryPrivateIpAddressCount"]),
      },
    },
  },
  // The target changes in place.
  "aws:ec2/route:Route": {
    source: `${service}/vpc_route.go 0128541`,
    paths: ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId", "region", "routeTableId"],
  },
  "aws:ec2/routeTable:RouteTable": {
    source: `${service}/vpc_route_table.go 0220924`,
    paths: ["region", "vpcId"],
  },
  // Another routeTableId is an update, though the association then has a new id.
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    source: `${service}/vpc_route_table_association.go 0be71be`,
    paths: ["gatewayId", "region", "subnetId"],
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    source: `${service}/vpc_security_group.go 0160692`,
    paths: ["description", "name", "namePrefix", "region", "vpcId"],
    autonamed: "name",
  },
  "aws:ec2/subnet:Subnet": {
    source: `${service}/vpc_subnet.go 00cda12`,
    paths: [
      "availabilityZone",
      "availabilityZoneId",
      "cidrBlock",
      "ipv4IpamPoolId",
      "ipv4NetmaskLength",
      "ipv6IpamPoolId",
      "ipv6Native",
      "ipv6NetmaskLength",
      "outpostArn",
      "region",
      "vpcId",
    ],
    sometimes: {
      ipv6CidrBlock: {
        when: "assignIpv6AddressOnCreation was true",
        holds: (olds) => olds["assignIpv6AddressOnCreation"] === true,
      },
    },
  },
  "aws:ec2/vpc:Vpc": {
    source: `${service}/vpc_.go 00081ce`,
    paths: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength", "region"],
    sometimes: {
      instanceTenancy: {
        when: "any change but from dedicated to default",
        holds: (olds, news) =>
          olds["instanceTenancy"] !== "dedicated" || (news["instanceTenancy"] ?? "default") !== "default",
      },
    },
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    source: `${service}/vpc_endpoint.go 008db85`,
    paths: [
      "dnsOptions.privateDnsPreference",
      "dnsOptions.privateDnsSpecifiedDomains",
      "region",
      "resourceConfigurationArn",
      "serviceName",
      "serviceNetworkArn",
      "serviceRegion",
      "vpcEndpointType",
      "vpcId",
    ],
    sometimes: {
      privateDnsEnabled: {
        when: "the endpoint is not an Interface one",
        holds: (_, news) => news["vpcEndpointType"] !== "Interface",
      },
    },
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule(
    "vpc_security_group_egress_rule.go 050ac11; schema: vpc_security_group_ingress_rule.go stored file 1359123306",
  ),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule(
    "vpc_security_group_ingress_rule.go stored file 1359123306, 00a3220",
  ),
};
