import { type Identities, type Identity, imports } from "./identity.ts";

const errors = "docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (stored file 62811781773)";

/** All that tells two rules of one group apart. */
const rule = (file: string): Identity => ({
  id: "own",
  unique: [
    "securityGroupId",
    "ipProtocol",
    "fromPort",
    "toPort",
    "cidrIpv4",
    "cidrIpv6",
    "prefixListId",
    "referencedSecurityGroupId",
  ],
  conflict: "InvalidPermission.Duplicate",
  arn: "ec2:security-group-rule",
  source: `${imports(file)}; ${errors}`,
});

/** Network: EC2 and VPC. */
export const awsEc2: Identities = {
  // Takes over the group that the VPC came with.
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    id: "own",
    repeatable: true,
    arn: "ec2:security-group",
    source: imports("ec2/defaultSecurityGroup"),
  },
  "aws:ec2/eip:Eip": { id: "own", arn: "ec2:elastic-ip", source: imports("ec2/eip") },
  "aws:ec2/flowLog:FlowLog": {
    id: "own",
    unique: [
      "vpcId",
      "subnetId",
      "eniId",
      "transitGatewayId",
      "transitGatewayAttachmentId",
      "regionalNatGatewayId",
      "logDestination",
      "trafficType",
    ],
    conflict: "FlowLogAlreadyExists",
    arn: "ec2:vpc-flow-log",
    source: `${imports("ec2/flowLog")}; ${errors}`,
  },
  // A VPC has at most one. Without a VPC nothing stops a second gateway.
  "aws:ec2/internetGateway:InternetGateway": {
    id: "own",
    unique: ["vpcId"],
    conflict: "Resource.AlreadyAssociated",
    arn: "ec2:internet-gateway",
    source: `${imports("ec2/internetGateway")}; ${errors}`,
  },
  // A private gateway has no address: nothing stops a second one.
  "aws:ec2/natGateway:NatGateway": {
    id: "own",
    unique: ["allocationId"],
    conflict: "Resource.AlreadyAssociated",
    arn: "ec2:natgateway",
    source: `${imports("ec2/natGateway")}; ${errors}`,
  },
  // The provider's own `r-<table><hash of the destination>`; EC2 gives routes no id.
  "aws:ec2/route:Route": {
    id: "own",
    importId: {
      inputs: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
      separator: "_",
    },
    unique: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
    conflict: "RouteAlreadyExists",
    source: `hashicorp/terraform-provider-aws internal/service/ec2/vpc_route.go 0128541; ${errors}`,
  },
  "aws:ec2/routeTable:RouteTable": { id: "own", arn: "ec2:route-table", source: imports("ec2/routeTable") },
  // A subnet or gateway has one route table; the API answers rtbassoc-….
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    id: "own",
    importId: { inputs: ["subnetId", "gatewayId", "routeTableId"], separator: "/" },
    unique: ["subnetId", "gatewayId"],
    conflict: "Resource.AlreadyAssociated",
    source: `hashicorp/terraform-provider-aws internal/service/ec2/vpc_route_table_association.go 0be71be; ${errors}`,
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    id: "own",
    unique: ["vpcId", "name"],
    conflict: "InvalidGroup.Duplicate",
    arn: "ec2:security-group",
    source: `${imports("ec2/securityGroup")}; ${errors}`,
  },
  // Overlapping ranges are refused too, not only equal ones.
  "aws:ec2/subnet:Subnet": {
    id: "own",
    unique: ["vpcId", "cidrBlock"],
    conflict: "InvalidSubnet.Conflict",
    arn: "ec2:subnet",
    source: `${imports("ec2/subnet")}; ${errors}`,
  },
  "aws:ec2/vpc:Vpc": { id: "own", arn: "ec2:vpc", source: imports("ec2/vpc") },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { id: "own", arn: "ec2:vpc-endpoint", source: imports("ec2/vpcEndpoint") },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule("vpc/securityGroupEgressRule"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule("vpc/securityGroupIngressRule"),
};
