import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConnectionFacts, connectionStrings } from "../../components/data/connection-strings.ts";
import { type ConnectionKind, connectionVariables, reservedVariables } from "../../systems/model/connections.ts";

const facts: ConnectionFacts = {
  postgres: { host: "proxy.rds.example", port: 5432, username: "mycrypto_runtime", database: "mycrypto" },
  redis: { host: "primary.cache.example", port: 6379, username: "mycrypto" },
  kafka: { brokers: "b-1.kafka.example:9098,b-2.kafka.example:9098", prefix: "mycrypto." },
  rabbitmq: { host: "broker.mq.example", port: 5671, username: "mycrypto" },
  uploads: { bucket: "mycrypto-uploads-1a2b3c4" },
  ses: { from: "no-reply@mycrypto.example", configurationSet: "mycrypto" },
  smtp: { host: "smtp.example", port: 587, username: "AKID", from: "no-reply@mycrypto.example" },
};
const kinds = Object.keys(facts) as ConnectionKind[];

describe.each<["urls" | "dotnet", Readonly<Record<ConnectionKind, Readonly<Record<string, string>>>>]>([
  [
    "urls",
    {
      postgres: {
        DATABASE_URL: "postgresql://mycrypto_runtime:s3cret@proxy.rds.example:5432/mycrypto?sslmode=verify-full",
      },
      redis: { REDIS_URL: "rediss://mycrypto:s3cret@primary.cache.example:6379/0" },
      kafka: {
        KAFKA_BROKERS: "b-1.kafka.example:9098,b-2.kafka.example:9098",
        KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
        KAFKA_SASL_MECHANISM: "OAUTHBEARER",
        KAFKA_PREFIX: "mycrypto.",
      },
      rabbitmq: { RABBITMQ_URL: "amqps://mycrypto:s3cret@broker.mq.example:5671/%2F" },
      uploads: { UPLOADS_BUCKET: "mycrypto-uploads-1a2b3c4" },
      ses: { EMAIL_FROM: "no-reply@mycrypto.example", SES_CONFIGURATION_SET: "mycrypto" },
      smtp: {
        EMAIL_FROM: "no-reply@mycrypto.example",
        SMTP_URL: "smtp://AKID:s3cret@smtp.example:587?requireTLS=true",
      },
    },
  ],
  [
    "dotnet",
    {
      postgres: {
        ConnectionStrings__DefaultConnection:
          "Host=proxy.rds.example;Port=5432;Database=mycrypto;Username=mycrypto_runtime;Password=s3cret;SSL Mode=VerifyFull",
      },
      redis: {
        ConnectionStrings__Redis:
          "primary.cache.example:6379,user=mycrypto,password=s3cret,ssl=true,abortConnect=false",
      },
      kafka: {
        Kafka__BootstrapServers: "b-1.kafka.example:9098,b-2.kafka.example:9098",
        Kafka__SecurityProtocol: "SaslSsl",
        Kafka__SaslMechanism: "OAuthBearer",
        Kafka__Prefix: "mycrypto.",
      },
      rabbitmq: { ConnectionStrings__RabbitMq: "amqps://mycrypto:s3cret@broker.mq.example:5671/%2F" },
      uploads: { Uploads__Bucket: "mycrypto-uploads-1a2b3c4" },
      ses: { Email__From: "no-reply@mycrypto.example", Email__ConfigurationSet: "mycrypto" },
      smtp: {
        Email__From: "no-reply@mycrypto.example",
        Email__SmtpUrl: "smtp://AKID:s3cret@smtp.example:587?requireTLS=true",
      },
    },
  ],
])("the form %s", (form, expected) => {
  it.each(kinds)("%s", (kind) => {
    expect(connectionStrings(form, kind, facts[kind], "s3cret")).toEqual(expected[kind]);
    expect(Object.keys(expected[kind])).toEqual(connectionVariables[form][kind]);
  });

  it("speaks TLS from the first byte on a relay's port for that", () => {
    const [, url] = Object.values(connectionStrings(form, "smtp", { ...facts.smtp, port: 465 }, "s3cret"));
    expect(url).toBe("smtps://AKID:s3cret@smtp.example:465");
  });

  it("has no variable twice", () => {
    const names = kinds.filter((kind) => kind !== "smtp").flatMap((kind) => connectionVariables[form][kind]);
    expect(new Set<string>(names).size).toBe(names.length);
  });
});

it("gives back whatever password it was given, read as a URL", () => {
  const urls = [
    ["postgres", facts.postgres],
    ["redis", facts.redis],
    ["rabbitmq", facts.rabbitmq],
  ] as const;
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.constantFrom(...urls), (password, [kind, server]) => {
      const [text = ""] = Object.values(connectionStrings("urls", kind, server, password));
      const url = new URL(text);
      expect(decodeURIComponent(url.password)).toBe(password);
      expect([url.hostname, Number(url.port)]).toEqual([server.host, server.port]);
    }),
  );
});

it("keeps a service's own environment away from the platform's variables, whichever way e-mail goes", () => {
  expect(reservedVariables({ uses: ["redis", "email"] }, "urls")).toEqual([
    "REDIS_URL",
    "EMAIL_FROM",
    "SES_CONFIGURATION_SET",
    "SMTP_URL",
  ]);
});
