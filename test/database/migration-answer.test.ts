import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Migration } from "../../systems/model/system.ts";
import { type Job, reportOf, startJob } from "./job.ts";
import { sampleFiles } from "./sample.ts";

const declared: Migration[] = [
  { name: "001-enums", kind: "expand" },
  { name: "002-core-tables", kind: "contract" },
];

/** A program `flyway` that gives one answer to `info` and another to anything else, as code of the shell. */
function pretender(info: string, migrate: string): string {
  const folder = mkdtempSync(join(tmpdir(), "flyway-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const program = join(folder, "flyway");
  writeFileSync(program, `#!/bin/sh\ncase "$*" in *info) ${info} ;; *) ${migrate} ;; esac\n`);
  chmodSync(program, 0o755);
  return folder;
}

const say = (answer: object | string) =>
  `cat <<'END'\n${typeof answer === "string" ? answer : JSON.stringify(answer, null, 2)}\nEND\n`;

const row = (version: string, state: string) => ({ version, state });

function start(info: string, migrate: string, change: Partial<Job> = {}) {
  return startJob({
    flyway: pretender(info, migrate),
    files: sampleFiles().keep(...declared.map(({ name }) => `${name}.sql`)).folder,
    declared,
    otherColor: "running",
    url: "jdbc:postgresql://localhost/mycrypto?sslmode=verify-full",
    login: { user: "migration", password: "", database: "mycrypto" },
    ...change,
  });
}

async function run(info: string, migrate: string, change: Partial<Job> = {}) {
  const ended = await start(info, migrate, change).ended;
  return { code: ended.code, ...reportOf(ended) };
}

const allDone = say({ migrations: [row("001", "Success"), row("002", "Success")] });
const success = say({ migrations: [], success: true });

/** What no real Flyway can be brought to say at will. */
describe("Flyway's answer", () => {
  test("of success is believed", async () => {
    expect(await run(allDone, success)).toMatchObject({ code: 0, outcome: "migrated", ran: [] });
  });

  test.each([
    ["exit code 0 and no success", say({ migrations: [row("001", "Success")], success: false })],
    ["exit code 0 and nothing", "true"],
    ["success and another exit code", `${success}exit 1`],
  ])("with %s is a failure", async (_what, migrate) => {
    expect(await run(allDone, migrate)).toMatchObject({ code: 1, outcome: "failed" });
  });

  test.each([
    ["Pending", say({ migrations: [row("001", "Success"), row("002", "Pending")] })],
    ["Failed", say({ migrations: [row("001", "Success"), row("002", "Failed")] })],
    ["of which nothing is said", say({ migrations: [row("001", "Success")] })],
    ["of which nothing can be read", "echo 002: Success"],
  ])("with a contract step %s is taken for pending", async (_what, info) => {
    const refused = await run(info, success);
    expect(refused).toMatchObject({ code: 2, outcome: "refused", steps: ["002-core-tables"], ran: [] });
    expect(await run(info, success, { otherColor: "absent" })).toMatchObject({ code: 0, outcome: "migrated" });
  });

  test("is read in the layout and order of other versions too", async () => {
    const info = say(
      `{\n"migrations": [{\n"state": "Success",\n"version": "002"\n}, {\n"state": "Future",\n"version": "003"\n}]\n}`,
    );
    const migrate = say(`{\n"migrations": [{\n"version": "001",\n"x": 1\n}],\n"success": true\n}`);
    expect(await run(info, migrate)).toMatchObject({ code: 0, ran: ["001-enums"], ahead: ["003"] });
  });

  test("becomes one line of plain text", async () => {
    const message = `Migration checksum mismatch for migration version 001\n"quoted"\t\\ é ${"-".repeat(5000)} end`;
    const failed = await run(`${say({ error: { errorCode: "X", message } })}exit 1`, success);
    expect(failed).toMatchObject({ code: 1, outcome: "failed", steps: ["001-enums"] });
    expect(failed.message).toBe("Migration checksum mismatch for migration version 001 'quoted' ' - end");
  });

  test("that is far too long is cut", async () => {
    const message = "word ".repeat(5000);
    expect((await run(`${say({ error: { message } })}exit 1`, success)).message).toHaveLength(1500);
  });

  test("may be missing", async () => {
    const failed = await run("exit 127", success);
    expect(failed).toMatchObject({ code: 1, outcome: "failed", steps: [], ran: [] });
    expect(failed.message).toMatch(/no answer/);
  });

  test("is told although the report cannot be written", async () => {
    const { ended } = start(allDone, success, { env: { MIGRATION_REPORT: "/nowhere/report" } });
    const { code, output, log } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ outcome: "migrated" });
    expect(log).toContain("/nowhere/report cannot be written");
  });
});
