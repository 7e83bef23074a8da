import * as pulumi from "@pulumi/pulumi";
import { authoritiesFile } from "../release/migration-files.ts";
import { contentHash } from "../release/naming.ts";
import type { Connection } from "./connection.ts";
import type { DatabaseAccess } from "./databases.ts";

/**
 * How migrations reach a system's database: the server itself, which proves its name, as the migration role. Flyway reads
 * these variables by itself.
 */
export function migrationLogin({ instanceHost, port, database, migration }: DatabaseAccess): Connection {
  const url = pulumi.all([instanceHost, database]).apply(([host, name]) => jdbcUrl(host, port, name));
  return {
    kind: "migration",
    variables: ["FLYWAY_URL", "FLYWAY_USER", "FLYWAY_PASSWORD"],
    secret: true,
    values: pulumi.secret(
      pulumi.all([url, migration.password]).apply(([address, password]): Record<string, string> => ({
        FLYWAY_URL: address,
        FLYWAY_USER: migration.username,
        FLYWAY_PASSWORD: password,
      })),
    ),
    version: pulumi.all([url, migration.versionId]).apply(contentHash),
  };
}

function jdbcUrl(host: string, port: number, database: string): string {
  return `jdbc:postgresql://${host}:${port}/${database}?sslmode=verify-full&sslrootcert=${authoritiesFile}`;
}
