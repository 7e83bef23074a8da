import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type StoreOwner, Stores, type StoresArgs } from "../../components/data/stores.ts";
import type { EmailWay, StorePlace, SystemStores } from "../../components/data/system-stores.ts";
import { stores as storesConfig } from "../../config/stores.ts";
import type { System } from "../../systems/model/system.ts";
import { deploy } from "../harness.ts";
import { systemNames, systemOf } from "../release/systems.ts";

/** ARN of the key for a concern. */
export const keyOf = (concern: string) => `arn:aws:kms:eu-central-1:111122223333:key/${concern}`;

/** Where prod has its stores. */
export const place: StorePlace = {
  environment: "prod",
  accountId: "111122223333",
  region: "eu-central-1",
  config: storesConfig.parse({
    postgres: { instanceClass: "db.r7g.large", storageGiB: 100, maxStorageGiB: 500, reachableAt: "in-vpc" },
    redis: { nodeType: "cache.r7g.large", replicas: 2 },
    kafka: { instanceType: "kafka.m7g.large", brokers: 3, storageGiB: 100 },
    rabbitmq: { instanceType: "mq.m7g.large" },
    logRetentionDays: 400,
  }),
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
  pods: { name: "pods", securityGroupId: "sg-pods" },
  keys: { arn: (concern) => pulumi.output(keyOf(concern)) },
  logBucket: "trading-prod-logs",
  protect: true,
};

/** A system's way out for e-mail, by SES. */
export const emailOf = (system: string): EmailWay => ({
  domain: `${system}.example`,
  zoneId: "Z0123456789AB",
  recordTtlSeconds: 60,
  dmarc: { policy: "quarantine", reportsTo: "security@mycrypto.example" },
});

/** A system with what its stores have to know of it. */
export const owner = (system: System, last?: unknown): StoreOwner => ({
  system,
  origins: [`https://${system.name}.example`],
  email: emailOf(system.name),
  last: pulumi.output(last),
});

/** Both systems as they are. */
export const args: StoresArgs = {
  ...place,
  owners: systemNames.map((name) => owner(systemOf(name))),
  runners: [{ name: "sg-runner", securityGroupId: "sg-runner" }],
};

/** All that a system is told of its stores. */
function told({ connections, identifiers, statements, partitions, uploadOrigin }: SystemStores) {
  return {
    connections: Object.fromEntries([...connections].map(([need, { values }]) => [need, values])),
    versions: Object.fromEntries([...connections].map(([need, { version }]) => [need, version])),
    identifiers: Object.fromEntries(identifiers),
    statements: Object.fromEntries([...statements].map(([service, granted]) => [service, [...granted]])),
    partitions,
    uploadOrigin: uploadOrigin ?? "none",
  };
}

/** Declares them inside a program. */
export const made = (changes: Partial<StoresArgs> = {}) => {
  const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: ["111122223333"] });
  return new Stores("trading-prod", { ...args, ...changes }, { providers: { aws: provider } });
};

/** Deploys them; an output for each system holds all that it is told. */
export const stores = (changes: Partial<StoresArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const all = made(changes);
      const { owners } = { ...args, ...changes };
      return Object.fromEntries(owners.map(({ system: { name } }) => [name, told(all.of(name))]));
    },
    { mode },
  );
