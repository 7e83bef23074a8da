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
const repository = "aws:ecr/repository:Repository";
const delivered = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination";

const deliveredTo = (destinationResourceArn: string) => ({
  deliveryDestinationConfiguration: { destinationResourceArn },
});
const network = { loadBalancerType: "network" };
const application = { loadBalancerType: "application" };
const regional = { availabilityMode: "regional" };
const privately = { connectivityType: "private" };
const gateway = { vpcEndpointType: "Gateway" };
const byInterface = { vpcEndpointType: "Interface" };

const caches = "aws:elasticache/replicationGroup:ReplicationGroup";
const brokers = "aws:msk/cluster:Cluster";
const database = "aws:rds/instance:Instance";
const queues = "aws:mq/broker:Broker";

const global = { globalReplicationGroupId: "a" };
const shard = (id: string, more: Properties = {}) => ({ nodeGroupId: id, slots: "0-16383", ...more });
const shards = (...nodeGroupConfigurations: Properties[]) => ({ nodeGroupConfigurations });

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
  [
    repository,
    {},
    { encryptionConfigurations: [{ encryptionType: "AES256" }] },
    { encryptionConfigurations: [{ encryptionType: "KMS" }] },
    true,
  ],
  [repository, {}, {}, { encryptionConfigurations: [{ encryptionType: "KMS" }] }, true],
  [repository, {}, { encryptionConfigurations: [{ encryptionType: "KMS" }] }, {}, false],
  [delivered, {}, deliveredTo("arn:aws:s3:::a"), deliveredTo("arn:aws:logs:eu-west-1:1:log-group:a"), true],
  [delivered, {}, deliveredTo("arn:aws:s3:::a"), deliveredTo("arn:aws:s3:::b"), false],
  [caches, {}, {}, { engine: "valkey" }, false],
  [caches, {}, { engine: "redis" }, { engine: "valkey" }, false],
  [caches, {}, { engine: "valkey" }, { engine: "redis" }, true],
  [caches, {}, { engine: "valkey" }, {}, false],
  [caches, {}, {}, { engine: "redis" }, false],
  [caches, global, { engine: "valkey" }, { engine: "redis" }, false],
  [caches, {}, { engineVersion: "8.1" }, { engineVersion: "8.0" }, true],
  [caches, {}, { engineVersion: "8.0" }, { engineVersion: "8.1" }, false],
  [caches, {}, { engineVersion: "9.0" }, { engineVersion: "10.0" }, false],
  [caches, {}, { engineVersion: "6.2" }, { engineVersion: "6.x" }, false],
  [caches, {}, { engineVersion: "7.1" }, { engineVersion: "6.x" }, true],
  [caches, {}, { engineVersion: "8.0" }, {}, false],
  [caches, global, { engineVersion: "8.1" }, { engineVersion: "8.0" }, false],
  [caches, {}, {}, shards(shard("1")), true],
  [caches, {}, shards(shard("1"), shard("2")), shards(shard("2"), shard("1")), false],
  [caches, {}, shards(shard("1")), shards(shard("1"), shard("2")), true],
  [caches, {}, shards(shard("1")), shards(shard("1", { slots: "0-50" })), true],
  [caches, {}, shards(shard("1")), shards(shard("1", { primaryAvailabilityZone: "a" })), false],
  [caches, {}, shards(shard("1", { primaryAvailabilityZone: "a" })), shards(shard("1")), true],
  [
    caches,
    {},
    shards(shard("1", { replicaAvailabilityZones: ["a"] })),
    shards(shard("1", { replicaAvailabilityZones: ["b"] })),
    true,
  ],
  [caches, { engineVersion: "6.x" }, { transitEncryptionEnabled: false }, { transitEncryptionEnabled: true }, true],
  [caches, { engineVersion: "7.0" }, { transitEncryptionEnabled: false }, { transitEncryptionEnabled: true }, false],
  [caches, {}, { transitEncryptionEnabled: false }, { transitEncryptionEnabled: true }, false],
  [brokers, {}, { kafkaVersion: "3.6.0" }, { kafkaVersion: "3.5.1" }, true],
  [brokers, {}, { kafkaVersion: "3.5.1" }, { kafkaVersion: "3.6.0" }, false],
  [brokers, {}, { kafkaVersion: "3.9.x" }, { kafkaVersion: "3.8.x" }, false],
  [brokers, {}, { storageMode: "TIERED" }, { storageMode: "LOCAL" }, true],
  [brokers, {}, { storageMode: "LOCAL" }, { storageMode: "TIERED" }, false],
  [brokers, {}, {}, { storageMode: "LOCAL" }, false],
  [database, {}, {}, { restoreToPointInTime: { restoreTime: "a" } }, true],
  [database, {}, { restoreToPointInTime: { restoreTime: "a" } }, { restoreToPointInTime: { restoreTime: "b" } }, false],
  [queues, {}, { ldapServerMetadata: { userBase: "a" } }, {}, true],
  [queues, {}, { ldapServerMetadata: { userBase: "a" } }, { ldapServerMetadata: { userBase: "b" } }, false],
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
