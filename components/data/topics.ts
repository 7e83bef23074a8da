import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topic } from "../../systems/model/system.ts";
import { type Replication, retentionHours } from "./kafka-properties.ts";

/** Number of partitions by a topic's name in its system. */
export type Partitions = Readonly<Record<string, number>>;

export interface TopicsArgs {
  /** Its name and a dot stand in front of each topic's name. */
  system: string;
  topics: readonly Topic[];
  clusterArn: pulumi.Input<string>;
  /** Another replication factor means other topics, without the records of these. */
  replication: Replication;
  /** What the stack's last update recorded; absent on a first one. */
  last: pulumi.Output<Partitions | undefined>;
  /** Refuse to delete topics, and so to take one out of the list. */
  protect: boolean;
}

/**
 * Partitions that a topic shall have. AWS refuses fewer than there are only in the middle of an update; here it is known
 * before anything is asked of it.
 *
 * @throws Error when they are fewer than the last update recorded
 */
export function partitionsOf({ name, partitions }: Topic, last: Partitions | undefined): number {
  // A topic may be called "constructor".
  const before = last !== undefined && Object.hasOwn(last, name) ? (last[name] ?? 0) : 0;
  if (partitions >= before) return partitions;
  throw new Error(
    `topic "${name}": ${partitions} partitions are fewer than the ${before} that it has, and Kafka cannot take any away; ` +
      `write ${before} or more, or declare a topic under a new name and move its readers and writers there`,
  );
}

/**
 * The topics of one system (MC-032), made through MSK's own API: whoever deploys needs no way to the brokers. It takes
 * `kafka-cluster:` rights on them, Kafka 3.6 or newer and an active cluster.
 */
export class Topics extends pulumi.ComponentResource {
  /** As the brokers have them, read from the resources: what the next update must not go below. */
  readonly partitions: pulumi.Output<Partitions>;

  constructor(name: string, args: TopicsArgs, opts?: pulumi.ComponentResourceOptions) {
    // What the last update recorded is no part of the component: stored, it would show as a change.
    const { last, ...lasting } = args;
    super("trading:data:Topics", name, lasting, opts);
    const { replicationFactor, minInSyncReplicas } = args.replication;
    // Said once more than for the brokers, so that what somebody sets on a topic by hand is a difference. Sorted, as the
    // provider reads them back.
    const configs = JSON.stringify({
      "cleanup.policy": "delete",
      "min.insync.replicas": String(minInSyncReplicas),
      "retention.ms": String(retentionHours * 3_600_000),
    });
    const made = args.topics.map((topic): [string, pulumi.Output<number>] => {
      const { partitionCount } = new aws.msk.Topic(
        `${name}-${topic.name}`,
        {
          clusterArn: args.clusterArn,
          name: `${args.system}.${topic.name}`,
          partitionCount: last.apply((recorded) => partitionsOf(topic, recorded)),
          replicationFactor,
          configs,
        },
        { parent: this, protect: args.protect },
      );
      return [topic.name, partitionCount];
    });
    this.partitions = pulumi.all(Object.fromEntries(made));
    this.registerOutputs({ partitions: this.partitions });
  }
}
