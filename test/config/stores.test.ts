import { describe, expect, it } from "vitest";
import { stores } from "../../config/stores.ts";
import { after, type Changes, faults, shipped } from "./stack-file.ts";

const prod = await shipped("prod");
const fault = (key: string, value: unknown) => faults(after(prod, { [`stores.${key}`]: value }));

it("asks for sizes, and for nothing that has a usual value", () => {
  const asked = {
    postgres: { instanceClass: "db.r7g.large", storageGiB: 100, maxStorageGiB: 500, reachableAt: "in-vpc" },
    redis: { nodeType: "cache.r7g.large", replicas: 1 },
    kafka: { instanceType: "kafka.m7g.large", brokers: 3, storageGiB: 100 },
    rabbitmq: { instanceType: "mq.m7g.large" },
  };
  expect(stores.parse(asked)).toEqual({
    postgres: {
      ...asked.postgres,
      version: "17",
      multiAz: true,
      backupRetentionDays: 14,
      backupWindow: "02:00-03:00",
      maintenanceWindow: "sun:03:30-sun:04:30",
    },
    redis: {
      ...asked.redis,
      version: "8.1",
      snapshotRetentionDays: 7,
      snapshotWindow: "02:00-03:00",
      maintenanceWindow: "sun:03:30-sun:04:30",
    },
    kafka: {
      ...asked.kafka,
      version: "3.9.x.kraft",
      maxStorageGiB: 1024,
      replicationFactor: 3,
      minInSyncReplicas: 2,
    },
    rabbitmq: { ...asked.rabbitmq, version: "4.2", maintenanceDay: "SUNDAY", maintenanceTime: "04:00" },
    logRetentionDays: 365,
  });
});

describe("a text", () => {
  it.each([
    ["postgres.version", ["14", "17", "19"], ["13", "20", "17.6", "17.6.1", " 17"]],
    ["postgres.instanceClass", ["db.t4g.micro"], ["r7g.large", "db.r7g", "db.r7g.large.x", "DB.r7g.large"]],
    [
      "postgres.backupWindow",
      ["00:00-23:59", "23:30-00:30"],
      ["24:00-01:00", "2:00-03:00", "02:60-03:00", "02:00", "at 02:00-03:00", "02:00-03:00Z"],
    ],
    [
      "postgres.maintenanceWindow",
      ["sat:23:30-sun:00:30", "mon:05:00-mon:06:00"],
      [
        "sun:03:30-04:30",
        "Sun:03:30-Sun:04:30",
        "son:03:30-son:04:30",
        "sun:24:00-mon:01:00",
        "sun:03:30-sun:04:30 ",
        " sun:03:30-sun:04:30",
      ],
    ],
    ["redis.version", ["8.0", "9.1"], ["7.2", "8", "8.10", "8.1.0"]],
    ["redis.nodeType", ["cache.t4g.micro"], ["r7g.large", "db.r7g.large", "cache.r7g"]],
    ["redis.snapshotWindow", ["22:00-23:00"], ["22:00-25:00"]],
    ["redis.maintenanceWindow", ["thu:22:00-thu:23:00"], ["thu:22:00"]],
    [
      "kafka.version",
      ["3.6.0", "3.10.1", "3.9.x", "4.1.x.kraft", "3.7.x.kraft"],
      ["3.5.1", "2.8.2", "3.6", "3.9.x.zk", "4.1.kraft"],
    ],
    ["kafka.instanceType", ["kafka.t3.small"], ["m7g.large", "mq.m7g.large"]],
    ["rabbitmq.version", ["3.13", "4.2"], ["4", "4.2.1", "v4.2"]],
    ["rabbitmq.instanceType", ["mq.t3.micro"], ["m7g.large", "kafka.m7g.large"]],
    ["rabbitmq.maintenanceDay", ["MONDAY", "SATURDAY"], ["monday", "SUN"]],
    ["rabbitmq.maintenanceTime", ["00:00", "23:59"], ["24:00", "4:00", "04:00-05:00", "at 04:00"]],
    [
      "postgres.reachableAt",
      ["in-vpc", "127.0.0.1:15432", "tunnel.internal:65535", "bastion:22"],
      [
        "vpc",
        "in-vpcs",
        "not in-vpc",
        "127.0.0.1",
        "127.0.0.1:65536",
        "127.0.0.1:5",
        "127.0.0.1:123456",
        "http://127.0.0.1:5432",
        "in-vpc:5432x",
      ],
    ],
  ])("as %s takes %j and refuses %j", (key, good, bad) => {
    // The windows beside these would overlap some of them, which is for windows.test.ts.
    const apart = { "stores.postgres.maintenanceWindow": "mon:12:00-mon:13:00" };
    for (const value of good) {
      const found = faults(after(prod, { ...apart, [`stores.${key}`]: value }));
      expect(found.filter((line) => !line.includes("overlaps"))).toEqual([]);
    }
    for (const value of bad) {
      const [line, ...others] = fault(key, value);
      expect(line, value).toMatch(new RegExp(`^stores\\.${key.replace(".", "\\.")}: (must be|.* is not allowed)`));
      expect(others).toEqual([]);
    }
  });

  it("says how the database server is reached, which has no usual way", () => {
    const ways =
      'must be "in-vpc" where updates run inside the VPC, or the address of a tunnel to it such as 127.0.0.1:15432';
    expect(fault("postgres.reachableAt", undefined)).toEqual([`stores.postgres.reachableAt: is missing: ${ways}`]);
    expect(fault("postgres.reachableAt", "10.20.48.7:65536")).toEqual([`stores.postgres.reachableAt: ${ways}`]);
  });
});

