import type { Need, Service, System } from "./system.ts";

/** What leads to a store or service. E-mail goes out through SES, or through a relay of somebody else's by SMTP. */
export type ConnectionKind = Exclude<Need, "email"> | "ses" | "smtp";

/** The form in which a system's services read connection strings. */
export type ConnectionForm = System["connections"];

/**
 * The variables by which a service learns of what it uses: the contract between the platform and its services. Names
 * are the usual ones of each world: URLs as Heroku and twelve-factor applications have them (`KAFKA_PREFIX` stands in
 * front of topics and consumer groups), .NET's `ConnectionStrings__<Name>`, where `__` separates sections (MT-008).
 */
export const connectionVariables = {
  urls: {
    postgres: ["DATABASE_URL"],
    redis: ["REDIS_URL"],
    kafka: ["KAFKA_BROKERS", "KAFKA_SECURITY_PROTOCOL", "KAFKA_SASL_MECHANISM", "KAFKA_PREFIX"],
    rabbitmq: ["RABBITMQ_URL"],
    uploads: ["UPLOADS_BUCKET"],
    ses: ["EMAIL_FROM", "SES_CONFIGURATION_SET"],
    smtp: ["EMAIL_FROM", "SMTP_URL"],
  },
  dotnet: {
    postgres: ["ConnectionStrings__DefaultConnection"],
    redis: ["ConnectionStrings__Redis"],
    kafka: ["Kafka__BootstrapServers", "Kafka__SecurityProtocol", "Kafka__SaslMechanism", "Kafka__Prefix"],
    rabbitmq: ["ConnectionStrings__RabbitMq"],
    uploads: ["Uploads__Bucket"],
    ses: ["Email__From", "Email__ConfigurationSet"],
    smtp: ["Email__From", "Email__SmtpUrl"],
  },
} as const satisfies Readonly<Record<ConnectionForm, Readonly<Record<ConnectionKind, readonly string[]>>>>;

/** What a need leads to. */
export function kindOf(need: Need, emailBy: "ses" | "smtp"): ConnectionKind {
  return need === "email" ? emailBy : need;
}

/** Variables that the platform sets for a service, so that its own environment must not. */
export function reservedVariables(service: Pick<Service, "uses">, form: ConnectionForm): string[] {
  const kinds = service.uses.flatMap((need): ConnectionKind[] => (need === "email" ? ["ses", "smtp"] : [need]));
  return [...new Set(kinds.flatMap((kind): readonly string[] => connectionVariables[form][kind]))];
}
