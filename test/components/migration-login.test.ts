import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { Credentials } from "../../components/data/credentials.ts";
import { migrationLogin } from "../../components/data/migration-login.ts";
import { isSecret, plain, type Properties } from "../../simulator/wire.ts";
import { deploy } from "../harness.ts";

/** The login as pods would get it, and what it is versioned by. */
const login = (changes: { host?: string; database?: string; password?: string } = {}) =>
  deploy(() => {
    const { host = "server.rds.internal", database = "mycrypto", password = "first" } = changes;
    const credentials = (purpose: string) =>
      new Credentials(`${purpose}-${password}`, {
        environment: "prod",
        owner: "mycrypto",
        purpose,
        description: "A role",
        username: `mycrypto_${purpose}`,
        keyArn: "arn:key",
        protect: true,
      });
    const [runtime, migration] = [credentials("runtime"), credentials("migration")];
    const made = migrationLogin({
      host: pulumi.output("proxy.rds.internal"),
      instanceHost: pulumi.output(host),
      port: 5432,
      database: pulumi.output(database),
      runtime,
      migration,
      identifier: pulumi.output("server"),
    });
    const { variables, secret, values, version, kind } = made;
    return { variables, secret, values, version, kind, passwords: [runtime.password, migration.password] };
  });

it("leads to the server itself, which must prove its name, as the migration role", async () => {
  const { outputs } = await login();
  expect(isSecret(outputs["values"] ?? null)).toBe(true);
  const { kind, variables, secret, values, passwords } = plain(outputs) as Properties & {
    values: Record<string, string>;
    passwords: [string, string];
  };
  expect({ kind, variables, secret }).toEqual({
    kind: "migration",
    variables: ["FLYWAY_URL", "FLYWAY_USER", "FLYWAY_PASSWORD"],
    secret: true,
  });
  expect(values).toEqual({
    FLYWAY_URL:
      "jdbc:postgresql://server.rds.internal:5432/mycrypto?sslmode=verify-full&sslrootcert=/migration/rds-authorities.pem",
    FLYWAY_USER: "mycrypto_migration",
    FLYWAY_PASSWORD: passwords[1],
  });
  expect(passwords[0]).not.toBe(passwords[1]);
});

it("has another version for another server, database or password, and tells nothing by it", async () => {
  const versionOf = async (changes: Parameters<typeof login>[0] = {}) => {
    const { version } = (await login(changes)).outputs;
    expect(version).toMatch(/^[0-9a-f]{8}$/);
    return version;
  };
  const versions = [
    await versionOf(),
    await versionOf({ host: "another.rds.internal" }),
    await versionOf({ database: "mytrader" }),
    await versionOf({ password: "second" }),
  ];
  expect(new Set(versions).size).toBe(4);
  expect(await versionOf()).toBe(versions[0]);
});
