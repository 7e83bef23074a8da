import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database, loginsOf } from "../../components/data/database.ts";
import { deploy } from "../harness.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { inOrder, statementsOf } from "./declared-sql.ts";
import { type Postgres, startPostgres } from "./postgres.ts";
import { query } from "./psql.ts";

const binaries = findBinaries();
const missing = typeof binaries === "string" ? binaries : undefined;
if (missing !== undefined) console.warn(`SKIPPED: the rights of database roles were not tried: ${missing}`);

/** As on RDS: it may make roles and databases, and is no superuser. */
const master = { user: "platform_admin", password: "master-password" };
const password = "password-of-a-login";

/** What the program declares for two systems, in an order that its dependencies allow. */
async function declared() {
  const user = (username: string) => ({
    username,
    password: pulumi.secret(password),
    versionId: pulumi.output("1"),
  });
  const { resources } = await deploy(() => {
    for (const system of ["mycrypto", "mytrader"]) {
      const { runtime, migration } = loginsOf(system);
      const users = { runtime: user(runtime), migration: user(migration) };
      new Database(system, { system, extensions: ["pgcrypto"], ...users, protect: true });
    }
    return {};
  });
  return inOrder(resources);
}

describe.skipIf(missing !== undefined)("the rights that are declared, on a real server", () => {
  let server: Postgres;
  const as = (user: string, database = "mycrypto") => {
    const login = user === master.user ? { ...master, database } : { user, password, database };
    return (...statements: readonly string[]) => query(server, login, ...statements);
  };
  const [services, migrations] = [as("mycrypto_runtime"), as("mycrypto_migration")];

  beforeAll(async () => {
    server = await startPostgres(binaries as Binaries);
    const root = { user: server.user, password: server.password, database: "postgres" };
    await query(
      server,
      root,
      `CREATE ROLE ${master.user} LOGIN CREATEROLE CREATEDB PASSWORD '${master.password}'`,
      `CREATE ROLE outsider LOGIN PASSWORD '${password}'`,
    );
    for (const resource of await declared()) {
      for (const { database, sql } of statementsOf(resource, master.user)) await as(master.user, database)(sql);
    }
    await migrations("CREATE TABLE orders (id bigserial PRIMARY KEY, item text)");
  }, 60_000);
  afterAll(() => server.stop());

  test("whatever migrations make belongs to a role that nobody can sign in as", async () => {
    const owners = "SELECT tableowner FROM pg_tables WHERE schemaname = 'public'";
    expect(await migrations("SELECT session_user, current_user")).toEqual(["mycrypto_migration|mycrypto_owner"]);
    expect(await migrations(owners)).toEqual(["mycrypto_owner"]);
    await expect(as("mycrypto_owner")("SELECT 1")).rejects.toThrow(/not permitted to log in|authentication failed/);
  });

  test("migrations change tables", async () => {
    await migrations("ALTER TABLE orders ADD COLUMN price numeric", "CREATE INDEX orders_item ON orders (item)");
    await migrations("CREATE TYPE side AS ENUM ('buy', 'sell')", "CREATE TABLE gone (id int)", "DROP TABLE gone");
  });

  test("services read and write rows, those of later tables too", async () => {
    await services("INSERT INTO orders (item) VALUES ('one')", "UPDATE orders SET item = 'two'");
    await migrations("CREATE TABLE trades (id bigserial PRIMARY KEY)");
    await services("INSERT INTO trades DEFAULT VALUES", "DELETE FROM trades");
    expect(await services("SELECT item FROM orders")).toEqual(["two"]);
    expect(await services("SELECT encode(digest('x', 'sha256'), 'hex') <> ''")).toEqual(["t"]);
  });

  test.each([
    "CREATE TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE TEMPORARY TABLE mine (id int)",
    "ALTER TABLE orders ADD COLUMN mine int",
    "DROP TABLE orders",
    "TRUNCATE orders",
    "CREATE INDEX mine ON orders (id)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET ROLE mycrypto_owner",
    "CREATE ROLE mine",
    "CREATE DATABASE mine",
    "ALTER ROLE mycrypto_runtime CREATEROLE",
  ])("services may not: %s", async (statement) => {
    await expect(services(statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  test("what services pass on, nobody gets: the server only warns", async () => {
    await services("GRANT SELECT ON orders TO outsider");
    expect(await migrations("SELECT has_table_privilege('outsider', 'orders', 'SELECT')")).toEqual(["f"]);
  });

  test("no system may even connect to the other's database, nor may anyone else", async () => {
    for (const user of ["mytrader_runtime", "mytrader_migration", "outsider"]) {
      await expect(as(user)("SELECT 1")).rejects.toThrow(/permission denied for database "mycrypto"/);
    }
    for (const user of ["mycrypto_runtime", "mycrypto_migration"]) {
      await expect(as(user, "mytrader")("SELECT 1")).rejects.toThrow(/permission denied for database "mytrader"/);
    }
    expect(await as("mytrader_runtime", "mytrader")("SELECT 1")).toEqual(["1"]);
  });

  test("a service's statement ends after 30 seconds, a migration's never by itself", async () => {
    expect(await services("SHOW statement_timeout")).toEqual(["30s"]);
    expect(await migrations("SHOW statement_timeout")).toEqual(["0"]);
  });

  test("the master is left a member of nothing", async () => {
    const memberships = `SELECT roleid::regrole FROM pg_auth_members WHERE member = '${master.user}'::regrole AND NOT admin_option`;
    expect(await as(master.user, "postgres")(memberships)).toEqual([]);
  });
});
