import { describe, expect, it } from "vitest";
import { deployPlatform } from "../platform.ts";
import { systemFaults } from "../systems/model/faults.ts";
import type { Need, StoreKind, System } from "../systems/model/system.ts";
import { after, read, shipped } from "./config/stack-file.ts";
import { counts, deploy } from "./harness.ts";
import { systemOf } from "./release/systems.ts";

const config = read(after(await shipped("prod"), {}));

/** A system as it would be written with these stores, and with e-mail or without. */
function having(system: System, stores: readonly StoreKind[], email: boolean): System {
  const { emailSender, ...rest } = system;
  const there: readonly Need[] = [...stores, ...(email ? (["email"] as const) : [])];
  const sources = [
    ...(stores.includes("kafka") ? system.topics.map(({ name }) => name) : []),
    ...(stores.includes("rabbitmq") ? system.queues : []),
  ];
  return {
    ...rest,
    ...(email && emailSender !== undefined ? { emailSender } : {}),
    stores,
    topics: stores.includes("kafka") ? system.topics : [],
    queues: stores.includes("rabbitmq") ? system.queues : [],
    extensions: stores.includes("postgres") ? (system.extensions ?? []) : [],
    migrations: stores.includes("postgres") ? system.migrations : [],
    services: system.services.map(({ topics, work, ...service }) => ({
      ...service,
      uses: service.uses.filter((need) => there.includes(need)),
      ...(topics !== undefined && stores.includes("kafka") ? { topics } : {}),
      ...(work === undefined
        ? {}
        : { work: { ...work, sources: work.sources.filter((one) => one.includes("://") || sources.includes(one)) } }),
    })),
  };
}

function subsets<T>(items: readonly T[]): T[][] {
  return items.reduce<T[][]>((all, item) => [...all, ...all.map((some) => [...some, item])], [[]]);
}

const [mycrypto, mytrader] = [systemOf("mycrypto"), systemOf("mytrader")];
const ofMytrader = subsets(mytrader.stores);
/** Each of MyCrypto's, beside one of MyTrader's in turn; e-mail comes and goes with every other. */
const combinations = subsets(mycrypto.stores).map((stores, i) => ({
  stores,
  email: i % 2 === 0,
  others: ofMytrader[i % ofMytrader.length] ?? [],
}));

describe("prod, with whatever stores its systems list", () => {
  it("is tried with every combination of each system's stores", () => {
    expect(combinations).toHaveLength(32);
    expect(new Set(combinations.map(({ others }) => others.join())).size).toBe(4);
  });

  it.each(
    combinations.map(
      (one) => [`${one.stores.join(" ") || "none"}, others ${one.others.join(" ") || "none"}`, one] as const,
    ),
  )(
    "%s",
    async (_, { stores, email, others }) => {
      const systems = [having(mycrypto, stores, email), having(mytrader, others, false)];
      expect(systems.flatMap(systemFaults)).toEqual([]);
      const catalog = new Map(systems.map((system) => [system.name, system]));
      const { resources, all } = await deploy(() => deployPlatform(config, catalog), {
        mode: "preview",
        stack: "prod",
      });
      const number = counts(resources);
      const wanted = (store: StoreKind) => [stores, others].filter((list) => list.includes(store)).length;
      expect({
        servers: number["aws:rds:Instance"] ?? 0,
        databases: number["postgresql:index/database:Database"] ?? 0,
        redis: number["aws:elasticache:ReplicationGroup"] ?? 0,
        kafka: number["aws:msk:Cluster"] ?? 0,
        topics: number["aws:msk:Topic"] ?? 0,
        rabbitmq: number["aws:mq:Broker"] ?? 0,
        uploads: number["aws:s3:BucketCorsConfiguration"] ?? 0,
        email: number["aws:sesv2:EmailIdentity"] ?? 0,
        migrations: number["kubernetes:batch/v1:Job"] ?? 0,
      }).toEqual({
        servers: Math.min(1, wanted("postgres")),
        databases: wanted("postgres"),
        redis: wanted("redis"),
        kafka: wanted("kafka"),
        topics: wanted("kafka") * mycrypto.topics.length,
        rabbitmq: wanted("rabbitmq"),
        uploads: wanted("uploads"),
        email: Number(email),
        // One in each color.
        migrations: stores.includes("postgres") ? 2 : 0,
      });
      // A key for each kind of store that is there, beside those of logs here and at the edge, cluster, secrets and images.
      const kinds = new Set([...stores, ...others]);
      expect(all("aws:kms:Key")).toHaveLength(5 + kinds.size + Number(email));
    },
    30_000,
  );
});
