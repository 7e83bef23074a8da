import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type Database, databases, declared, missing, names } from "./databases.ts";
import { reportOf } from "./job.ts";
import { openSession, type Session } from "./psql.ts";
import { sampleFiles } from "./sample.ts";

const lockTimeout = { MIGRATION_LOCK_TIMEOUT: "300ms" };

describe.skipIf(missing !== undefined)("a migration beside live traffic", { timeout: 120_000 }, () => {
  const newDatabase = databases();

  /** Runs the first of the declared steps. */
  async function upTo({ run }: Database, count: number): Promise<void> {
    const files = sampleFiles().keep(...names.slice(0, count).map((name) => `${name}.sql`));
    expect(await run({ files: files.folder, declared: declared.slice(0, count) })).toMatchObject({ code: 0 });
  }

  /** What the other color does in a transaction that stays open. */
  async function traffic({ server, runtime }: Database, statement: string): Promise<Session> {
    const session = openSession(server, runtime);
    onTestFinished(() => session.close());
    await session.run("BEGIN");
    await session.run(statement);
    return session;
  }

  test("gives way at the lock timeout, and another try succeeds", async () => {
    const database = await newDatabase();
    await upTo(database, 6);
    const reader = await traffic(database, "SELECT count(*) FROM trades");
    const failed = await database.run({ env: lockTimeout });
    expect(failed).toMatchObject({ code: 1, outcome: "failed", steps: ["007-enhance-trades-table"], ran: [] });
    expect(failed.message).toMatch(/lock timeout/);
    expect(await database.ledger()).toHaveLength(6);
    await reader.run("COMMIT");
    expect(await database.run({ env: lockTimeout })).toMatchObject({ code: 0, ran: names.slice(6) });
  });

  test("lets an index be built for longer than that, and has its settings back afterwards", async () => {
    const database = await newDatabase();
    await upTo(database, 7);
    const settings = ["lock_timeout", "statement_timeout", "client_connection_check_interval", "tcp_keepalives_idle"];
    const seen = settings.map((name) => `current_setting('${name}') AS ${name}`).join(", ");
    const files = sampleFiles().append("010-price-alerts-indicators.sql", `CREATE TABLE seen AS SELECT ${seen};`);
    const writer = await traffic(database, "DELETE FROM orders WHERE false");
    const running = database.start({ files: files.folder, env: lockTimeout });
    const builds = "SELECT wait_event_type FROM pg_stat_activity WHERE query ~ '^CREATE INDEX CONCURRENTLY'";
    await vi.waitFor(async () => {
      expect(await database.ask(builds)).toEqual(["Lock"]);
    }, 60_000);
    await sleep(1_000);
    await writer.run("COMMIT");
    expect(reportOf(await running.ended)).toMatchObject({ outcome: "migrated", ran: names.slice(7) });
    expect(await database.ask("SELECT * FROM seen")).toEqual(["300ms|15min|1s|30"]);
  });

  test("ends a statement that takes too long", async () => {
    const database = await newDatabase();
    const { folder: files } = sampleFiles().append("001-enums.sql", "SELECT pg_sleep(60);");
    const failed = await database.run({ files, env: { MIGRATION_STATEMENT_TIMEOUT: "1s" } });
    expect(failed).toMatchObject({ code: 1, outcome: "failed", steps: ["001-enums"], ran: [] });
    expect(failed.message).toMatch(/statement timeout/);
  });
});
