import { z } from "zod";
import * as field from "./fields.ts";

const time = "([01]\\d|2[0-3]):[0-5]\\d";
const day = "(mon|tue|wed|thu|fri|sat|sun)";

const dailyWindow = field.named("daily window in UTC", new RegExp(`^${time}-${time}$`), "02:00-03:00");
const weeklyWindow = field.named(
  "weekly window in UTC",
  new RegExp(`^${day}:${time}-${day}:${time}$`),
  "sun:03:30-sun:04:30",
);

/** How this process reaches the database server, which has no address on the internet. */
const unreachable =
  'must be "in-vpc" where updates run inside the VPC, or the address of a tunnel to it such as 127.0.0.1:15432';
const isPort = (port: number) => port >= 1 && port <= 65_535;
const reachableAt = z
  .string({ error: (issue) => (issue.input === undefined ? `is missing: ${unreachable}` : unreachable) })
  .regex(/^in-vpc$|^[a-z0-9.-]+:\d{2,5}$/, { error: unreachable })
  .refine((value) => !value.includes(":") || isPort(Number(value.split(":")[1])), { error: unreachable })
  .meta({ title: "`in-vpc` or host:port" });

const postgres = z.strictObject({
  version: field
    .named("major version of PostgreSQL", /^1[4-9]$/, '"17", in quotes')
    .default("17")
    .describe("Major version of the server; minor ones arrive by themselves in the maintenance window"),
  instanceClass: field.named("class", /^db\.[a-z0-9]+\.[a-z0-9]+$/, "db.r7g.large").describe("Size of the server"),
  storageGiB: field.whole(20, 65_536, "GiB").describe("Storage to begin with"),
  maxStorageGiB: field.whole(20, 65_536, "GiB").describe("Storage grows by itself up to here"),
  multiAz: z.boolean().default(true).describe("Keep a standby in another zone, which takes over by itself"),
  backupRetentionDays: field
    .whole(7, 35, "days")
    .default(14)
    .describe("How far back the server can be restored to any second"),
  backupWindow: dailyWindow.default("02:00-03:00").describe("When the daily snapshot is made"),
  maintenanceWindow: weeklyWindow.default("sun:03:30-sun:04:30").describe("When patches may restart it"),
  reachableAt: reachableAt.describe("How updates reach it to declare databases and roles"),
});

const redis = z.strictObject({
  version: field
    .named("Valkey version", /^[89]\.\d$/, '"8.1", in quotes')
    .default("8.1")
    .describe("Version of Valkey"),
  nodeType: field.named("type", /^cache\.[a-z0-9]+\.[a-z0-9]+$/, "cache.r7g.large").describe("Size of each node"),
  replicas: field.whole(1, 5).describe("Copies beside the primary, one of which takes over by itself"),
  snapshotRetentionDays: field.whole(1, 35, "days").default(7).describe("Days that daily snapshots are kept"),
  snapshotWindow: dailyWindow.default("02:00-03:00").describe("When the daily snapshot is made"),
  maintenanceWindow: weeklyWindow.default("sun:03:30-sun:04:30").describe("When patches may fail nodes over"),
});

const kafka = z.strictObject({
  version: field
    .named(
      "Kafka version from 3.6 on",
      /^(3\.([6-9]|\d{2})|[4-9]\.\d+)\.(x|\d+)(\.kraft)?$/,
      '"3.9.x.kraft", in quotes',
    )
    .default("3.9.x.kraft")
    .describe("Version of the brokers; with `.kraft` they need no ZooKeeper, for good"),
  instanceType: field.named("type", /^kafka\.[a-z0-9]+\.[a-z0-9]+$/, "kafka.m7g.large").describe("Size of each broker"),
  brokers: field.whole(3, 30).describe("A multiple of the number of zones"),
  storageGiB: field.whole(1, 16_384, "GiB").describe("Per broker, to begin with"),
  maxStorageGiB: field.whole(1, 16_384, "GiB").default(1024).describe("Per broker; storage grows by itself up to here"),
  replicationFactor: field.whole(2, 5).default(3).describe("Copies of each partition"),
  minInSyncReplicas: field.whole(1, 4).default(2).describe("Copies that must have a record before it counts"),
});

const rabbitmq = z.strictObject({
  version: field
    .named("RabbitMQ version", /^\d+\.\d+$/, '"4.2", in quotes')
    .default("4.2")
    .describe("Version of the brokers"),
  instanceType: field.named("type", /^mq\.[a-z0-9]+\.[a-z0-9]+$/, "mq.m7g.large").describe("Size of each broker"),
  maintenanceDay: z
    .enum(["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"])
    .default("SUNDAY")
    .describe("Day on which patches may restart brokers"),
  maintenanceTime: field
    .named("time of day in UTC", new RegExp(`^${time}$`), '"04:00", in quotes')
    .default("04:00")
    .describe("When on that day"),
});

/** Sizes and windows of the stores. Which of them exist follows from what the systems name. */
export const stores = z.strictObject({
  postgres: postgres.describe("The PostgreSQL server, with a database for each system"),
  redis: redis.describe("Each system's Redis"),
  kafka: kafka.describe("The Kafka cluster, with topics of each system"),
  rabbitmq: rabbitmq.describe("Each system's RabbitMQ"),
  logRetentionDays: field.logRetentionDays.default(365).describe("Days that the stores' logs are kept"),
});

export type StoresConfig = z.output<typeof stores>;
