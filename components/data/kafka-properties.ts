import type { StoresConfig } from "../../config/stores.ts";

/** Copies of each record, and how many of them must have it before it counts. */
export type Replication = Pick<StoresConfig["kafka"], "replicationFactor" | "minInSyncReplicas">;

/** Hours that records are kept. */
export const retentionHours = 7 * 24;

/**
 * The brokers' `server.properties`, one line each; what is not said has MSK's own value. Only names that MSK lets be set
 * (docs.aws.amazon.com/msk/latest/developerguide/msk-configuration-properties.html), in both of its metadata modes.
 */
export function serverProperties({ replicationFactor, minInSyncReplicas }: Replication): string {
  const properties = {
    // A misspelt name must fail. It would become a topic that nobody declared.
    "auto.create.topics.enable": false,
    "default.replication.factor": replicationFactor,
    "log.retention.hours": retentionHours,
    "min.insync.replicas": minInSyncReplicas,
    // A group that stood still keeps its place for longer than the records last, or it would read them all again.
    "offsets.retention.minutes": 2 * retentionHours * 60,
    "offsets.topic.replication.factor": replicationFactor,
    "transaction.state.log.min.isr": minInSyncReplicas,
    "transaction.state.log.replication.factor": replicationFactor,
    // A replica that is behind would lead without the newest records: better no answer than lost orders.
    "unclean.leader.election.enable": false,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n");
}
