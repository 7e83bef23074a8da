import { beforeAll, describe, expect, it } from "vitest";
import { storeConcerns } from "../../components/data/stores.ts";
import { plain, type Properties, secretPaths, texts } from "../../simulator/wire.ts";
import type { StoreKind, System } from "../../systems/model/system.ts";
import { counts, type Deployed } from "../harness.ts";
import { systemNames, systemOf } from "../release/systems.ts";
import { keyOf, owner, place, stores } from "./stores-args.ts";

const lastOf = (urns: readonly string[] = []) => urns.map((urn) => urn.split("::").at(-1));

describe.each(["preview", "update"] as const)("for both systems: %s", (mode) => {
  let run: Deployed;
  beforeAll(async () => {
    run = await stores({}, mode);
  });

  it("shares one server and one Kafka, and gives each system what else it lists", () => {
    const components = run.resources.filter(({ custom, parent }) =>
      custom ? false : /::trading:data:Stores(\$trading:data:SystemStores)?::/.test(parent ?? ""),
    );
    expect(components.map(({ type, name, parent }) => [parent?.split("::").at(-1), type, name])).toEqual([
      ["trading-prod", "trading:data:Databases", "trading-prod-postgres"],
      ["trading-prod", "trading:data:Kafka", "trading-prod-kafka"],
      ["trading-prod-mycrypto", "trading:data:RabbitMq", "trading-prod-mycrypto-rabbitmq"],
      ["trading-prod-mycrypto", "trading:data:Redis", "trading-prod-mycrypto-redis"],
      ["trading-prod-mytrader", "trading:data:Redis", "trading-prod-mytrader-redis"],
      ["trading-prod-mycrypto", "trading:data:Topics", "trading-prod-mycrypto-topics"],
      ["trading-prod-mycrypto", "trading:messaging:Email", "trading-prod-mycrypto-email"],
      ["trading-prod-mycrypto", "trading:storage:Uploads", "trading-prod-mycrypto-uploads"],
      ["trading-prod", "trading:data:SystemStores", "trading-prod-mycrypto"],
      ["trading-prod", "trading:data:SystemStores", "trading-prod-mytrader"],
    ]);
  });

  it("encrypts each thing with the key of its concern", () => {
    const used = run.resources
      .filter(({ custom, type }) => custom && !type.includes("bucketPolicy"))
      .flatMap(({ name, inputs }) =>
        texts(inputs)
          .filter(({ text }) => text.includes(":key/"))
          .map(({ path, text }) => [`${name} ${path.split(".").at(-1) ?? ""}`, text.split("/").at(-1)] as const),
      );
    expect(Object.fromEntries(used)).toEqual({
      "trading-prod-postgres kmsKeyId": "postgres",
      "trading-prod-postgres performanceInsightsKmsKeyId": "postgres",
      "trading-prod-postgres-postgresql kmsKeyId": "logs",
      "trading-prod-postgres-upgrade kmsKeyId": "logs",
      "trading-prod-postgres-proxy kmsKeyId": "logs",
      "trading-prod-postgres-master kmsKeyId": "secrets",
      "mycrypto-database-migration kmsKeyId": "secrets",
      "mycrypto-database-runtime kmsKeyId": "secrets",
      "mytrader-database-migration kmsKeyId": "secrets",
      "mytrader-database-runtime kmsKeyId": "secrets",
      "trading-prod-kafka encryptionAtRestKmsKeyArn": "kafka",
      "trading-prod-kafka kmsKeyId": "logs",
      "trading-prod-mycrypto-rabbitmq kmsKeyId": "secrets",
      "trading-prod-mycrypto-redis kmsKeyId": "secrets",
      "trading-prod-mytrader-redis kmsKeyId": "secrets",
      "trading-prod-mycrypto-redis-engine-log kmsKeyId": "logs",
      "trading-prod-mycrypto-redis-slow-log kmsKeyId": "logs",
      "trading-prod-mytrader-redis-engine-log kmsKeyId": "logs",
      "trading-prod-mytrader-redis-slow-log kmsKeyId": "logs",
      "trading-prod-mycrypto-email-events kmsMasterKeyId": "email",
      "trading-prod-mycrypto-uploads kmsMasterKeyId": "uploads",
    });
    expect(run.one("aws:mq:Broker").props["encryptionOptions"]).toMatchObject({ kmsKeyId: keyOf("rabbitmq") });
    const redis = run.all("aws:elasticache:ReplicationGroup").map(({ props }) => props["kmsKeyId"]);
    expect(redis).toEqual([keyOf("redis"), keyOf("redis")]);
  });

  it("is in every data subnet of the one network", () => {
    const told = run.resources
      .filter(({ custom }) => custom)
      .flatMap(({ type, name, inputs }) => {
        const found = texts(inputs).flatMap(({ text }) => (/^(subnet|vpc)-/.test(text) ? [text] : []));
        return found.length === 0 ? [] : [[`${type.split(":").at(-1) ?? ""} ${name}`, found.join(" ")] as const];
      });
    const subnets = "subnet-a subnet-b subnet-c";
    expect(Object.fromEntries(told)).toEqual({
      "SubnetGroup trading-prod-postgres": subnets,
      "Proxy trading-prod-postgres-proxy": subnets,
      "Cluster trading-prod-kafka": subnets,
      "Broker trading-prod-mycrypto-rabbitmq": subnets,
      "SubnetGroup trading-prod-mycrypto-redis": subnets,
      "SubnetGroup trading-prod-mytrader-redis": subnets,
      "SecurityGroup trading-prod-kafka": "vpc-1",
      "SecurityGroup trading-prod-mycrypto-rabbitmq": "vpc-1",
      "SecurityGroup trading-prod-mycrypto-redis": "vpc-1",
      "SecurityGroup trading-prod-mytrader-redis": "vpc-1",
      "SecurityGroup trading-prod-postgres": "vpc-1",
      "SecurityGroup trading-prod-postgres-proxy": "vpc-1",
    });
  });

  it("opens each store's port to the pods, and PostgreSQL's to its proxy and the deploy runners as well", () => {
    const rules = run.all("aws:vpc:SecurityGroupIngressRule").map(({ props, propertyDependencies }) => {
      const [from = props["referencedSecurityGroupId"]] = lastOf(propertyDependencies["referencedSecurityGroupId"]);
      const [to] = lastOf(propertyDependencies["securityGroupId"]);
      return [to, from, props["fromPort"]];
    });
    expect(rules).toEqual([
      ["trading-prod-postgres", "sg-pods", 5432],
      ["trading-prod-postgres", "trading-prod-postgres-proxy", 5432],
      ["trading-prod-postgres", "sg-runner", 5432],
      ["trading-prod-postgres-proxy", "sg-pods", 5432],
      ["trading-prod-kafka", "sg-pods", 9098],
      ["trading-prod-mycrypto-rabbitmq", "sg-pods", 5671],
      ["trading-prod-mycrypto-redis", "sg-pods", 6379],
      ["trading-prod-mytrader-redis", "sg-pods", 6379],
    ]);
  });

  it("keeps every log as long as it is told", () => {
    const groups = run.all("aws:cloudwatch:LogGroup").map(({ props }) => props["retentionInDays"]);
    expect(groups).toEqual(Array.from({ length: 8 }, () => place.config.logRetentionDays));
  });

  it("puts environment, owner and purpose in front of each secret's name", () => {
    expect(run.all("aws:secretsmanager:Secret").map(({ props }) => props["namePrefix"])).toEqual([
      "prod/mycrypto/database-migration-",
      "prod/mycrypto/database-runtime-",
      "prod/mytrader/database-migration-",
      "prod/mytrader/database-runtime-",
      "prod/platform/postgres-",
      "prod/mycrypto/rabbitmq-",
      "prod/mycrypto/redis-",
      "prod/mytrader/redis-",
    ]);
  });

  it("tells the state what it is made from, and no secret of it", () => {
    expect(run.one("trading:data:Stores").props).toEqual({ config: place.config, systems: ["mycrypto", "mytrader"] });
    expect(run.all("trading:data:SystemStores").map(({ props }) => props)).toEqual(
      systemNames.map((name) => ({ system: name, stores: systemOf(name).stores })),
    );
    const marked = run.resources.flatMap(({ type, inputs }) =>
      secretPaths(inputs).map((path) => `${type.split(":").at(-1) ?? ""} ${path}`),
    );
    expect([...new Set(marked)].sort()).toEqual([
      "Broker users[0].password",
      "Instance passwordWo",
      "Role passwordWo",
      "SecretVersion secretString",
      "User passwordsWo",
      "postgresql password",
    ]);
  });

  it("hands out connections with a password as secrets, and all else in the open", () => {
    expect(secretPaths(run.outputs).sort()).toEqual([
      "mycrypto.connections.postgres",
      "mycrypto.connections.rabbitmq",
      "mycrypto.connections.redis",
      "mytrader.connections.postgres",
      "mytrader.connections.redis",
    ]);
  });
});

