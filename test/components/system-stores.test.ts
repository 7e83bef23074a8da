import * as random from "@pulumi/random";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { topicStatements } from "../../components/data/topic-access.ts";
import { sendStatements } from "../../components/messaging/email.ts";
import { uploadStatements } from "../../components/storage/uploads.ts";
import type { Place } from "../../simulator/answers/functions.ts";
import { plain, type Properties, secretPaths, shown, type Value } from "../../simulator/wire.ts";
import { deploy, type Deployed } from "../harness.ts";
import { systemOf } from "../release/systems.ts";
import { keyOf, made, owner, place, stores } from "./stores-args.ts";

/** What Secrets Manager answers for the secret of a relay, which is none of the stack's own. */
const { asked } = vi.hoisted(() => ({ asked: vi.fn<(token: string, args: Properties, place: Place) => Properties>() }));
vi.mock(import("../../simulator/answers/functions.ts"), async (original) => ({ ...(await original()), call: asked }));
beforeEach(() => {
  asked.mockReset();
  asked.mockReturnValue({ secretString: '{"username":"AKID","password":"planted"}', versionId: "version-1" });
});

const text = (value: Value | undefined) => (typeof value === "string" ? value : "");

describe("what each system is told", () => {
  let run: Deployed;
  beforeAll(async () => {
    run = await stores();
  });

  const toldTo = (system: string) => plain(run.outputs[system] ?? {}) as Record<string, Properties>;
  const password = (secret: string) => {
    const { secretString } = run.one("aws:secretsmanager:SecretVersion", secret).props;
    return (JSON.parse(secretString as string) as { password: string }).password;
  };

  it("shows no password anywhere", () => {
    const passwords = run.all("aws:secretsmanager:SecretVersion").map(({ name }) => password(name));
    expect(new Set(passwords).size).toBe(8);
    const everything = JSON.stringify([run.resources.map(({ shown }) => shown), shown(run.outputs)]);
    expect(passwords.filter((one) => everything.includes(one))).toEqual([]);
  });

  it("leads MyCrypto to its own stores, each as its own user", () => {
    const { connections, identifiers } = toldTo("mycrypto");
    const proxy = run.one("trading:data:PostgresProxy").name;
    expect(connections).toEqual({
      postgres: {
        DATABASE_URL: expect.stringMatching(
          `^postgresql://mycrypto_runtime:${password("mycrypto-database-runtime")}@${proxy}\\.proxy-[^:]*:5432/mycrypto\\?sslmode=verify-full$`,
        ) as string,
      },
      redis: {
        REDIS_URL: expect.stringMatching(
          `^rediss://mycrypto:${password("trading-prod-mycrypto-redis")}@master\\.trading-prod-mycrypto-redis\\.[^:]*:6379/0$`,
        ) as string,
      },
      kafka: {
        KAFKA_BROKERS: expect.stringMatching(/^b-1\.trading-prod-kafka\.[^:]*:9098,b-2\./) as string,
        KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
        KAFKA_SASL_MECHANISM: "OAUTHBEARER",
        KAFKA_PREFIX: "mycrypto.",
      },
      rabbitmq: {
        RABBITMQ_URL: expect.stringMatching(
          `^amqps://mycrypto:${password("trading-prod-mycrypto-rabbitmq")}@${text(identifiers?.["rabbitmq"])}\\.mq\\.[^:]*:5671/%2F$`,
        ) as string,
      },
      uploads: { UPLOADS_BUCKET: identifiers?.["uploads"] },
      email: { EMAIL_FROM: "no-reply@mycrypto.example", SES_CONFIGURATION_SET: "trading-prod-mycrypto-email" },
    });
  });

  it("leads MyTrader to its own, in .NET's form", () => {
    expect(toldTo("mytrader")["connections"]).toEqual({
      postgres: {
        ConnectionStrings__DefaultConnection: expect.stringMatching(
          `^Host=trading-prod-postgres-proxy\\.proxy-[^;]*;Port=5432;Database=mytrader;Username=mytrader_runtime;Password=${password("mytrader-database-runtime")};SSL Mode=VerifyFull$`,
        ) as string,
      },
      redis: {
        ConnectionStrings__Redis: expect.stringMatching(
          `^master\\.trading-prod-mytrader-redis\\.[^:]*:6379,user=mytrader,password=${password("trading-prod-mytrader-redis")},ssl=true,abortConnect=false$`,
        ) as string,
      },
    });
  });

  it("names its stores as AWS does", () => {
    expect(toldTo("mycrypto")["identifiers"]).toEqual({
      postgres: "trading-prod-postgres",
      redis: "trading-prod-mycrypto-redis",
      kafka: "trading-prod-kafka",
      rabbitmq: expect.stringMatching(/^b-[0-9a-f-]{36}$/) as string,
      uploads: expect.stringMatching(/^trading-prod-mycrypto-uploads-[0-9a-f]{7}$/) as string,
    });
    expect(toldTo("mytrader")["identifiers"]).toEqual({
      postgres: "trading-prod-postgres",
      redis: "trading-prod-mytrader-redis",
    });
  });

  it("lets each service do what it uses, and MyTrader's nothing", () => {
    const { statements, identifiers } = toldTo("mycrypto");
    const clusterArn = text(run.all("aws:msk:Topic")[0]?.props["clusterArn"]);
    const kafka = (service: string) => {
      const topics = systemOf("mycrypto").services.find(({ name }) => name === service)?.topics;
      if (topics === undefined) throw new Error(`${service} has no topics`);
      return topicStatements({ clusterArn, system: "mycrypto", service, topics });
    };
    const bucketArn = `arn:aws:s3:::${text(identifiers?.["uploads"])}`;
    const ses = "arn:aws:ses:eu-central-1:111122223333";
    const identity = `${ses}:identity/mycrypto.example`;
    const set = `${ses}:configuration-set/trading-prod-mycrypto-email`;
    expect(statements).toEqual({
      "auth-service": [uploadStatements(bucketArn, keyOf("uploads"), "eu-central-1")],
      "wallet-service": [kafka("wallet-service")],
      "trade-engine": [kafka("trade-engine")],
      "mail-worker": [sendStatements(identity, set, "no-reply@mycrypto.example")],
    });
    expect(toldTo("mytrader")["statements"]).toEqual({});
  });

  it("says where browsers put files, and how many partitions there are", () => {
    expect(toldTo("mycrypto")).toMatchObject({
      uploadOrigin: expect.stringMatching(/^https:\/\/trading-prod-mycrypto-uploads-/) as string,
      partitions: { orders: 12, trades: 12, "wallet-events": 6 },
    });
    expect(toldTo("mytrader")).toMatchObject({ uploadOrigin: "none", partitions: {} });
    const [rule] = run.one("aws:s3:BucketCorsConfiguration").props["corsRules"] as readonly Properties[];
    expect(rule?.["allowedOrigins"]).toEqual(["https://mycrypto.example"]);
  });

  it("keeps what may not be lost in Redis, and for MyTrader what may", () => {
    const policies = run.all("aws:elasticache:ParameterGroup").map(({ name, props }) => [name, props["parameters"]]);
    expect(policies).toEqual([
      ["trading-prod-mycrypto-redis", [{ name: "maxmemory-policy", value: "noeviction" }]],
      ["trading-prod-mytrader-redis", [{ name: "maxmemory-policy", value: "allkeys-lfu" }]],
    ]);
  });

  it("copies its topics as the brokers do", () => {
    const topics = run
      .all("aws:msk:Topic")
      .map(({ props }) => [props["name"], props["replicationFactor"], props["configs"]]);
    const { replicationFactor, minInSyncReplicas } = place.config.kafka;
    expect(topics).toEqual(
      ["orders", "trades", "wallet-events"].map((topic) => [
        `mycrypto.${topic}`,
        replicationFactor,
        expect.stringContaining(`"min.insync.replicas":"${minInSyncReplicas}"`) as string,
      ]),
    );
  });

  it("finds a system's stores by its name, or says which there are", async () => {
    await deploy(() => {
      const all = made();
      expect(all.of("mycrypto")).not.toBe(all.of("mytrader"));
      expect(() => all.of("thirdone")).toThrow(new Error("no stores of thirdone; there are: mycrypto, mytrader"));
      return {};
    });
  });
});

