import { type ConnectionForm, type ConnectionKind, connectionVariables } from "../../systems/model/connections.ts";

/** A server and a user of it. Every connection is made over TLS, and the server proves its name. */
export interface Server {
  host: string;
  port: number;
  username: string;
}

/** What a connection is made of, by its kind; passwords are kept apart. */
export interface ConnectionFacts {
  postgres: Server & { database: string };
  redis: Server;
  /** `brokers`: `host:port,…` of the IAM listeners. `prefix`: in front of every topic and consumer group, with its dot. */
  kafka: { brokers: string; prefix: string };
  rabbitmq: Server;
  uploads: { bucket: string };
  ses: { from: string; configurationSet: string };
  smtp: Server & { from: string };
}

type Builders = {
  readonly [Kind in ConnectionKind]: (facts: ConnectionFacts[Kind], password: string) => readonly string[];
};

/** `user:password@host:port` as URLs have it. */
function authority({ username, host, port }: Server, password: string): string {
  return `${encodeURIComponent(username)}:${encodeURIComponent(password)}@${host}:${port}`;
}

/** What reads the same under either name. */
const alike: Pick<Builders, "rabbitmq" | "uploads" | "ses" | "smtp"> = {
  rabbitmq: (facts, password) => [`amqps://${authority(facts, password)}/%2F`],
  uploads: ({ bucket }) => [bucket],
  ses: ({ from, configurationSet }) => [from, configurationSet],
  smtp: (facts, password) => [facts.from, smtpUrl(facts, password)],
};

/** Values in the order of the variables' names. */
const builders: Readonly<Record<ConnectionForm, Builders>> = {
  urls: {
    postgres: (facts, password) => [`postgresql://${authority(facts, password)}/${facts.database}?sslmode=verify-full`],
    redis: (facts, password) => [`rediss://${authority(facts, password)}/0`],
    // Brokers let in IAM identities alone; clients other than Java's sign in by a token (OAUTHBEARER).
    kafka: ({ brokers, prefix }) => [brokers, "SASL_SSL", "OAUTHBEARER", prefix],
    ...alike,
  },
  dotnet: {
    postgres: ({ host, port, database, username }, password) => [
      `Host=${host};Port=${port};Database=${database};Username=${username};Password=${password};SSL Mode=VerifyFull`,
    ],
    redis: ({ host, port, username }, password) => [
      `${host}:${port},user=${username},password=${password},ssl=true,abortConnect=false`,
    ],
    kafka: ({ brokers, prefix }) => [brokers, "SaslSsl", "OAuthBearer", prefix],
    ...alike,
  },
};

/** Port 465 speaks TLS from the first byte, any other only once asked, and the client must insist. */
function smtpUrl(facts: ConnectionFacts["smtp"], password: string): string {
  const address = authority(facts, password);
  return facts.port === 465 ? `smtps://${address}` : `smtp://${address}?requireTLS=true`;
}

/** The variables of one connection with their values. Without a user of its own it has no password. */
export function connectionStrings<Kind extends ConnectionKind>(
  form: ConnectionForm,
  kind: Kind,
  facts: ConnectionFacts[Kind],
  password = "",
): Record<string, string> {
  const build: Builders[Kind] = builders[form][kind];
  const values = build(facts, password);
  const names: readonly string[] = connectionVariables[form][kind];
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""]));
}
