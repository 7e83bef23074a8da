import { describe, expect, test, vi } from "vitest";
import { databases, missing, names } from "./databases.ts";
import { reportOf } from "./job.ts";
import { sampleFiles } from "./sample.ts";

describe.skipIf(missing !== undefined)("a migration", { timeout: 120_000 }, () => {
  const newDatabase = databases();

  test("waits for another one, and finds the work done", async () => {
    const { start, ledger } = await newDatabase();
    const { folder: files } = sampleFiles().append("002-core-tables.sql", "SELECT pg_sleep(5);");
    const both = await Promise.all([start({ files }), start({ files })].map(({ ended }) => ended));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.flatMap((ended) => reportOf(ended).ran).toSorted()).toEqual(names);
    expect(await ledger()).toEqual(names.map((name) => `${name}.sql`));
  });

  /** Starts a run whose fourth step takes a minute, and returns when it is there. */
  async function inMidStep() {
    const database = await newDatabase();
    const files = sampleFiles().append("004-performance-monitoring.sql", "SELECT pg_sleep(60);");
    const running = database.start({ files: files.folder });
    const sessions = `SELECT query FROM pg_stat_activity WHERE usename = '${database.migration.user}'`;
    const expectSessions = async (queries: readonly string[]) => {
      expect(await database.ask(sessions)).toEqual(queries);
    };
    await vi.waitFor(() => expectSessions(["SELECT pg_sleep(60)"]), 60_000);
    return { ...database, running, expectSessions };
  }

  /** Nothing half-applied and no lock, long before the step would have ended; and the next run goes on from there. */
  async function expectRecovery({ run, ask, ledger, expectSessions }: Awaited<ReturnType<typeof inMidStep>>) {
    await vi.waitFor(() => expectSessions([]), 5_000);
    expect(await ledger()).toEqual(names.slice(0, 3).map((name) => `${name}.sql`));
    expect(await ask("SELECT to_regclass('table_sizes') IS NULL")).toEqual(["t"]);
    expect(await ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")).toEqual(["0"]);
    expect(await run()).toMatchObject({ code: 0, outcome: "migrated", ran: names.slice(3) });
  }

  test("that is killed in the middle of a step leaves nothing behind", async () => {
    const killed = await inMidStep();
    killed.running.kill();
    expect(await killed.running.ended).toMatchObject({ code: null, text: "" });
    await expectRecovery(killed);
  });

  test("that is told to end in the middle of a step says so, and leaves nothing behind", async () => {
    const told = await inMidStep();
    told.running.terminate();
    const ended = await told.running.ended;
    expect(ended.code).toBe(143);
    expect(reportOf(ended)).toMatchObject({ outcome: "stopped", ran: [] });
    await expectRecovery(told);
  });
});
