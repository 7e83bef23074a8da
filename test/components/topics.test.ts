import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Partitions, partitionsOf, Topics, type TopicsArgs } from "../../components/data/topics.ts";
import { counts, deploy } from "../harness.ts";

const clusterArn = "arn:aws:kafka:eu-central-1:111122223333:cluster/trading-prod-kafka/0f3a-5";
const base: Omit<TopicsArgs, "last"> = {
  system: "mycrypto",
  topics: [
    { name: "orders", partitions: 12 },
    { name: "wallet-events", partitions: 6 },
  ],
  clusterArn,
  replication: { replicationFactor: 3, minInSyncReplicas: 2 },
  protect: true,
};

const topics = (changes: Partial<typeof base> = {}, last?: Partitions, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const { partitions } = new Topics("mycrypto", { ...base, ...changes, last: pulumi.output(last) });
      return { partitions };
    },
    { mode },
  );

describe("partitionsOf", () => {
  it.each<[string, number, Partitions | undefined]>([
    ["on a first update", 12, undefined],
    ["of a new topic", 12, { trades: 24 }],
    ["unchanged", 12, { orders: 12 }],
    ["grown", 24, { orders: 12 }],
  ])("takes what is written %s", (_, partitions, last) => {
    expect(partitionsOf({ name: "orders", partitions }, last)).toBe(partitions);
  });

  it("refuses a cut with topic, both numbers and the mend", () => {
    expect(() => partitionsOf({ name: "orders", partitions: 6 }, { orders: 12, trades: 1 })).toThrow(
      'topic "orders": 6 partitions are fewer than the 12 that it has, and Kafka cannot take any away; ' +
        "write 12 or more, or declare a topic under a new name and move its readers and writers there",
    );
  });

  it("takes a number exactly when no record of the topic is above it", () => {
    const name = fc.constantFrom("orders", "trades", "constructor");
    const count = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(name, count, fc.option(fc.dictionary(name, count), { nil: undefined }), (topic, partitions, last) => {
        const recorded = last !== undefined && Object.hasOwn(last, topic) ? (last[topic] ?? 0) : 0;
        const take = () => partitionsOf({ name: topic, partitions }, last);
        if (partitions < recorded) expect(take).toThrow(`write ${recorded} or more`);
        else expect(take()).toBe(partitions);
      }),
    );
  });
});

it.each(["preview", "update"] as const)("declares each topic of the system, and nothing else: %s", async (mode) => {
  const { resources, one, all } = await topics({}, undefined, mode);
  expect(counts(resources)).toEqual({ "aws:msk:Topic": 2, "trading:data:Topics": 1 });
  const component = one("trading:data:Topics").urn;
  expect(all("aws:msk:Topic").map(({ parent }) => parent)).toEqual([component, component]);
});

it("names topics after the system, copies them, and states what their records hang on", async () => {
  const { all } = await topics();
  const expected = (name: string, partitionCount: number) => ({
    clusterArn,
    name,
    partitionCount,
    replicationFactor: 3,
    configs: '{"cleanup.policy":"delete","min.insync.replicas":"2","retention.ms":"604800000"}',
  });
  expect(all("aws:msk:Topic").map(({ name, props }) => [name, props])).toEqual([
    ["mycrypto-orders", expected("mycrypto.orders", 12)],
    ["mycrypto-wallet-events", expected("mycrypto.wallet-events", 6)],
  ]);
});

it("follows the cluster's copies", async () => {
  const { all } = await topics({ replication: { replicationFactor: 5, minInSyncReplicas: 3 } });
  for (const { props } of all("aws:msk:Topic")) {
    expect(props["replicationFactor"]).toBe(5);
    expect(JSON.parse(props["configs"] as string)).toMatchObject({ "min.insync.replicas": "3" });
  }
});

it.each([true, false])("protects every topic: %s", async (protect) => {
  const { resources } = await topics({ protect });
  const guarded = resources.filter((resource) => resource.protect).map(({ name }) => name);
  expect(guarded).toEqual(protect ? ["mycrypto-orders", "mycrypto-wallet-events"] : []);
});

it("lets partitions grow and tells what the brokers have", async () => {
  const { outputs, one } = await topics({}, { orders: 3, "wallet-events": 6, gone: 99 });
  expect(one("aws:msk:Topic", "mycrypto-orders").props["partitionCount"]).toBe(12);
  expect(outputs).toEqual({ partitions: { orders: 12, "wallet-events": 6 } });
});

it.each(["preview", "update"] as const)("refuses a cut before it asks AWS for the topic: %s", async (mode) => {
  await expect(topics({}, { orders: 13 }, mode)).rejects.toThrow('topic "orders": 12 partitions are fewer than the 13');
});

it("reads the partitions from the resources, not from what is written", async () => {
  const { outputs } = await deploy(() => {
    const last = pulumi.output<Partitions | undefined>(undefined);
    // As if the brokers had come to have more of them.
    const grown: pulumi.ResourceTransformation = ({ props, opts }) => ({
      props: "partitionCount" in props ? { ...props, partitionCount: 48 } : props,
      opts,
    });
    return { partitions: new Topics("mycrypto", { ...base, last }, { transformations: [grown] }).partitions };
  });
  expect(outputs).toEqual({ partitions: { orders: 48, "wallet-events": 48 } });
});

it("does not store what the last update recorded: it would show as a change of the component", async () => {
  const { props } = (await topics({}, { orders: 3 })).one("trading:data:Topics");
  expect(props).toEqual(base);
});

it("has nothing to tell without topics", async () => {
  const { resources, outputs } = await topics({ topics: [] });
  expect(counts(resources)).toEqual({ "trading:data:Topics": 1 });
  expect(outputs).toEqual({ partitions: {} });
});
