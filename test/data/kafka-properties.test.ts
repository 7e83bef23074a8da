import fc from "fast-check";
import { expect, it } from "vitest";
import { retentionHours, serverProperties } from "../../components/data/kafka-properties.ts";

const parsed = (text: string) => new Map(text.split("\n").map((line) => line.split("=") as [string, string]));

it("says how brokers make, copy and keep topics", () => {
  expect(serverProperties({ replicationFactor: 3, minInSyncReplicas: 2 }).split("\n")).toEqual([
    "auto.create.topics.enable=false",
    "default.replication.factor=3",
    "log.retention.hours=168",
    "min.insync.replicas=2",
    "offsets.retention.minutes=20160",
    "offsets.topic.replication.factor=3",
    "transaction.state.log.min.isr=2",
    "transaction.state.log.replication.factor=3",
    "unclean.leader.election.enable=false",
  ]);
});

it("keeps one broker spare for every kind of topic, whatever the numbers", () => {
  const replication = fc
    .integer({ min: 2, max: 5 })
    .chain((replicationFactor) =>
      fc
        .integer({ min: 1, max: replicationFactor - 1 })
        .map((minInSyncReplicas) => ({ replicationFactor, minInSyncReplicas })),
    );
  fc.assert(
    fc.property(replication, (asked) => {
      const text = serverProperties(asked);
      const of = parsed(text);
      expect(text).toMatch(/^[\x20-\x7e\n]+$/);
      for (const [copies, least] of [
        ["default.replication.factor", "min.insync.replicas"],
        ["offsets.topic.replication.factor", "min.insync.replicas"],
        ["transaction.state.log.replication.factor", "transaction.state.log.min.isr"],
      ] as const) {
        expect(Number(of.get(copies))).toBe(asked.replicationFactor);
        expect(Number(of.get(least))).toBe(asked.minInSyncReplicas);
      }
    }),
  );
});

it("keeps a group's place for longer than the records", () => {
  const of = parsed(serverProperties({ replicationFactor: 3, minInSyncReplicas: 2 }));
  expect(Number(of.get("log.retention.hours"))).toBe(retentionHours);
  expect(Number(of.get("offsets.retention.minutes")) / 60).toBeGreaterThan(retentionHours);
});
