import * as pulumi from "@pulumi/pulumi";
import type { System } from "../../systems/model/system.ts";
import { entryOf } from "../foundation/entry-of.ts";
import type { KeyConcern } from "../foundation/key-policies.ts";
import { Databases } from "./databases.ts";
import { Kafka } from "./kafka.ts";
import type { StoreClient } from "./store-group.ts";
import { type EmailWay, type StorePlace, SystemStores } from "./system-stores.ts";
import { recordedPartitions } from "./recorded-partitions.ts";

/** A system with what its stores have to know of it. */
export interface StoreOwner {
  system: System;
  /** Origins of its pages. */
  origins: readonly [string, ...string[]];
  email: EmailWay;
  /** The system's `release` output of the last update; absent on a first one. */
  last: pulumi.Output<unknown>;
}

export interface StoresArgs extends StorePlace {
  owners: readonly StoreOwner[];
  /** Deploy runners, which declare databases and roles. */
  runners: readonly StoreClient[];
}

/** The keys that the stores of these systems are encrypted with. */
export function storeConcerns(owners: readonly { system: System; email: Pick<EmailWay, "relay"> }[]): KeyConcern[] {
  const stores = owners.flatMap(({ system }) => system.stores);
  const ses = owners.some(({ system, email }) => system.emailSender !== undefined && email.relay === undefined);
  return [...new Set<KeyConcern>([...stores, ...(ses ? (["email"] as const) : [])])];
}

/**
 * All stores of all systems. Those that every system has its own of, and its part of those that they share: one PostgreSQL
 * server with a database each, one Kafka cluster with topics each. What no system lists is not there.
 */
export class Stores extends pulumi.ComponentResource {
  readonly #of: ReadonlyMap<string, SystemStores>;

  constructor(name: string, args: StoresArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "trading:data:Stores",
      name,
      { config: args.config, systems: args.owners.map(({ system }) => system.name) },
      opts,
    );
    const child = { parent: this };
    const { owners, runners, ...place } = args;
    const { config, vpcId, subnetIds, pods, keys, protect } = place;
    const { logRetentionDays } = config;
    const server = { vpcId, subnetIds, logKeyArn: keys.arn("logs"), logRetentionDays, protect };
    const listing = (store: "postgres" | "kafka") => owners.filter(({ system }) => system.stores.includes(store));
    const withDatabase = listing("postgres");
    const databases =
      withDatabase.length === 0
        ? undefined
        : new Databases(
            `${name}-postgres`,
            {
              ...server,
              environment: place.environment,
              config: config.postgres,
              keyArn: keys.arn("postgres"),
              secretsKeyArn: keys.arn("secrets"),
              pods,
              runners,
              systems: withDatabase.map(({ system: { name: system, extensions = [] } }) => ({
                name: system,
                extensions,
              })),
            },
            child,
          );
    const kafka =
      listing("kafka").length === 0
        ? undefined
        : new Kafka(
            `${name}-kafka`,
            { ...server, config: config.kafka, clients: [pods], keyArn: keys.arn("kafka") },
            child,
          );
    this.#of = new Map(
      owners.map(({ system, origins, email, last }) => {
        const stores = new SystemStores(
          `${name}-${system.name}`,
          {
            ...place,
            system,
            origins,
            email,
            database: system.stores.includes("postgres") ? databases?.access(system.name) : undefined,
            kafka: system.stores.includes("kafka") ? kafka : undefined,
            partitions: last.apply(recordedPartitions),
          },
          child,
        );
        return [system.name, stores] as const;
      }),
    );
    this.registerOutputs({});
  }

  /** @throws Error when there is no such system */
  of(system: string): SystemStores {
    return entryOf(this.#of, system, `stores of ${system}`);
  }
}
