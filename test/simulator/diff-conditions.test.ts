import { expect, it } from "vitest";
import { replacements } from "../../providers/replacements.ts";
import { diff } from "../../simulator/diff.ts";
import type { Properties } from "../../simulator/wire.ts";

const cluster = "aws:eks/cluster:Cluster";
const balancer = "aws:lb/loadBalancer:LoadBalancer";
const nat = "aws:ec2/natGateway:NatGateway";
const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const subnet = "aws:ec2/subnet:Subnet";
const vpc = "aws:ec2/vpc:Vpc";
const endpoint = "aws:ec2/vpcEndpoint:VpcEndpoint";
const password = "random:index/randomPassword:RandomPassword";

const network = { loadBalancerType: "network" };
const application = { loadBalancerType: "application" };
const regional = { availabilityMode: "regional" };
const privately = { connectivityType: "private" };
const gateway = { vpcEndpointType: "Gateway" };
const byInterface = { vpcEndpointType: "Interface" };

/** Type, what stays, what was, what is, whether that makes a new one. */
const table: [string, Properties, Properties, Properties, boolean][] = [
  [cluster, {}, { encryptionConfig: { resources: ["secrets"] } }, {}, true],
  [cluster, {}, {}, { encryptionConfig: { resources: ["secrets"] } }, false],
  [balancer, network, { secondaryIpsAutoAssignedPerSubnet: 2 }, { secondaryIpsAutoAssignedPerSubnet: 1 }, true],
  [balancer, network, { secondaryIpsAutoAssignedPerSubnet: 1 }, { secondaryIpsAutoAssignedPerSubnet: 2 }, false],
  [balancer, network, { securityGroups: [] }, { securityGroups: ["sg-1"] }, true],
  [balancer, network, { securityGroups: ["sg-1"] }, { securityGroups: ["sg-2"] }, false],
  [balancer, application, { securityGroups: [] }, { securityGroups: ["sg-1"] }, false],
  [balancer, network, { subnets: ["a", "b"] }, { subnets: ["a"] }, true],
  [balancer, network, { subnets: ["a"] }, { subnets: ["a", "b"] }, false],
  [balancer, application, { subnets: ["a", "b"] }, { subnets: ["a"] }, false],
  [balancer, network, { subnetMappings: [{ subnetId: "a" }] }, { subnetMappings: [{ subnetId: "b" }] }, true],
  [
    balancer,
    network,
    { subnetMappings: [{ subnetId: "a" }] },
    { subnetMappings: [{ subnetId: "a" }, { subnetId: "b" }] },
    false,
  ],
  [rule, {}, { cidrIpv4: "10.0.0.0/16" }, { cidrIpv4: "10.1.0.0/16" }, false],
  [rule, {}, { cidrIpv4: "10.0.0.0/16" }, { cidrIpv6: "::/0" }, true],
  [rule, {}, { referencedSecurityGroupId: "sg-1" }, { prefixListId: "pl-1" }, true],
  [nat, regional, {}, { availabilityZoneAddresses: [{ availabilityZone: "a" }] }, true],
  [nat, {}, {}, { availabilityZoneAddresses: [{ availabilityZone: "a" }] }, false],
  [nat, privately, { secondaryPrivateIpAddressCount: 1 }, { secondaryPrivateIpAddressCount: 2 }, true],
  [nat, {}, { secondaryPrivateIpAddressCount: 1 }, { secondaryPrivateIpAddressCount: 2 }, false],
  [subnet, { assignIpv6AddressOnCreation: true }, { ipv6CidrBlock: "a" }, { ipv6CidrBlock: "b" }, true],
  [subnet, {}, { ipv6CidrBlock: "a" }, { ipv6CidrBlock: "b" }, false],
  [vpc, {}, { instanceTenancy: "dedicated" }, { instanceTenancy: "default" }, false],
  [vpc, {}, { instanceTenancy: "dedicated" }, {}, false],
  [vpc, {}, { instanceTenancy: "default" }, { instanceTenancy: "dedicated" }, true],
  [endpoint, gateway, { privateDnsEnabled: false }, { privateDnsEnabled: true }, true],
  [endpoint, byInterface, { privateDnsEnabled: false }, { privateDnsEnabled: true }, false],
  [password, {}, { overrideSpecial: "" }, {}, false],
  [password, {}, { overrideSpecial: "" }, { overrideSpecial: "!" }, true],
  [password, {}, { overrideSpecial: "!" }, {}, true],
];

it.each(table)("%s with %j: from %j to %j replaces it: %s", (type, same, olds, news, replaces) => {
  const { differences } = diff(type, { ...same, ...olds }, { ...same, ...news });
  expect(differences.length).toBeGreaterThan(0);
  expect(differences.some((difference) => difference.replaces)).toBe(replaces);
});

it("has a case for and against every condition in the table", () => {
  const conditions = Object.entries(replacements).flatMap(([type, { sometimes = {} }]) =>
    Object.keys(sometimes).map((input) => `${type} ${input}`),
  );
  const tried = (replaces: boolean) =>
    new Set(
      table
        .filter((row) => row[4] === replaces)
        .flatMap(([type, , olds, news]) => Object.keys({ ...olds, ...news }).map((input) => `${type} ${input}`)),
    );
  // Egress rules and strings share their conditions with ingress rules and passwords.
  const twins = /SecurityGroupEgressRule|RandomString/;
  const left = (replaces: boolean) => conditions.filter((one) => !twins.test(one) && !tried(replaces).has(one));
  expect(left(true)).toEqual([]);
  expect(left(false)).toEqual([`${rule} cidrIpv6`, `${rule} prefixListId`, `${rule} referencedSecurityGroupId`]);
});
