import * as pulumi from "@pulumi/pulumi";
import type { StoresConfig } from "../../config/stores.ts";
import type { Need, Service, StoreKind, System } from "../../systems/model/system.ts";
import type { Keys } from "../foundation/keys.ts";
import type { Statement } from "../foundation/statement.ts";
import type { Dmarc } from "../messaging/email-records.ts";
import { Email, sendStatements } from "../messaging/email.ts";
import { relayLogin } from "../messaging/relay.ts";
import { Uploads, uploadStatements } from "../storage/uploads.ts";
import { type Connection, connection } from "./connection.ts";
import type { DatabaseAccess } from "./databases.ts";
import type { Kafka } from "./kafka.ts";
import { migrationLogin } from "./migration-login.ts";
import { RabbitMq, rabbitMqPort } from "./rabbitmq.ts";
import { Redis, redisPort } from "./redis.ts";
import type { StoreAccess } from "./store-access.ts";
import type { StoreClient } from "./store-group.ts";
import { topicStatements } from "./topic-access.ts";
import { type Partitions, Topics } from "./topics.ts";

/** Where and how stores are made. */
export interface StorePlace {
  environment: string;
  accountId: pulumi.Input<string>;
  region: string;
  config: StoresConfig;
  vpcId: pulumi.Input<string>;
  /** A data subnet of each zone. */
  subnetIds: pulumi.Input<string>[];
  /** Group that the pods carry. */
  pods: StoreClient;
  keys: Pick<Keys, "arn">;
  /** Bucket for the logs of buckets. */
  logBucket: pulumi.Input<string>;
  /** Refuse to delete what holds data. */
  protect: boolean;
}

/** How a system's e-mail goes out. */
export interface EmailWay {
  domain: string;
  zoneId: pulumi.Input<string>;
  recordTtlSeconds: number;
  dmarc: Dmarc;
  /** SMTP server to send through instead of SES; the secret holds `{"username", "password"}`. */
  relay?: { host: string; port: number; secretArn: string } | undefined;
}

export interface SystemStoresArgs extends StorePlace {
  system: System;
  /** Origins of the pages that upload and show files. */
  origins: readonly [string, ...string[]];
  email: EmailWay;
  /** Present where the system lists the store. */
  database: DatabaseAccess | undefined;
  kafka: Kafka | undefined;
  /** Partitions that the last update recorded. */
  partitions: pulumi.Output<Partitions | undefined>;
}

/** One system's stores: its own, its part of the shared ones, and what each service needs to use them. */
export class SystemStores extends pulumi.ComponentResource implements StoreAccess {
  readonly connections: ReadonlyMap<Need, Connection>;
  readonly migrationLogin: Connection | undefined;
  readonly identifiers: ReadonlyMap<StoreKind, pulumi.Output<string>>;
  readonly statements: ReadonlyMap<string, readonly pulumi.Output<readonly Statement[]>[]>;
  readonly partitions: pulumi.Output<Partitions>;
  /** Where browsers put and get uploaded files; absent where the system takes none. */
  readonly uploadOrigin: pulumi.Output<string> | undefined;
  readonly #connections = new Map<Need, Connection>();
  readonly #identifiers = new Map<StoreKind, pulumi.Output<string>>();
  readonly #grants: ((service: Service) => pulumi.Output<readonly Statement[]> | undefined)[] = [];
  readonly #name: string;
  readonly #args: SystemStoresArgs;

  constructor(name: string, args: SystemStoresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:SystemStores", name, { system: args.system.name, stores: args.system.stores }, opts);
    this.#name = name;
    this.#args = args;
    const { system, database, kafka } = args;
    if (database !== undefined) this.#database(database);
    this.migrationLogin =
      database === undefined || system.migrations.length === 0 ? undefined : migrationLogin(database);
    if (system.stores.includes("redis")) this.#redis();
    this.partitions = kafka === undefined ? pulumi.output<Partitions>({}) : this.#topics(kafka);
    if (system.stores.includes("rabbitmq")) this.#rabbitMq();
    this.uploadOrigin = system.stores.includes("uploads") ? this.#uploads() : undefined;
    if (system.emailSender !== undefined) this.#email(system.emailSender);
    this.connections = this.#connections;
    this.identifiers = this.#identifiers;
    this.statements = new Map(
      system.services.flatMap((service) => {
        const granted = this.#grants.flatMap((grant) => grant(service) ?? []);
        return granted.length === 0 ? [] : [[service.name, granted] as const];
      }),
    );
    this.registerOutputs({});
  }

