import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { takeLock } from "../../engine/cli/lock.ts";

const folder = mkdtempSync(join(tmpdir(), "lock-"));
const file = join(folder, "lock");
beforeEach(() => {
  rmSync(file, { force: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it("is held by one until it is given back", () => {
  const lock = takeLock(file);
  expect(readFileSync(file, "utf8")).toBe(String(process.pid));
  expect(takeLock(file)).toEqual({ heldBy: process.pid });
  if ("release" in lock) lock.release();
  expect(existsSync(file)).toBe(false);
});

it.each([
  ["has ended", String(spawnSync(process.execPath, ["--version"]).pid)],
  ["was never written down", ""],
  ["is none", "0"],
  ["is nonsense", "-1"],
])("is taken over from a process that %s", (_, holder) => {
  writeFileSync(file, holder);
  expect(takeLock(file)).toHaveProperty("release");
  expect(readFileSync(file, "utf8")).toBe(String(process.pid));
});

it("is left to a process of someone else", () => {
  // The first process of a machine runs always; it may belong to the superuser.
  writeFileSync(file, "1");
  expect(takeLock(file)).toEqual({ heldBy: 1 });
});

it("says what keeps it from being written", () => {
  expect(() => takeLock(join(folder, "missing", "lock"))).toThrow(/ENOENT/);
});