it.each([true, false])("protects what holds data, and what opens it: %s", async (protect) => {
  const { resources } = await stores({ protect });
  const kept = resources.filter((resource) => resource.protect).map(({ type }) => type.split(":").at(-1) ?? "");
  const expected = {
    Bucket: 1,
    Broker: 1,
    Cluster: 1,
    Database: 2,
    EmailIdentity: 1,
    Instance: 1,
    RandomPassword: 10,
    ReplicationGroup: 2,
    Role: 6,
    Secret: 8,
    Topic: 3,
  };
  const number = (type: string) => kept.filter((one) => one === type).length;
  expect(Object.fromEntries([...new Set(kept)].map((type) => [type, number(type)]))).toEqual(protect ? expected : {});
});

describe("what no system lists", () => {
  const having = (...kinds: readonly StoreKind[]) => {
    const { emailSender, ...system } = systemOf("mycrypto");
    expect(emailSender).toBe("no-reply");
    const topics = kinds.includes("kafka") ? system.topics : [];
    return stores({ owners: [owner({ ...system, stores: kinds, topics })] });
  };

  it("is not there", async () => {
    const { resources, outputs } = await having();
    expect(counts(resources)).toEqual({
      "pulumi:providers:aws": 1,
      "trading:data:Stores": 1,
      "trading:data:SystemStores": 1,
    });
    expect(outputs["mycrypto"]).toEqual({
      connections: {},
      versions: {},
      identifiers: {},
      statements: {},
      partitions: {},
      uploadOrigin: "none",
    });
  });

  it.each<[StoreKind, string]>([
    ["postgres", "trading:data:Databases"],
    ["redis", "trading:data:Redis"],
    ["kafka", "trading:data:Kafka"],
    ["rabbitmq", "trading:data:RabbitMq"],
    ["uploads", "trading:storage:Uploads"],
  ])("is there alone: %s", async (kind, component) => {
    const { all, outputs } = await having(kind);
    const others = [
      "data:Databases",
      "data:Redis",
      "data:Kafka",
      "data:RabbitMq",
      "storage:Uploads",
      "messaging:Email",
    ];
    expect(others.filter((type) => all(`trading:${type}`).length > 0)).toEqual([component.replace("trading:", "")]);
    expect(Object.keys(toldIn(outputs, "connections"))).toEqual([kind]);
    expect(Object.keys(toldIn(outputs, "identifiers"))).toEqual([kind]);
  });

  const toldIn = (outputs: Properties, part: string) =>
    (plain(outputs["mycrypto"] ?? {}) as Record<string, Properties>)[part] ?? {};

  it("is the least that a database and a Redis can do without: no extensions, and nothing forgotten", async () => {
    const { extensions, redisHolds, ...silent } = systemOf("mytrader");
    const of = async (system: System) => {
      const { all, one } = await stores({ owners: [owner(system)] });
      return {
        databases: all("postgresql:index/database:Database").map(({ name }) => name),
        extensions: all("postgresql:index/extension:Extension").map(({ props }) => props["name"]),
        parameters: one("aws:elasticache:ParameterGroup").props["parameters"],
      };
    };
    const policy = (value: string) => [{ name: "maxmemory-policy", value }];
    expect(redisHolds).toBe("cache");
    expect(await of(systemOf("mytrader"))).toEqual({
      databases: ["mytrader"],
      extensions,
      parameters: policy("allkeys-lfu"),
    });
    expect(await of(silent)).toEqual({ databases: ["mytrader"], extensions: [], parameters: policy("noeviction") });
  });
});

describe("storeConcerns", () => {
  const { emailSender, ...silent } = systemOf("mycrypto");
  const relay = { host: "smtp.example", port: 587, secretArn: "arn:relay" };

  it.each<[string, { system: System; email: { relay?: typeof relay } }[], readonly string[]]>([
    ["no systems", [], []],
    [
      "one that has all and sends e-mail",
      [{ system: systemOf("mycrypto"), email: {} }],
      ["postgres", "redis", "kafka", "rabbitmq", "uploads", "email"],
    ],
    [
      "one that sends it by a relay",
      [{ system: systemOf("mycrypto"), email: { relay } }],
      ["postgres", "redis", "kafka", "rabbitmq", "uploads"],
    ],
    ["one that sends none", [{ system: { ...silent, stores: ["redis"] }, email: {} }], ["redis"]],
    [
      "two that share some",
      [
        { system: systemOf("mytrader"), email: {} },
        { system: { ...silent, stores: ["redis", "uploads"] }, email: {} },
      ],
      ["postgres", "redis", "uploads"],
    ],
  ])("asks for each key once: %s", (_, owners, expected) => {
    expect(emailSender).toBeDefined();
    expect(storeConcerns(owners)).toEqual(expected);
  });
});
