import { expect, it } from "vitest";
import { ipv6Subnet } from "../../components/foundation/address-plan.ts";
import { Network } from "../../components/foundation/network.ts";
import type { NetworkConfig } from "../../config/schema.ts";
import { counts, deploy } from "../harness.ts";

const config: NetworkConfig = {
  cidr: "10.0.0.0/16",
  natGateways: "per-zone",
  flowLogRetentionDays: 365,
  interfaceEndpoints: ["sts", "ecr.api"],
  zones: ["a", "b", "c"].map((letter, i) => ({
    name: `eu-central-1${letter}`,
    public: `10.0.${i}.0/24`,
    private: `10.0.1${i}.0/24`,
    data: `10.0.2${i}.0/24`,
  })),
};

const network = (changes: Partial<NetworkConfig> = {}) =>
  deploy(() => {
    new Network("net", {
      config: { ...config, ...changes },
      region: "eu-central-1",
      logKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/logs",
    });
    return {};
  });

it("declares three tiers over three zones, and nothing else", async () => {
  expect(counts((await network()).resources)).toEqual({
    "aws:cloudwatch:LogGroup": 1,
    "aws:ec2:DefaultSecurityGroup": 1,
    "aws:ec2:Eip": 3,
    "aws:ec2:FlowLog": 1,
    "aws:ec2:InternetGateway": 1,
    "aws:ec2:NatGateway": 3,
    "aws:ec2:Route": 5,
    "aws:ec2:RouteTable": 5,
    "aws:ec2:RouteTableAssociation": 9,
    "aws:ec2:SecurityGroup": 1,
    "aws:ec2:Subnet": 9,
    "aws:ec2:Vpc": 1,
    "aws:ec2:VpcEndpoint": 3,
    "aws:iam:Role": 1,
    "aws:iam:RolePolicy": 1,
    "aws:vpc:SecurityGroupIngressRule": 3,
    "trading:foundation:FlowLogs": 1,
    "trading:foundation:Network": 1,
  });
});

it("gives every child a parent", async () => {
  const { resources } = await network();
  const roots = resources.filter(({ parent }) => parent?.endsWith("trading-platform-test") === true);
  expect(roots.map(({ type }) => type)).toEqual(["trading:foundation:Network"]);
});

it("keeps data subnets without any route but the S3 gateway's", async () => {
  const { one, all } = await network();
  const table = one("aws:ec2:RouteTable", "net-data");
  const routed = all("aws:ec2:Route").map(({ propertyDependencies }) => propertyDependencies["routeTableId"]?.[0]);
  expect(routed).not.toContain(table.urn);
  expect(one("aws:ec2:VpcEndpoint", "net-s3").propertyDependencies["routeTableIds"]).toContain(table.urn);
});

it("sends each zone's pods through that zone's NAT gateway, or all through one", async () => {
  const gatewayOf = async (changes: Partial<NetworkConfig>) =>
    (await network(changes))
      .all("aws:ec2:Route")
      .flatMap(({ propertyDependencies }) => propertyDependencies["natGatewayId"] ?? [])
      .map((urn) => urn.split("::").at(-1));
  expect(await gatewayOf({})).toEqual(["net-nat-eu-central-1a", "net-nat-eu-central-1b", "net-nat-eu-central-1c"]);
  expect(new Set(await gatewayOf({ natGateways: "single" }))).toEqual(new Set(["net-nat-eu-central-1a"]));
});

it("never assigns public addresses and opens endpoints to pods only", async () => {
  const { all } = await network();
  expect(all("aws:ec2:Subnet").map(({ props }) => props["mapPublicIpOnLaunch"])).not.toContain(true);
  expect(all("aws:vpc:SecurityGroupIngressRule").map(({ props }) => [props["cidrIpv4"], props["fromPort"]])).toEqual([
    ["10.0.10.0/24", 443],
    ["10.0.11.0/24", 443],
    ["10.0.12.0/24", 443],
  ]);
});

it("closes the default security group and records every connection", async () => {
  const { one } = await network();
  expect(one("aws:ec2:DefaultSecurityGroup").props).toMatchObject({ ingress: [], egress: [] });
  expect(one("aws:ec2:FlowLog").props["trafficType"]).toBe("ALL");
  expect(one("aws:cloudwatch:LogGroup").props).toMatchObject({ retentionInDays: 365 });
  expect(one("aws:ec2:FlowLog").dependencies).toContain(one("aws:iam:RolePolicy").urn);
});

it.each([
  ["2001:db8:1234:1a00::/56", 0, "2001:db8:1234:1a00::/64"],
  ["2001:db8:1234:1a00::/56", 11, "2001:db8:1234:1a0b::/64"],
  ["2001:db8::/56", 1, "2001:db8:0:1::/64"],
])("cuts %s number %i into %s", (range, index, subnet) => {
  expect(ipv6Subnet(range, index)).toBe(subnet);
});

it("refuses to cut a range that is no /56", () => {
  expect(() => ipv6Subnet("2001:db8::/48", 1)).toThrow("needs a /56");
});
