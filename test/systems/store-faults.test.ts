import { describe, expect, it } from "vitest";
import { connectionVariables, kindOf, reservedVariables } from "../../systems/model/connections.ts";
import { storeFaults } from "../../systems/model/store-faults.ts";
import type { Need, Service, System, Topic } from "../../systems/model/system.ts";
import mycrypto from "../../systems/mycrypto.ts";
import mytrader from "../../systems/mytrader.ts";

const [pattern] = mytrader.services;
if (pattern === undefined) throw new Error("mytrader has no service");
const service = (changes: Partial<Service>): Service => ({ ...pattern, name: "api", env: {}, uses: [], ...changes });

/** Has every store and sends e-mail, and nothing makes use of either. */
const everything: System = {
  ...mytrader,
  connections: "urls",
  stores: ["postgres", "redis", "kafka", "rabbitmq", "uploads"],
  extensions: [],
  emailSender: "no-reply",
  services: [],
};
const found = (changes: Partial<System>) => storeFaults({ ...everything, ...changes });
const topic = (name: string, partitions = 1): Topic => ({ name, partitions });
const topics = [topic("orders"), topic("trades")];

it("are none in the systems that there are", () => {
  expect([mycrypto, mytrader].flatMap(storeFaults)).toEqual([]);
  expect(found({})).toEqual([]);
});

describe("a list of stores", () => {
  it("names each once", () => {
    expect(found({ stores: ["redis", "postgres", "redis", "redis"] })).toEqual([
      "stores: redis is listed twice",
      "stores: redis is listed twice",
    ]);
  });

  it.each<[string, Partial<System>, string]>([
    ["topics", { stores: ["rabbitmq", "postgres"], topics }, "topics need the store kafka"],
    ["queues", { stores: ["kafka", "postgres"], queues: ["mail"] }, "queues need the store rabbitmq"],
    ["extensions", { stores: ["kafka", "rabbitmq"], extensions: ["pgcrypto"] }, "extensions need the store postgres"],
  ])("holds what %s need", (_, changes, fault) => {
    expect(found(changes)).toEqual([fault]);
    expect(found({ ...changes, stores: everything.stores })).toEqual([]);
  });
});

describe("a topic", () => {
  it.each(["orders", "a", "9", "wallet-events", "a".repeat(100)])("may be called %s", (name) => {
    expect(found({ topics: [topic(name)] })).toEqual([]);
  });

  it.each(["", "Orders", "-orders", "wallet_events", "wallet.events", "orders ", "a".repeat(101)])(
    "must not be called %j",
    (name) => {
      expect(found({ topics: [topic(name)] })).toEqual([`topic "${name}" must be lower-case letters, digits, dashes`]);
    },
  );

  it("is listed once", () => {
    expect(found({ topics: [topic("orders", 1), topic("trades"), topic("orders", 2)] })).toEqual([
      'topic "orders" is listed twice',
    ]);
  });

  it("has 1 to 1000 partitions", () => {
    for (const partitions of [1, 12, 1000]) expect(found({ topics: [topic("orders", partitions)] })).toEqual([]);
    for (const partitions of [0, -1, 1001, 1.5, Number.NaN]) {
      expect(found({ topics: [topic("orders", partitions)] })).toEqual([
        `topic "orders": partitions ${partitions} must be a whole number from 1 to 1000`,
      ]);
    }
  });
});

it("an extension has the name of one, which goes into SQL", () => {
  expect(found({ extensions: ["pg_stat_statements", "uuid-ossp", "h3"] })).toEqual([]);
  for (const extension of ["", "pg crypto", 'x"; drop database mycrypto', "PgCrypto", "2d", "pgcrypto\n"]) {
    expect(found({ extensions: [extension] })).toEqual([`extension "${extension}" is no name of an extension`]);
  }
});

it("a sender is what stands before the @", () => {
  for (const emailSender of ["a", "no-reply", "no.reply2", "1st"]) expect(found({ emailSender })).toEqual([]);
  for (const emailSender of ["", "No-Reply", "no-reply@mycrypto.example", ".reply", "a..b", "reply-", "no reply"]) {
    expect(found({ emailSender })).toEqual([
      `emailSender "${emailSender}" must be the part of an address before the @, in lower case`,
    ]);
  }
});

