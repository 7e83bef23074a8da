import { describe, expect, test } from "vitest";
import type { Migration } from "../../systems/model/system.ts";
import { databases, declared, expand, missing } from "./databases.ts";
import { type SampleFiles, sampleFiles } from "./sample.ts";

const asItIs = (files: SampleFiles) => files;
const without = (left: string) => declared.filter(({ name }) => name !== left);

/** Where a test sets a variable of Flyway's, it shows that the image or the pod cannot loosen what holds. */
describe.skipIf(missing !== undefined)("before any migration runs", { timeout: 120_000 }, () => {
  const newDatabase = databases();

  test.each<[string, (files: SampleFiles) => SampleFiles, readonly Migration[], string]>([
    [
      "a gap in the files",
      (files) => files.remove("005-performance-functions.sql"),
      declared,
      "005-performance-functions",
    ],
    ["an undeclared file", (files) => files.write("009-late.sql", ""), declared, "009-late.sql"],
    ["an undeclared callback", (files) => files.write("afterMigrate.sql", ""), declared, "afterMigrate.sql"],
    ["a hidden file", (files) => files.write(".011-hidden.sql", ""), declared, ".011-hidden.sql"],
    ["a folder", (files) => files.write("more/011-deep.sql", ""), declared, "more"],
    ["a folder by the name of a step", (files) => files.write("001-enums/1-deep.sql", ""), declared, "001-enums"],
    [
      "a folder by the name of settings",
      (files) => files.write("001-enums.sql.conf/1-deep.sql", ""),
      declared,
      "001-enums.sql.conf",
    ],
    ["a step's name with another ending", (files) => files.write("001-enums.conf", ""), declared, "001-enums.conf"],
    ["settings of no step", (files) => files.write("009-late.sql.conf", ""), declared, "009-late.sql.conf"],
    ["a step that is not declared any more", asItIs, without("003-seed-data"), "003-seed-data.sql"],
    ["an order that is not the numbers'", asItIs, declared.toReversed(), "008-optimize-order-book-queries"],
    [
      "two steps of one number",
      (files) => files.write("001-more.sql", ""),
      expand("001-enums", "001-more"),
      "001-more",
    ],
    ["a name without a number", asItIs, expand("enums"), "enums"],
    ["a name in another form", asItIs, expand("001-enums", "002-Core_tables"), "002-Core_tables"],
  ])("%s is refused by name", async (_what, change, steps, named) => {
    const { run, expectUntouched } = await newDatabase();
    const refused = await run({ files: change(sampleFiles()).folder, declared: steps });
    expect(refused).toMatchObject({ code: 2, outcome: "refused", steps: [named], ran: [] });
    expect(refused.message).toContain(named);
    await expectUntouched();
  });

  test("a file is not declared because parts of its name are", async () => {
    const { run, expectUntouched } = await newDatabase();
    const files = sampleFiles().write("001-enums 002-core-tables.sql", "");
    const refused = await run({ files: files.folder });
    expect(refused).toMatchObject({
      code: 2,
      outcome: "refused",
      steps: ["001-enums", "002-core-tables.sql"],
      ran: [],
    });
    expect(refused.message).toMatch(/not declared: 001-enums 002-core-tables.sql$/);
    await expectUntouched();
  });

  test.each([
    ["no steps", { declared: [] }],
    ["a lock timeout without end", { env: { MIGRATION_LOCK_TIMEOUT: "0" } }],
    ["a second setting in a timeout", { env: { MIGRATION_STATEMENT_TIMEOUT: "1s -c fsync=off" } }],
    ["nothing said of the other color", { env: { MIGRATION_OTHER_COLOR: "" } }],
  ])("%s is refused", async (_what, change) => {
    const { run, expectUntouched } = await newDatabase();
    expect(await run(change)).toMatchObject({ code: 2, outcome: "refused", ran: [] });
    await expectUntouched();
  });

  test("a schema that something else has filled is left alone", async () => {
    const { run, ask, expectUntouched } = await newDatabase();
    await ask("CREATE TABLE stray (id int)");
    const failed = await run({ env: { FLYWAY_BASELINE_ON_MIGRATE: "true" } });
    expect(failed).toMatchObject({ code: 1, outcome: "failed", ran: [] });
    expect(failed.message).toMatch(/non-empty schema/);
    await expectUntouched();
  });

  test("a file that changed after it ran is refused by name", async () => {
    const { run, ledger } = await newDatabase();
    await run();
    const files = sampleFiles().append("002-core-tables.sql", "DROP TABLE trades;").write("011-next.sql", "SELECT 1;");
    const release = { files: files.folder, declared: [...declared, ...expand("011-next")] };
    const refused = await run({ ...release, env: { FLYWAY_VALIDATE_ON_MIGRATE: "false" } });
    expect(refused).toMatchObject({ code: 2, outcome: "refused", steps: ["002-core-tables"], ran: [] });
    expect(refused.message).toMatch(/checksum mismatch/);
    expect(await ledger()).toHaveLength(9);
  });

  test("a step that comes late, below what has run, is refused by name", async () => {
    const { run, ledger } = await newDatabase();
    await run();
    const files = sampleFiles().write("009-late.sql", "CREATE TABLE late (id int);");
    const late = [...declared.slice(0, -1), ...expand("009-late"), ...declared.slice(-1)];
    const refused = await run({ files: files.folder, declared: late, env: { FLYWAY_OUT_OF_ORDER: "true" } });
    expect(refused).toMatchObject({ code: 2, outcome: "refused", steps: ["009-late"], ran: [] });
    expect(await ledger()).toHaveLength(9);
  });

  test("a contract step waits until the other color has gone, and once it has run it is no obstacle", async () => {
    const { run, ledger } = await newDatabase();
    await run();
    const files = sampleFiles()
      .write("011-maker-names.sql", "CREATE TABLE makers (id int);")
      .write("012-drop-maker.sql", "ALTER TABLE trades DROP COLUMN maker;");
    const contract: Migration = { name: "012-drop-maker", kind: "contract" };
    const release = { files: files.folder, declared: [...declared, ...expand("011-maker-names"), contract] };

    const refused = await run(release);
    expect(refused).toMatchObject({ code: 2, outcome: "refused", steps: ["012-drop-maker"], ran: [] });
    expect(await ledger()).toHaveLength(9);

    const alone = await run({ ...release, otherColor: "absent" });
    expect(alone).toMatchObject({ code: 0, outcome: "migrated", ran: ["011-maker-names", "012-drop-maker"] });

    files.write("013-more.sql", "CREATE TABLE more (id int);");
    const later = await run({ ...release, declared: [...release.declared, ...expand("013-more")] });
    expect(later).toMatchObject({ code: 0, outcome: "migrated", ran: ["013-more"] });
  });
});
