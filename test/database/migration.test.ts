import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { databases, declared, expand, missing, names } from "./databases.ts";
import { query } from "./psql.ts";
import { sampleFolder, sampleFiles } from "./sample.ts";

test("the sample files are MyCrypto's declared steps", () => {
  const files = readdirSync(sampleFolder).filter((file) => !file.endsWith(".conf"));
  expect(files).toEqual(names.map((name) => `${name}.sql`));
});

describe.skipIf(missing !== undefined)("migrations", { timeout: 120_000 }, () => {
  const newDatabase = databases();

  test("run once and in order, and the report names them", async () => {
    const { run, ask, ledger, migration } = await newDatabase();
    const migrated = { code: 0, outcome: "migrated", message: "", steps: [], ahead: [] };
    expect(await run()).toEqual({ ...migrated, ran: names, ranTotal: 9 });
    expect(await ledger()).toEqual(names.map((name) => `${name}.sql`));
    expect(await run()).toEqual({ ...migrated, ran: [], ranTotal: 0 });
    expect(await ledger()).toHaveLength(9);
    const owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'";
    expect(await ask(owners)).toEqual([migration.user]);
    // MC-020.
    expect(await ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).toEqual(["0"]);
  });

  test("make tables that the runtime role uses, and a ledger that it cannot touch", async () => {
    const { run, runtime, server } = await newDatabase();
    await run();
    expect(await query(server, runtime, "SELECT symbol FROM markets")).toHaveLength(3);
    for (const attempt of ["SELECT 1 FROM", "DELETE FROM", "TRUNCATE"]) {
      const touched = query(server, runtime, `${attempt} flyway_schema_history`);
      await expect(touched).rejects.toThrow(/permission denied for table flyway_schema_history/);
    }
  });

  test("that fail are rolled back whole; those before them stay, and are named", async () => {
    const { run, ask, ledger } = await newDatabase();
    // Dollars and braces reach the server as they were written.
    const files = sampleFiles().append("003-seed-data.sql", "INSERT INTO markets VALUES ('${x}', 1);");
    const failed = await run({ files: files.folder, env: { FLYWAY_GROUP: "true" } });
    expect(failed).toMatchObject({ code: 1, outcome: "failed", steps: ["003-seed-data"], ran: names.slice(0, 2) });
    expect(failed.message).toMatch(/markets_symbol_check/);
    expect(await ask("SELECT count(*) FROM markets")).toEqual(["0"]);
    expect(await ledger()).toHaveLength(2);
    expect(await run()).toMatchObject({ code: 0, outcome: "migrated", ran: names.slice(2) });
  });

  test("that would leave their transaction unasked do not begin", async () => {
    const { run, ask } = await newDatabase();
    const files = sampleFiles();
    files.append("007-enhance-trades-table.sql", "CREATE INDEX CONCURRENTLY trades_fee_index ON trades (fee);");
    expect(await run({ files: files.folder })).toMatchObject({ code: 1, outcome: "failed" });
    expect(await ask("SELECT count(*) FROM pg_attribute WHERE attname = 'fee'")).toEqual(["0"]);
  });

  test("of a newer release stay when an older one runs its own", async () => {
    const { run, ledger } = await newDatabase();
    await run();
    const files = sampleFiles().remove("010-price-alerts-indicators.sql");
    const older = { files: files.folder, declared: declared.slice(0, -1) };
    expect(await run(older)).toMatchObject({ code: 0, outcome: "migrated", ran: [], ahead: ["010"] });
    expect(await ledger()).toHaveLength(9);
  });

  test("in a great number fit into the report", async () => {
    const { run } = await newDatabase();
    const numbers = Array.from({ length: 120 }, (_, index) => index + 1000);
    const many = expand(...numbers.map((number) => `${number}-a-step-with-rather-a-long-name`));
    const files = sampleFiles().keep();
    for (const { name } of many) files.write(`${name}.sql`, "SELECT 1;");
    const { ran, ranTotal } = await run({ files: files.folder, declared: many });
    expect(ranTotal).toBe(120);
    expect(ran.length).toBeGreaterThan(9);
    expect(ran).toEqual(many.slice(0, ran.length).map(({ name }) => name));
  });
});
