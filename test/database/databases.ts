import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import mycrypto from "../../systems/mycrypto.ts";
import type { Migration } from "../../systems/model/system.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { findFlyway, type Flyway } from "./flyway.ts";
import { type Ended, type Job, reportOf, type Report, type Running, startJob, urlOf } from "./job.ts";
import { type Postgres, startPostgres } from "./postgres.ts";
import { type Login, query } from "./psql.ts";
import { sampleFolder } from "./sample.ts";

const binaries = findBinaries();
const flyway = findFlyway();

/** Why migrations cannot be run here; `undefined` where they can. */
export const missing = [binaries, flyway].find((found) => typeof found === "string");
if (missing !== undefined) console.warn(`SKIPPED: migrations were not run: ${missing}`);

export const declared = mycrypto.migrations;
export const names = declared.map(({ name }) => name);

/** More steps that are declared. */
export function expand(...steps: readonly string[]): Migration[] {
  return steps.map((name) => ({ name, kind: "expand" }));
}

const migration = { user: "mycrypto_migration", password: "migration-password" };
const runtime = { user: "mycrypto_runtime", password: "runtime-password" };

/** An empty database as the platform declares it: one role migrates, another uses what it made. */
export interface Database {
  server: Postgres;
  url: string;
  migration: Login;
  runtime: Login;
  /** Starts a Job with the sample files while the other color runs, or with what is changed. It ends with the test. */
  start: (change?: Partial<Job>) => Running;
  /** The same, to its end. */
  run: (change?: Partial<Job>) => Promise<Report & Pick<Ended, "code">>;
  /** Asks as superuser. */
  ask: (...statements: readonly string[]) => Promise<string[]>;
  /** The files that Flyway holds for applied. */
  ledger: () => Promise<string[]>;
  /** Fails unless no run has left anything at all. */
  expectUntouched: () => Promise<void>;
}

/** Starts a server for the tests of a file. */
export function server(): Promise<Postgres> {
  return startPostgres(binaries as Binaries);
}

/** A server for the tests of a file, and from it a database for each. */
export function databases(): () => Promise<Database> {
  let postgres: Postgres;
  let count = 0;

  beforeAll(async () => {
    postgres = await server();
    const roles = [migration, runtime].map(({ user, password }) => `CREATE ROLE ${user} LOGIN PASSWORD '${password}'`);
    await query(postgres, { user: postgres.user, password: postgres.password, database: "postgres" }, ...roles);
  }, 120_000);

  afterAll(async () => {
    await postgres.stop();
  });

  return async () => {
    const database = `mycrypto_${++count}`;
    const superuser = { user: postgres.user, password: postgres.password };
    const ask = (...statements: readonly string[]) => query(postgres, { ...superuser, database }, ...statements);
    await query(postgres, { ...superuser, database: "postgres" }, `CREATE DATABASE ${database}`);
    await ask(
      // Extensions are made beforehand and live in the same schema.
      "CREATE EXTENSION pg_stat_statements",
      `GRANT USAGE, CREATE ON SCHEMA public TO ${migration.user}`,
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${migration.user} IN SCHEMA public
         GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${runtime.user}`,
    );
    const url = urlOf(postgres, database);
    const login = { ...migration, database };
    const usual: Job = {
      flyway: (flyway as Flyway).folder,
      files: sampleFolder,
      declared,
      otherColor: "running",
      url,
      login,
    };
    const start = (change: Partial<Job> = {}) => {
      const running = startJob({ ...usual, ...change });
      onTestFinished(async () => {
        running.kill();
        await running.ended;
      });
      return running;
    };
    return {
      server: postgres,
      url,
      migration: login,
      runtime: { ...runtime, database },
      start,
      run: async (change) => {
        const ended = await start(change).ended;
        return { code: ended.code, ...reportOf(ended) };
      },
      ask,
      ledger: () => ask("SELECT script FROM flyway_schema_history WHERE success ORDER BY installed_rank"),
      expectUntouched: async () => {
        expect(await ask("SELECT relname FROM pg_class WHERE relname ~ '^(flyway|users)'")).toEqual([]);
      },
    };
  };
}
