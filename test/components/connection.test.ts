import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { describe, expect, it } from "vitest";
import { type Connection, connection } from "../../components/data/connection.ts";
import { plain, secretPaths, unknown } from "../../simulator/wire.ts";
import { deploy } from "../harness.ts";

const server = { host: "proxy.example", port: 5432, username: "mycrypto_runtime", database: "mycrypto" };
const user = { password: "planted", versionId: "version-1" };

/** What leads to a database; `deploy` waits for its values and shows which are secret. */
const database = (facts = server, { password, versionId } = user) =>
  told(() =>
    connection("urls", "postgres", pulumi.output(facts), {
      password: pulumi.secret(password),
      versionId: pulumi.output(versionId),
    }),
  );

async function told(make: () => Connection) {
  let made: Connection | undefined;
  const { outputs } = await deploy(() => {
    made = make();
    return { values: made.values, version: made.version };
  });
  return { made, outputs };
}

describe("with a user", () => {
  it("is the variables of its kind with the password in them, marked secret", async () => {
    const { made, outputs } = await database();
    expect(made).toMatchObject({ kind: "postgres", variables: ["DATABASE_URL"], secret: true });
    expect(secretPaths(outputs)).toEqual(["values"]);
    expect(JSON.stringify(outputs)).toContain(
      "postgresql://mycrypto_runtime:planted@proxy.example:5432/mycrypto?sslmode=verify-full",
    );
  });

  it("takes a user as somebody else may have named it", async () => {
    const { outputs } = await told(() =>
      connection(
        "urls",
        "smtp",
        pulumi.output({
          host: "smtp.example",
          port: 465,
          username: "relay@mycrypto.example",
          from: "no-reply@m.example",
        }),
        { password: pulumi.output("p@ss:w/rd?#%"), versionId: pulumi.output("version-1") },
      ),
    );
    const { EMAIL_FROM, SMTP_URL = "" } = (plain(outputs) as { values: Record<string, string> }).values;
    expect(EMAIL_FROM).toBe("no-reply@m.example");
    // Not every client guesses right at the second `@`.
    expect(SMTP_URL).toMatch(/^smtps:\/\/relay%40mycrypto\.example:[^@:/?#]*@smtp\.example:465$/);
    const url = new URL(SMTP_URL);
    expect([url.protocol, url.host, url.pathname]).toEqual(["smtps:", "smtp.example:465", ""]);
    expect([url.username, url.password].map(decodeURIComponent)).toEqual(["relay@mycrypto.example", "p@ss:w/rd?#%"]);
  });

  it("stays secret where nobody has marked the password", async () => {
    const { outputs } = await told(() =>
      connection("dotnet", "redis", pulumi.output(server), {
        password: pulumi.output("planted"),
        versionId: pulumi.output("version-1"),
      }),
    );
    expect(secretPaths(outputs)).toEqual(["values"]);
  });

  it("has a version that stands for the password without being made of it", async () => {
    const { outputs: first } = await database();
    const { outputs: otherPassword } = await database(server, { ...user, password: "another" });
    const { outputs: otherVersion } = await database(server, { ...user, versionId: "version-2" });
    expect(first["version"]).toMatch(/^[0-9a-f]{8}$/);
    expect(otherPassword["version"]).toBe(first["version"]);
    expect(otherVersion["version"]).not.toBe(first["version"]);
  });

  it.each(["host", "username", "database"] as const)("has another version for another %s", async (fact) => {
    const { outputs: before } = await database();
    const { outputs: after } = await database({ ...server, [fact]: "other" });
    expect(after["version"]).not.toBe(before["version"]);
  });
});

describe("without one", () => {
  const brokers = (prefix: string) =>
    told(() => connection("dotnet", "kafka", pulumi.output({ brokers: "b-1:9098,b-2:9098", prefix })));

  it("has nothing to hide", async () => {
    const { made, outputs } = await brokers("mycrypto.");
    expect(made).toMatchObject({
      kind: "kafka",
      variables: ["Kafka__BootstrapServers", "Kafka__SecurityProtocol", "Kafka__SaslMechanism", "Kafka__Prefix"],
      secret: false,
    });
    expect(outputs["values"]).toEqual({
      Kafka__BootstrapServers: "b-1:9098,b-2:9098",
      Kafka__SecurityProtocol: "SaslSsl",
      Kafka__SaslMechanism: "OAuthBearer",
      Kafka__Prefix: "mycrypto.",
    });
  });

  it("has another version for other facts", async () => {
    const one = await brokers("mycrypto.");
    const other = await brokers("mytrader.");
    expect(one.outputs["version"]).toMatch(/^[0-9a-f]{8}$/);
    expect(other.outputs["version"]).not.toBe(one.outputs["version"]);
  });
});

it("knows the variables before it knows a value", async () => {
  const { outputs } = await deploy(
    () => {
      const { hex } = new random.RandomId("bucket", { byteLength: 4 });
      const facts = hex.apply((bucket) => ({ bucket }));
      const { variables, values, version } = connection("urls", "uploads", facts);
      return { variables, values, version };
    },
    { mode: "preview" },
  );
  expect(outputs).toEqual({ variables: ["UPLOADS_BUCKET"], values: unknown, version: unknown });
});
