import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkConfig } from "../../config/schema.ts";
import { ipv6Subnet } from "./address-plan.ts";
import { FlowLogs } from "./flow-logs.ts";

export interface NetworkArgs {
  config: NetworkConfig;
  region: string;
  /** KMS key of the logs. */
  logKeyArn: pulumi.Input<string>;
}

const anywhere4 = "0.0.0.0/0";
const anywhere6 = "::/0";

/**
 * A VPC over the configured zones with three tiers of subnets. Public ones hold the load balancer and NAT gateways;
 * private ones hold pods, which reach the internet through NAT; data subnets have no route to it at all (MT-001).
 * Public subnets carry IPv6 too, so that AAAA records have something to point at.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly dataSubnetIds: pulumi.Output<string>[];
  readonly #child = { parent: this };
  readonly #name: string;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:foundation:Network", name, args, opts);
    const { zones, cidr } = args.config;
    this.#name = name;
    const vpc = new aws.ec2.Vpc(
      name,
      {
        cidrBlock: cidr,
        assignGeneratedIpv6CidrBlock: true,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: { Name: name },
      },
      this.#child,
    );
    this.vpcId = vpc.id;
    // Adopted and emptied: nothing that forgets its security group may talk (CKV2_AWS_12).
    new aws.ec2.DefaultSecurityGroup(name, { vpcId: vpc.id, ingress: [], egress: [] }, this.#child);
    new FlowLogs(
      `${name}-flow-logs`,
      { vpcId: vpc.id, retentionDays: args.config.flowLogRetentionDays, keyArn: args.logKeyArn },
      this.#child,
    );

    const publicSubnets = zones.map((zone, i) => {
      const ipv6CidrBlock = vpc.ipv6CidrBlock.apply((range) => ipv6Subnet(range, i));
      return this.#subnet("public", zone.name, vpc.id, zone.public, { ipv6CidrBlock });
    });
    const privateSubnets = zones.map((zone) => this.#subnet("private", zone.name, vpc.id, zone.private));
    const dataSubnets = zones.map((zone) => this.#subnet("data", zone.name, vpc.id, zone.data));
    this.publicSubnetIds = publicSubnets.map((subnet) => subnet.id);
    this.privateSubnetIds = privateSubnets.map((subnet) => subnet.id);
    this.dataSubnetIds = dataSubnets.map((subnet) => subnet.id);

    this.#publicRoutes(vpc, publicSubnets);
    const gateways = this.#natGateways(args.config, publicSubnets);
    const privateTables = zones.map((zone, i) => {
      const table = this.#routeTable(`private-${zone.name}`, vpc.id, [privateSubnets[i]]);
      const natGatewayId = (gateways[i] ?? gateways[0])?.id;
      if (natGatewayId !== undefined) {
        const route = { routeTableId: table.id, destinationCidrBlock: anywhere4, natGatewayId };
        new aws.ec2.Route(`${name}-private-${zone.name}`, route, this.#child);
      }
      return table;
    });
    const dataTable = this.#routeTable("data", vpc.id, dataSubnets);
    this.#endpoints(args, vpc.id, [...privateTables, dataTable]);
    this.registerOutputs({ vpcId: this.vpcId });
  }

  #subnet(
    tier: string,
    zone: string,
    vpcId: pulumi.Input<string>,
    cidrBlock: string,
    extra: Partial<aws.ec2.SubnetArgs> = {},
  ): aws.ec2.Subnet {
    const name = `${this.#name}-${tier}-${zone}`;
    const tags = { Name: name, tier };
    const args = { vpcId, availabilityZone: zone, cidrBlock, mapPublicIpOnLaunch: false, tags, ...extra };
    return new aws.ec2.Subnet(name, args, this.#child);
  }

  #routeTable(
    suffix: string,
    vpcId: pulumi.Input<string>,
    subnets: readonly (aws.ec2.Subnet | undefined)[],
  ): aws.ec2.RouteTable {
    const name = `${this.#name}-${suffix}`;
    const table = new aws.ec2.RouteTable(name, { vpcId, tags: { Name: name } }, this.#child);
    subnets.forEach((subnet, i) => {
      if (subnet === undefined) return;
      const association = subnets.length === 1 ? name : `${name}-${i}`;
      new aws.ec2.RouteTableAssociation(association, { routeTableId: table.id, subnetId: subnet.id }, this.#child);
    });
    return table;
  }

  #publicRoutes(vpc: aws.ec2.Vpc, subnets: readonly aws.ec2.Subnet[]): void {
    const gateway = new aws.ec2.InternetGateway(this.#name, { vpcId: vpc.id, tags: { Name: this.#name } }, this.#child);
    const table = this.#routeTable("public", vpc.id, subnets);
    const route = { routeTableId: table.id, gatewayId: gateway.id };
    new aws.ec2.Route(`${this.#name}-public-ipv4`, { ...route, destinationCidrBlock: anywhere4 }, this.#child);
    new aws.ec2.Route(`${this.#name}-public-ipv6`, { ...route, destinationIpv6CidrBlock: anywhere6 }, this.#child);
  }

  #natGateways(config: NetworkConfig, subnets: readonly aws.ec2.Subnet[]): aws.ec2.NatGateway[] {
    return config.zones.slice(0, config.natGateways === "single" ? 1 : undefined).map((zone, i) => {
      const name = `${this.#name}-nat-${zone.name}`;
      const address = new aws.ec2.Eip(name, { domain: "vpc", tags: { Name: name } }, this.#child);
      const subnetId = pulumi.output(subnets[i]?.id ?? "");
      const args = { allocationId: address.allocationId, subnetId, tags: { Name: name } };
      return new aws.ec2.NatGateway(name, args, this.#child);
    });
  }

  /** S3 by a gateway, the other services by an interface in each private subnet, open to the VPC's pods alone. */
  #endpoints(args: NetworkArgs, vpcId: pulumi.Input<string>, tables: readonly aws.ec2.RouteTable[]): void {
    const { region, config } = args;
    const service = (id: string) => `com.amazonaws.${region}.${id}`;
    const routeTableIds = tables.map((table) => table.id);
    const gateway = { vpcId, serviceName: service("s3"), vpcEndpointType: "Gateway", routeTableIds };
    new aws.ec2.VpcEndpoint(`${this.#name}-s3`, { ...gateway, tags: { Name: `${this.#name}-s3` } }, this.#child);
    const group = new aws.ec2.SecurityGroup(
      `${this.#name}-endpoints`,
      { vpcId, description: "Interface endpoints of AWS services", tags: { Name: `${this.#name}-endpoints` } },
      this.#child,
    );
    config.zones.forEach((zone) => {
      const Name = `${this.#name}-endpoints-${zone.name}`;
      const rule = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
      const description = `HTTPS from the pods of ${zone.name}`;
      const ingress = { ...rule, cidrIpv4: zone.private, description, tags: { Name } };
      new aws.vpc.SecurityGroupIngressRule(Name, ingress, this.#child);
    });
    for (const id of config.interfaceEndpoints) {
      // The gateway has the plain name. With private DNS the interface answers all of the VPC: S3's own addresses are public,
      // and no NetworkPolicy could name them.
      const name = `${this.#name}-${id === "s3" ? "s3-interface" : id.replace(".", "-")}`;
      const endpoint = {
        vpcId,
        serviceName: service(id),
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: this.privateSubnetIds,
        securityGroupIds: [group.id],
        ...(id === "s3" ? { dnsOptions: { privateDnsOnlyForInboundResolverEndpoint: false } } : {}),
        tags: { Name: name },
      };
      new aws.ec2.VpcEndpoint(name, endpoint, this.#child);
    }
  }
}