describe("a service", () => {
  const topicsOf = { reads: ["orders"], writes: ["trades"] };

  it("uses what the system has", () => {
    const uses: Need[] = ["postgres", "redis", "kafka", "rabbitmq", "uploads", "email"];
    expect(found({ topics, services: [service({ uses, topics: topicsOf })] })).toEqual([]);
    const { emailSender, ...silent } = everything;
    expect(emailSender).toBeDefined();
    expect(
      storeFaults({ ...silent, stores: ["redis"], services: [service({ uses: ["redis", "uploads", "email"] })] }),
    ).toEqual([
      'service "api" uses uploads, which the system does not list',
      'service "api" sends e-mail, but the system has no emailSender',
    ]);
  });

  it.each<[string, Partial<Service>]>([
    ["Kafka without topics", { uses: ["kafka"] }],
    ["Kafka with no topic", { uses: ["kafka"], topics: { reads: [], writes: [] } }],
    ["topics without Kafka", { topics: topicsOf }],
    ["topics to write alone, without Kafka", { topics: { reads: [], writes: ["orders"] } }],
  ])("says both, never %s alone", (_, changes) => {
    expect(found({ topics, services: [service(changes)] })).toEqual([
      'service "api" must say both: that it uses kafka, and which topics',
    ]);
  });

  it.each<[string, Partial<Service>]>([
    ["reads", { topics: { reads: ["orders"], writes: [] } }],
    ["writes", { topics: { reads: [], writes: ["orders"] } }],
  ])("may have topics that it %s alone", (_, changes) => {
    expect(found({ topics, services: [service({ uses: ["kafka"], ...changes })] })).toEqual([]);
  });

  it("reads and writes topics of the system, and hears of another one once", () => {
    const lost = { reads: ["prices", "orders", "orderz"], writes: ["prices", "trades"] };
    expect(found({ topics, services: [service({ uses: ["kafka"], topics: lost })] })).toEqual([
      'service "api": "prices" is no topic of the system',
      'service "api": "orderz" is no topic of the system',
    ]);
  });

  it.each<["urls" | "dotnet", string, string]>([
    ["urls", "DATABASE_URL", "ConnectionStrings__DefaultConnection"],
    ["dotnet", "ConnectionStrings__DefaultConnection", "DATABASE_URL"],
  ])("leaves %s variables to the platform, such as %s", (connections, taken, free) => {
    const env = { [taken]: "mine", [free]: "mine", LOG_LEVEL: "info" };
    expect(found({ connections, services: [service({ uses: ["postgres"], env })] })).toEqual([
      `service "api": ${taken} is set by the platform; leave it out of env`,
    ]);
    // Of a store that it does not use, nothing is set.
    expect(found({ connections, services: [service({ uses: ["redis"], env })] })).toEqual([]);
  });

  it("leaves both ways of e-mail to the platform, because the stack chooses", () => {
    const env = { SMTP_URL: "mine", SES_CONFIGURATION_SET: "mine" };
    expect(found({ services: [service({ uses: ["email"], env })] })).toHaveLength(2);
  });
});

it("tells the faults of services first, and then all others", () => {
  expect(
    found({
      stores: ["redis", "redis"],
      topics: [topic("A")],
      queues: ["mail"],
      extensions: ["B"],
      emailSender: "C",
      services: [service({ name: "one", uses: ["uploads"] }), service({ name: "two", uses: ["kafka"] })],
    }),
  ).toEqual([
    'service "one" uses uploads, which the system does not list',
    'service "two" uses kafka, which the system does not list',
    'service "two" must say both: that it uses kafka, and which topics',
    "stores: redis is listed twice",
    "topics need the store kafka",
    "queues need the store rabbitmq",
    "extensions need the store postgres",
    'topic "A" must be lower-case letters, digits, dashes',
    'extension "B" is no name of an extension',
    'emailSender "C" must be the part of an address before the @, in lower case',
  ]);
});

describe("what a service is told of", () => {
  it("leads to SES or to a relay where it is e-mail, and to the store itself elsewhere", () => {
    expect([kindOf("email", "ses"), kindOf("email", "smtp"), kindOf("redis", "smtp")]).toEqual([
      "ses",
      "smtp",
      "redis",
    ]);
  });

  it.each(["urls", "dotnet"] as const)("is each variable once, by form %s", (form) => {
    const { ses, smtp, ...stores } = connectionVariables[form];
    const all = reservedVariables({ uses: ["postgres", "redis", "kafka", "rabbitmq", "uploads", "email"] }, form);
    expect(all).toEqual([...Object.values<readonly string[]>(stores).flat(), ...new Set<string>([...ses, ...smtp])]);
    expect(reservedVariables({ uses: [] }, form)).toEqual([]);
  });
});