  /** What the servers of one system have in common. */
  get #server() {
    const { environment, system, vpcId, subnetIds, pods, keys, config, protect } = this.#args;
    return {
      environment,
      system: system.name,
      vpcId,
      subnetIds,
      clients: [pods],
      secretsKeyArn: keys.arn("secrets"),
      logKeyArn: keys.arn("logs"),
      logRetentionDays: config.logRetentionDays,
      protect,
    };
  }

  #database({ host, port, database, runtime, identifier }: DatabaseAccess): void {
    const facts = pulumi.all([host, database]).apply(([proxy, name]) => {
      return { host: proxy, port, database: name, username: runtime.username };
    });
    this.#connections.set("postgres", connection(this.#args.system.connections, "postgres", facts, runtime));
    this.#identifiers.set("postgres", identifier);
  }

  #redis(): void {
    const { system, config, keys } = this.#args;
    const redis = new Redis(
      `${this.#name}-redis`,
      { ...this.#server, holds: system.redisHolds ?? "state", config: config.redis, keyArn: keys.arn("redis") },
      { parent: this },
    );
    const { host, credentials } = redis;
    const facts = host.apply((primary) => ({ host: primary, port: redisPort, username: credentials.username }));
    this.#connections.set("redis", connection(system.connections, "redis", facts, credentials));
    this.#identifiers.set("redis", redis.identifier);
  }

  #topics(kafka: Kafka): pulumi.Output<Partitions> {
    const { system, config, partitions, protect } = this.#args;
    const { topics } = system;
    const made = new Topics(
      `${this.#name}-topics`,
      { system: system.name, topics, clusterArn: kafka.arn, replication: config.kafka, last: partitions, protect },
      { parent: this },
    );
    // After the topics: whoever connects finds them there.
    const facts = pulumi
      .all([kafka.bootstrapBrokersSaslIam, made.partitions])
      .apply(([brokers]) => ({ brokers, prefix: `${system.name}.` }));
    this.#connections.set("kafka", connection(system.connections, "kafka", facts));
    this.#identifiers.set("kafka", kafka.clusterName);
    this.#grants.push(({ name: service, topics: access }) =>
      access === undefined
        ? undefined
        : kafka.arn.apply((clusterArn) =>
            topicStatements({ clusterArn, system: system.name, service, topics: access }),
          ),
    );
    return made.partitions;
  }

  #rabbitMq(): void {
    const { system, config, keys } = this.#args;
    const broker = new RabbitMq(
      `${this.#name}-rabbitmq`,
      { ...this.#server, config: config.rabbitmq, keyArn: keys.arn("rabbitmq") },
      { parent: this },
    );
    const { host, credentials } = broker;
    const facts = host.apply((name) => ({ host: name, port: rabbitMqPort, username: credentials.username }));
    this.#connections.set("rabbitmq", connection(system.connections, "rabbitmq", facts, credentials));
    this.#identifiers.set("rabbitmq", broker.identifier);
  }

  #uploads(): pulumi.Output<string> {
    const { system, origins, keys, logBucket, region, protect } = this.#args;
    const keyArn = keys.arn("uploads");
    const { bucket, arn, origin } = new Uploads(
      `${this.#name}-uploads`,
      { keyArn, origins, logBucket, protect },
      { parent: this },
    );
    this.#connections.set(
      "uploads",
      connection(
        system.connections,
        "uploads",
        bucket.apply((name) => ({ bucket: name })),
      ),
    );
    this.#identifiers.set("uploads", bucket);
    this.#grants.push(({ uses }) =>
      uses.includes("uploads")
        ? pulumi.all([arn, keyArn]).apply(([bucketArn, key]) => uploadStatements(bucketArn, key, region))
        : undefined,
    );
    return origin;
  }

  #email(sender: string): void {
    const { system, email, accountId, region, keys, protect } = this.#args;
    const { relay, ...way } = email;
    if (relay !== undefined) {
      const login = relayLogin(relay.secretArn, { parent: this });
      const from = `${sender}@${email.domain}`;
      const facts = login.username.apply((username) => ({ host: relay.host, port: relay.port, username, from }));
      this.#connections.set("email", connection(system.connections, "smtp", facts, login));
      return;
    }
    const made = new Email(
      `${this.#name}-email`,
      { ...way, sender, accountId, region, keyArn: keys.arn("email"), protect },
      { parent: this },
    );
    const from = made.fromAddress;
    const facts = made.configurationSetName.apply((configurationSet) => ({ from, configurationSet }));
    this.#connections.set("email", connection(system.connections, "ses", facts));
    this.#grants.push(({ uses }) =>
      uses.includes("email")
        ? pulumi
            .all([made.identityArn, made.configurationSetArn])
            .apply(([identityArn, configurationSetArn]) => sendStatements(identityArn, configurationSetArn, from))
        : undefined,
    );
  }
}