it("leads nobody anywhere before he can sign in there", async () => {
  const { one, all } = await deploy(() => {
    const { connections } = made().of("mycrypto");
    for (const [need, { values }] of connections) {
      new random.RandomId(`after-${need}`, { byteLength: 4, keepers: values });
    }
    return {};
  });
  const needed = (need: string) => one("random:index/randomId:RandomId", `after-${need}`).dependencies;
  const mine = ["grant:Grant", "defaultPrivileges:DefaultPrivileges", "extension:Extension"]
    .flatMap((type) => all(`postgresql:index/${type}`))
    .filter(({ name }) => name.startsWith("mycrypto-"));
  expect(mine).toHaveLength(7 + 2 + (systemOf("mycrypto").extensions?.length ?? 0));
  expect(needed("postgres")).toEqual(
    expect.arrayContaining([...mine, one("aws:rds:ProxyTarget")].map(({ urn }) => urn)),
  );
  // Whoever changes one system's rights makes nobody else's pods anew.
  expect(needed("postgres").filter((urn) => urn.includes("::mytrader"))).toEqual([]);
  expect(needed("kafka")).toEqual(expect.arrayContaining(all("aws:msk:Topic").map(({ urn }) => urn)));
});

describe("partitions", () => {
  const last = (partitions: Readonly<Record<string, number>>) => ({ live: "blue", partitions });
  const grown = (recorded: number) => ({
    owners: [
      owner(systemOf("mycrypto"), last({ orders: recorded })),
      owner(systemOf("mytrader"), last({ orders: 99 })),
    ],
  });

  it("may not be fewer than the system's own last update recorded", async () => {
    await expect(stores(grown(24))).rejects.toThrow('topic "orders": 12 partitions are fewer than the 24');
  });

  it("may grow", async () => {
    const { outputs } = await stores(grown(6));
    expect(outputs["mycrypto"]).toMatchObject({ partitions: { orders: 12 } });
  });
});

