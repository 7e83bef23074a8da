import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { StoresConfig } from "../../config/stores.ts";
import type { System } from "../../systems/model/system.ts";
import { fitName } from "../release/naming.ts";
import { Credentials } from "./credentials.ts";
import { accessString, noAccess, serviceAccess } from "./redis-access.ts";
import { type StoreClient, StoreGroup } from "./store-group.ts";

type Holds = NonNullable<System["redisHolds"]>;

export interface RedisArgs {
  environment: string;
  system: string;
  /** Decides what happens when memory is full. */
  holds: Holds;
  config: StoresConfig["redis"];
  vpcId: pulumi.Input<string>;
  /** Data subnets of at least two zones. */
  subnetIds: readonly pulumi.Input<string>[];
  clients: readonly StoreClient[];
  /** KMS key of storage and snapshots. */
  keyArn: pulumi.Input<string>;
  secretsKeyArn: pulumi.Input<string>;
  logKeyArn: pulumi.Input<string>;
  /** Days that the server's logs are kept. */
  logRetentionDays: number;
  /** Refuse to delete the store and its credentials. */
  protect: boolean;
}

export const redisPort = 6379;
/** Lower-case and unique in the account (ElastiCache CreateReplicationGroup, CreateUser, CreateUserGroup). */
const idLimit = 40;

/** A full memory refuses writes rather than lose state; of a cache it drops what is used least. */
const evictionPolicies: Readonly<Record<Holds, string>> = {
  state: "noeviction",
  cache: "allkeys-lfu",
};

/**
 * A system's Redis (MC-031, MC-089, MC-102): Valkey on ElastiCache, a primary with replicas in other zones that take
 * over by themselves, TLS and nothing else (MC-037), its own key, daily snapshots and one when it is deleted.
 *
 * AWS may raise the minor version by itself. The config must follow: to the provider, a version below the server's is a
 * replacement, which `protect` refuses.
 */
export class Redis extends pulumi.ComponentResource {
  /** Of the primary, whichever node that is. */
  readonly host: pulumi.Output<string>;
  /** Of the replication group, for snapshots and its state (MC-086). */
  readonly identifier: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly credentials: Credentials;
  readonly #child = { parent: this };
  readonly #protect: boolean;
  readonly #name: string;

  constructor(name: string, args: RedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:Redis", name, args, opts);
    this.#name = name;
    const { system, config, protect } = args;
    this.#protect = protect;
    const child = this.#child;
    const group = new StoreGroup(
      name,
      { vpcId: args.vpcId, description: `Redis of ${system}`, port: redisPort, clients: args.clients },
      child,
    );
    this.credentials = new Credentials(
      name,
      {
        environment: args.environment,
        owner: system,
        purpose: "redis",
        description: `What the services of ${system} sign in to Redis with`,
        username: system,
        keyArn: args.secretsKeyArn,
        protect,
      },
      child,
    );
    const users = this.#users();
    const named = { tags: { Name: name } };
    const subnets = new aws.elasticache.SubnetGroup(name, { subnetIds: [...args.subnetIds], ...named }, child);
    // Its family changes with the major version, and two must then stand side by side: no name of our own.
    const settings = new aws.elasticache.ParameterGroup(
      name,
      {
        family: `valkey${config.version.split(".")[0] ?? ""}`,
        parameters: [{ name: "maxmemory-policy", value: evictionPolicies[args.holds] }],
        ...named,
      },
      child,
    );
    const logs = (["slow-log", "engine-log"] as const).map((logType) => ({
      logType,
      logFormat: "json",
      destinationType: "cloudwatch-logs",
      destination: this.#logGroup(logType, args).name,
    }));
    const identifier = fitName([name], idLimit);
    const store = new aws.elasticache.ReplicationGroup(
      name,
      {
        replicationGroupId: identifier,
        description: `Redis of ${system}`,
        engine: "valkey",
        engineVersion: config.version,
        nodeType: config.nodeType,
        port: redisPort,
        clusterMode: "disabled",
        numCacheClusters: config.replicas + 1,
        automaticFailoverEnabled: true,
        multiAzEnabled: true,
        subnetGroupName: subnets.name,
        securityGroupIds: [group.id],
        parameterGroupName: settings.name,
        userGroupIds: [users.userGroupId],
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        atRestEncryptionEnabled: true,
        kmsKeyId: args.keyArn,
        snapshotRetentionLimit: config.snapshotRetentionDays,
        snapshotWindow: config.snapshotWindow,
        // While one of this name is left from an earlier deletion, AWS refuses another: copy it, then delete it.
        finalSnapshotIdentifier: `${identifier}-final`,
        maintenanceWindow: config.maintenanceWindow,
        logDeliveryConfigurations: logs,
        autoMinorVersionUpgrade: true,
        // What fails nodes over waits for the window.
        applyImmediately: false,
        ...named,
      },
      { ...child, protect },
    );
    this.host = store.primaryEndpointAddress;
    this.identifier = store.replicationGroupId;
    this.arn = store.arn;
    this.securityGroupId = group.id;
    this.registerOutputs({ host: this.host, identifier: this.identifier });
  }

  /**
   * The services' user, and in place of AWS's `default`, who needs no password and may do everything, one who may do
   * nothing. A group of Valkey could do without any `default`, which turns AWS's off; this one can be seen and checked.
   * Whoever is in such a group needs a password; nobody is told this one's.
   */
  #users(): aws.elasticache.UserGroup {
    const name = this.#name;
    const form = { length: 40, special: false };
    // Protected like any: a new one would be given to the user in the middle of something else.
    const password = new random.RandomPassword(`${name}-default`, form, { ...this.#child, protect: this.#protect })
      .result;
    const none = this.#user(`${name}-default`, {
      userName: "default",
      accessString: noAccess,
      passwordsWo: password,
      passwordsWoVersion: 1,
    });
    const services = this.#user(name, {
      userName: this.credentials.username,
      accessString: accessString(serviceAccess),
      // Write-only: sent when its version changes, never read back. A new one ends the last one at once.
      passwordsWo: this.credentials.password,
      passwordsWoVersion: this.credentials.versionNumber,
    });
    return new aws.elasticache.UserGroup(
      name,
      {
        userGroupId: fitName([name], idLimit),
        engine: "valkey",
        userIds: [none.userId, services.userId],
        tags: { Name: name },
      },
      this.#child,
    );
  }

  #user(name: string, user: Omit<aws.elasticache.UserArgs, "userId" | "engine">): aws.elasticache.User {
    const userId = fitName([name], idLimit);
    return new aws.elasticache.User(name, { userId, engine: "valkey", ...user, tags: { Name: name } }, this.#child);
  }

  /** Log groups with this prefix are let in by it; others each lengthen a policy of the account's that has a limit. */
  #logGroup(logType: string, { logRetentionDays, logKeyArn }: RedisArgs): aws.cloudwatch.LogGroup {
    const Name = `${this.#name}-${logType}`;
    return new aws.cloudwatch.LogGroup(
      Name,
      {
        name: `/aws/vendedlogs/elasticache/${this.#name}/${logType}`,
        retentionInDays: logRetentionDays,
        kmsKeyId: logKeyArn,
        tags: { Name },
      },
      this.#child,
    );
  }
}