describe("a number", () => {
  it.each([
    ["postgres.backupRetentionDays", 7, 35, "7 to 35 days"],
    ["redis.replicas", 1, 5, "1 to 5"],
    ["redis.snapshotRetentionDays", 1, 35, "1 to 35 days"],
    ["kafka.brokers", 3, 30, "3 to 30"],
    ["kafka.replicationFactor", 2, 5, "2 to 5"],
    ["kafka.minInSyncReplicas", 1, 4, "1 to 4"],
    ["postgres.storageGiB", 20, 65_536, "20 to 65536 GiB"],
    ["postgres.maxStorageGiB", 20, 65_536, "20 to 65536 GiB"],
    ["kafka.storageGiB", 1, 16_384, "1 to 16384 GiB"],
    ["kafka.maxStorageGiB", 1, 16_384, "1 to 16384 GiB"],
  ])("as %s is %i to %i", (key, least, most, words) => {
    const ownFaults = (value: number) => fault(key, value).filter((line) => line.includes("whole number"));
    for (const fine of [least, most]) expect(ownFaults(fine)).toEqual([]);
    for (const wrong of [least - 1, most + 1, least + 0.5]) {
      expect(ownFaults(wrong)).toEqual([`stores.${key}: must be a whole number from ${words}`]);
    }
  });
});

describe("Kafka's copies", () => {
  const kafka = (changes: Changes) =>
    faults(
      after(prod, Object.fromEntries(Object.entries(changes).map(([key, value]) => [`stores.kafka.${key}`, value]))),
    );

  it.each([
    [{ brokers: 3, replicationFactor: 3, minInSyncReplicas: 2 }],
    [{ brokers: 6, replicationFactor: 5, minInSyncReplicas: 4 }],
    [{ brokers: 3, replicationFactor: 2, minInSyncReplicas: 1 }],
  ])("may be %j", (changes) => {
    expect(kafka(changes)).toEqual([]);
  });

  it.each<[Changes, string[]]>([
    [{ minInSyncReplicas: 3 }, ["stores.kafka.minInSyncReplicas: 3 must be below replicationFactor 3"]],
    [{ minInSyncReplicas: 4 }, ["stores.kafka.minInSyncReplicas: 4 must be below replicationFactor 3"]],
    [{ replicationFactor: 2 }, ["stores.kafka.minInSyncReplicas: 2 must be below replicationFactor 2"]],
    [{ replicationFactor: 4 }, ["stores.kafka.replicationFactor: 4 is more than the 3 brokers"]],
    [
      { brokers: 4, replicationFactor: 5, minInSyncReplicas: 4 },
      [
        "stores.kafka.brokers: 4 is no multiple of the 3 zones",
        "stores.kafka.replicationFactor: 5 is more than the 4 brokers",
      ],
    ],
  ])("must not be %j", (changes, expected) => {
    expect(kafka(changes)).toEqual(expected);
  });
});

describe("storage", () => {
  it.each(["postgres", "kafka"])("of %s grows or stays, and never shrinks", (store) => {
    const storage = (maxStorageGiB: number) => fault(`${store}.maxStorageGiB`, maxStorageGiB);
    expect(storage(200)).toEqual([]);
    expect(storage(199)).toEqual([`stores.${store}.maxStorageGiB: 199 is below storageGiB 200`]);
  });

  it("of Kafka stops at 1024 GiB where nothing else is said", () => {
    const changes = { "stores.kafka.maxStorageGiB": undefined, "stores.kafka.storageGiB": 1025 };
    expect(faults(after(prod, changes))).toEqual(["stores.kafka.maxStorageGiB: 1024 is below storageGiB 1025"]);
  });
});

it.each(["mysql", "postgres.multiAZ", "redis.replica", "kafka.minISR", "rabbitmq.maintenanceDays"])(
  "has no key %s, which would be left unsaid",
  (key) => {
    const [line, ...others] = fault(key, 2);
    expect(line).toContain(`stores.${key}: is not a key here;`);
    expect(others).toEqual([]);
  },
);

it("judges each store although another is missing", () => {
  const changes = { "stores.kafka": undefined, "stores.postgres.maxStorageGiB": 100 };
  expect(faults(after(prod, changes))).toEqual([
    "stores.kafka: is missing",
    "stores.postgres.maxStorageGiB: 100 is below storageGiB 200",
  ]);
  expect(faults(after(prod, { network: undefined, "stores.kafka.brokers": 4 }))).toEqual(["network: is missing"]);
});