describe("by somebody else's relay", () => {
  const relay = {
    host: "smtp.example",
    port: 587,
    secretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:r",
  };
  const byRelay = (port = relay.port) => {
    const mycrypto = owner(systemOf("mycrypto"));
    return stores({ owners: [{ ...mycrypto, email: { ...mycrypto.email, relay: { ...relay, port } } }] });
  };

  it("e-mail takes SMTP over TLS, as the login that a person keeps in the secret", async () => {
    const { outputs } = await byRelay();
    const { connections } = plain(outputs["mycrypto"] ?? {}) as { connections: Properties };
    expect(connections["email"]).toEqual({
      EMAIL_FROM: "no-reply@mycrypto.example",
      SMTP_URL: "smtp://AKID:planted@smtp.example:587?requireTLS=true",
    });
    expect(secretPaths(outputs)).toContain("mycrypto.connections.email");
  });

  it("e-mail takes the port that the config names", async () => {
    const { outputs } = await byRelay(465);
    expect(JSON.stringify(outputs)).toContain('"smtps://AKID:planted@smtp.example:465"');
  });

  it("nothing is asked of SES, and nobody may send through it", async () => {
    const { resources, outputs } = await byRelay();
    expect(resources.filter(({ type }) => /sesv2|sns|route53|messaging/.test(type))).toEqual([]);
    const { statements, identifiers } = plain(outputs["mycrypto"] ?? {}) as Record<string, Properties>;
    expect(Object.keys(statements ?? {})).toEqual(["auth-service", "trade-engine", "wallet-service"]);
    expect(Object.keys(identifiers ?? {})).not.toContain("email");
  });

  it("that secret alone is asked for, in the platform's account, and none is made", async () => {
    const { all } = await byRelay();
    expect(asked.mock.calls).toEqual([
      [
        "aws:secretsmanager/getSecretVersion:getSecretVersion",
        { secretId: relay.secretArn },
        expect.objectContaining({ account: place.accountId, region: place.region }),
      ],
    ]);
    expect(all("aws:secretsmanager:Secret").filter(({ name }) => name.includes("email"))).toEqual([]);
  });
});
