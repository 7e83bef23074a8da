import { describe, expect, onTestFinished, test } from "vitest";
import { type Database, databases, missing } from "./databases.ts";
import { openSession, query, type Session } from "./psql.ts";

const waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";

/** Architecture decision 8: a holder that was paused does not know that it lost its lease; the database does. */
describe.skipIf(missing !== undefined)("the fence of a lease", { timeout: 120_000 }, () => {
  const newDatabase = databases();

  function holder({ server, runtime }: Database): Session {
    const session = openSession(server, runtime);
    onTestFinished(() => session.close());
    return session;
  }

  test("refuses an older epoch, and each lease has its own", async () => {
    const { run, server, runtime } = await newDatabase();
    await run();
    const hold = (lease: string, epoch: number) => query(server, runtime, `SELECT hold_lease('${lease}', ${epoch})`);
    await hold("matching", 3);
    await hold("matching", 3);
    await hold("matching", 5);
    await expect(hold("matching", 4)).rejects.toThrow('lease "matching" is at epoch 5, and 4 is older');
    await hold("mail", 1);
    expect(await query(server, runtime, "SELECT lease, epoch FROM lease_epochs ORDER BY 1")).toEqual([
      "mail|1",
      "matching|5",
    ]);
  });

  test("lets holders of one epoch work at once, and a newer one only after them", async () => {
    const database = await newDatabase();
    await database.run();
    const [one, other, newer] = [holder(database), holder(database), holder(database)];
    await query(database.server, database.runtime, "SELECT hold_lease('mail', 1)");
    for (const session of [one, other]) {
      await session.run("BEGIN");
      await session.run("SELECT hold_lease('mail', 1)");
    }
    let taken = false;
    const taking = newer.run("SELECT hold_lease('mail', 2)").then(() => (taken = true));
    await expect.poll(() => database.ask(waiting)).toEqual(["1"]);
    await one.run("COMMIT");
    expect(taken).toBe(false);
    await other.run("COMMIT");
    await taking;
    await expect(other.run("SELECT hold_lease('mail', 1)")).rejects.toThrow(/1 is older/);
  });

  test("does not go back when an older holder had to wait for a newer one", async () => {
    const database = await newDatabase();
    await database.run();
    const { server, runtime } = database;
    const [older, newer] = [holder(database), holder(database)];
    await query(server, runtime, "SELECT hold_lease('mail', 1)");
    await newer.run("BEGIN");
    await newer.run("SELECT hold_lease('mail', 3)");
    const refused = expect(older.run("SELECT hold_lease('mail', 2)")).rejects.toThrow(/at epoch 3, and 2 is older/);
    await expect.poll(() => database.ask(waiting)).toEqual(["1"]);
    await newer.run("COMMIT");
    await refused;
    expect(await query(server, runtime, "SELECT epoch FROM lease_epochs")).toEqual(["3"]);
  });
});
