import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StoresConfig } from "../../config/stores.ts";
import { fitName } from "../release/naming.ts";
import { serverProperties } from "./kafka-properties.ts";
import { type StoreClient, StoreGroup } from "./store-group.ts";

export interface KafkaArgs {
  config: StoresConfig["kafka"];
  vpcId: pulumi.Input<string>;
  /** A data subnet of each zone. The brokers are spread over them evenly; another list means another cluster. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  clients: readonly StoreClient[];
  /** KMS key of the brokers' storage. Another key means another cluster. */
  keyArn: pulumi.Input<string>;
  logKeyArn: pulumi.Input<string>;
  /** Days that the brokers' logs are kept. */
  logRetentionDays: number;
  /** Refuse to delete the cluster. MSK itself has no such switch. */
  protect: boolean;
}

/** The brokers' listener for IAM identities; they have no other. */
export const kafkaPort = 9098;

/**
 * What an update leaves alone: the size in the config is the one that a cluster begins with, and asked for again after it
 * grew it would fail the update, because MSK never shrinks (hashicorp/terraform-provider-aws #20327). Blocks that occur
 * once are plain objects to Pulumi, so the path has no index; one that leads nowhere ignores nothing, without a word
 * (pulumi/pulumi #7081).
 */
const volumeSizePath = "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize";
/** Percent of the storage in use at which it grows; MSK advises 50 to 60. */
const storageTarget = 60;

/**
 * The Kafka cluster that the systems share, each with topics of its own (MC-032, MC-037): TLS to clients and between
 * brokers, IAM the only way in, its own key, no public address, a copy of each record in several zones.
 *
 * To give the brokers more room before they take it themselves, raise `storageGiB` by at least 10: it is also the floor of
 * the scaling, and Application Auto Scaling brings a smaller volume up to its floor at once (its API reference,
 * RegisterScalableTarget). MSK grows storage once in six hours.
 */
export class Kafka extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  /** `host:9098,…`, sorted, three of the brokers at most; clients learn the others from them. */
  readonly bootstrapBrokersSaslIam: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: KafkaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:data:Kafka", name, args, opts);
    const child = { parent: this };
    const clusterName = fitName([name], 64);
    const group = new StoreGroup(
      name,
      { vpcId: args.vpcId, description: "Kafka brokers", port: kafkaPort, clients: args.clients },
      child,
    );
    // Without versions: a list of them could not be changed in place, and a new one would be needed for each upgrade.
    const configuration = new aws.msk.Configuration(
      name,
      { name: clusterName, description: `Brokers of ${clusterName}`, serverProperties: serverProperties(args.config) },
      child,
    );
    const logs = new aws.cloudwatch.LogGroup(
      name,
      {
        // The prefix spares the account's log policy an entry, and its size is limited.
        name: `/aws/vendedlogs/msk/${clusterName}`,
        retentionInDays: args.logRetentionDays,
        kmsKeyId: args.logKeyArn,
      },
      child,
    );
    const cluster = this.#cluster(name, clusterName, args, { group, configuration, logs });
    this.#growth(name, args.config, cluster);
    this.arn = cluster.arn;
    this.clusterName = cluster.clusterName;
    this.bootstrapBrokersSaslIam = cluster.bootstrapBrokersSaslIam;
    this.securityGroupId = group.id;
    const { arn, bootstrapBrokersSaslIam } = this;
    this.registerOutputs({ arn, clusterName: this.clusterName, bootstrapBrokersSaslIam });
  }

  #cluster(
    name: string,
    clusterName: string,
    { config, subnetIds, keyArn, protect }: KafkaArgs,
    { group, configuration, logs }: Parts,
  ): aws.msk.Cluster {
    return new aws.msk.Cluster(
      name,
      {
        clusterName,
        kafkaVersion: config.version,
        numberOfBrokerNodes: config.brokers,
        brokerNodeGroupInfo: {
          instanceType: config.instanceType,
          clientSubnets: subnetIds,
          securityGroups: [group.id],
          connectivityInfo: { publicAccess: { type: "DISABLED" } },
          storageInfo: { ebsStorageInfo: { volumeSize: config.storageGiB } },
        },
        clientAuthentication: { sasl: { iam: true, scram: false }, unauthenticated: false },
        encryptionInfo: {
          encryptionAtRestKmsKeyArn: keyArn,
          encryptionInTransit: { clientBroker: "TLS", inCluster: true },
        },
        // A changed text is a new revision of the same configuration, which the brokers take one after the other.
        configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
        loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: logs.name } } },
        enhancedMonitoring: "PER_TOPIC_PER_BROKER",
        // The exporters speak plain HTTP to whoever reaches them, and CloudWatch has the same figures.
        openMonitoring: {
          prometheus: { jmxExporter: { enabledInBroker: false }, nodeExporter: { enabledInBroker: false } },
        },
        tags: { Name: name },
      },
      { parent: this, protect, ignoreChanges: [volumeSizePath] },
    );
  }

  /** Lets the brokers' storage grow, and never shrink. */
  #growth(name: string, { storageGiB, maxStorageGiB }: StoresConfig["kafka"], cluster: aws.msk.Cluster): void {
    const storage = {
      serviceNamespace: "kafka",
      scalableDimension: "kafka:broker-storage:VolumeSize",
      resourceId: cluster.arn,
    };
    const target = new aws.appautoscaling.Target(
      name,
      { ...storage, minCapacity: storageGiB, maxCapacity: maxStorageGiB, tags: { Name: name } },
      { parent: this },
    );
    new aws.appautoscaling.Policy(
      name,
      {
        ...storage,
        name,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "KafkaBrokerStorageUtilization" },
          targetValue: storageTarget,
          disableScaleIn: true,
        },
      },
      { parent: this, dependsOn: target },
    );
  }
}

interface Parts {
  group: StoreGroup;
  configuration: aws.msk.Configuration;
  logs: aws.cloudwatch.LogGroup;
}
