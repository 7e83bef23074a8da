import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StoresConfig } from "../../config/stores.ts";
import { fitName } from "../release/naming.ts";
import { Credentials } from "./credentials.ts";
import { brokerFault, brokerSettings, clusterNodes, hostOf } from "./rabbitmq-cluster.ts";
import { type StoreClient, StoreGroup } from "./store-group.ts";

export interface RabbitMqArgs {
  environment: string;
  system: string;
  config: StoresConfig["rabbitmq"];
  vpcId: pulumi.Input<string>;
  /** Data subnets, each in another zone, in an order that does not change. */
  subnetIds: readonly pulumi.Input<string>[];
  clients: readonly StoreClient[];
  /** KMS key of the brokers' storage. */
  keyArn: pulumi.Input<string>;
  secretsKeyArn: pulumi.Input<string>;
  /** Refuse to delete the cluster and its credentials. */
  protect: boolean;
}

/** AMQP over TLS (MC-037). */
export const rabbitMqPort = 5671;
/** Amazon MQ CreateBroker, brokerName. */
const nameLimit = 50;

/**
 * A system's RabbitMQ (MC-029, MC-103): a cluster of three brokers on Amazon MQ, behind one address, in data subnets,
 * with its own key. Amazon MQ has neither snapshots nor deletion protection: with the cluster go its messages, and
 * `protect` is all that stands before that.
 *
 * - Its one user is an administrator, for Amazon MQ makes no other. An administrator's rights are used over the
 *   management API on 443 and 15671, which the security group opens to nobody; over AMQP it is a user like any.
 * - The provider sends the user's password once, when the cluster is made (terraform-provider-aws, mq/broker.go). A new
 *   one would reach Secrets Manager and the pods, but not the brokers: change it there first.
 * - Its logs go to groups below `logGroupPrefix`, which Amazon MQ makes itself: without an end and under a key of
 *   AWS's. The cluster's id is in their names, so they cannot be made before it, and after it they are there already
 *   (hashicorp/terraform-provider-aws#39545). They expire once `aws logs put-retention-policy` has said so.
 */
export class RabbitMq extends pulumi.ComponentResource {
  readonly host: pulumi.Output<string>;
  /** Of the cluster, for its state. */
  readonly identifier: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly credentials: Credentials;
  /** Ends in a slash; `general` and other kinds of logs follow it. */
  readonly logGroupPrefix: pulumi.Output<string>;

  constructor(name: string, args: RabbitMqArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:RabbitMq", name, args, opts);
    const child = { parent: this };
    const { system, config, protect } = args;
    const fault = brokerFault(config);
    if (fault !== undefined) throw new pulumi.ResourceError(fault, this, true);
    const group = new StoreGroup(
      name,
      { vpcId: args.vpcId, description: `RabbitMQ of ${system}`, port: rabbitMqPort, clients: args.clients },
      child,
    );
    this.credentials = new Credentials(
      name,
      {
        environment: args.environment,
        owner: system,
        purpose: "rabbitmq",
        description: `What the services of ${system} sign in to RabbitMQ with`,
        username: system,
        keyArn: args.secretsKeyArn,
        protect,
      },
      child,
    );
    const named = { tags: { Name: name } };
    const engine = { engineType: "RabbitMQ", engineVersion: config.version };
    const settings = new aws.mq.Configuration(
      name,
      { ...engine, description: `RabbitMQ of ${system}`, data: brokerSettings, ...named },
      child,
    );
    const broker = new aws.mq.Broker(
      name,
      {
        brokerName: fitName([name], nameLimit),
        ...engine,
        hostInstanceType: config.instanceType,
        deploymentMode: "CLUSTER_MULTI_AZ",
        publiclyAccessible: false,
        // One for each broker. Another one would replace the cluster, so a zone that is added later is left out.
        subnetIds: args.subnetIds.slice(0, clusterNodes),
        securityGroups: [group.id],
        encryptionOptions: { useAwsOwnedKey: false, kmsKeyId: args.keyArn },
        users: [{ username: this.credentials.username, password: this.credentials.password }],
        configuration: { id: settings.id, revision: settings.latestRevision },
        // Without `audit`: RabbitMQ has no such log, and the API refuses to hear of it.
        logs: { general: true },
        // From 3.13 on the API takes nothing else: patches come by themselves.
        autoMinorVersionUpgrade: true,
        maintenanceWindowStartTime: {
          dayOfWeek: config.maintenanceDay,
          timeOfDay: config.maintenanceTime,
          timeZone: "UTC",
        },
        // What restarts brokers, one after the other, waits for the window.
        applyImmediately: false,
        ...named,
      },
      { ...child, protect },
    );
    this.host = broker.instances.apply(hostOf);
    this.identifier = broker.id;
    this.arn = broker.arn;
    this.securityGroupId = group.id;
    this.logGroupPrefix = pulumi.interpolate`/aws/amazonmq/broker/${broker.id}/`;
    this.registerOutputs({ host: this.host, identifier: this.identifier });
  }
}
