import { readFileSync } from "node:fs";

/** Where the container finds the script, the callback beside it and the authorities. */
export const migrationFolder = "/migration";

const authorities = "rds-authorities.pem";

/** Certificates of the authorities that signed the database server's. */
export const authoritiesFile = `${migrationFolder}/${authorities}`;

/**
 * The container's own files by name: no image brings them, so that all systems' migrations run alike.
 *
 * @param certificates PEM, of the database server's authorities
 */
export function migrationFiles(certificates: readonly string[]): Record<string, string> {
  const read = (name: string) => readFileSync(new URL(`migration/${name}`, import.meta.url), "utf8");
  return {
    "run.sh": read("run.sh"),
    "beforeEachMigrate.sql": read("beforeEachMigrate.sql"),
    [authorities]: certificates.map((certificate) => `${certificate.trim()}\n`).join(""),
  };
}
