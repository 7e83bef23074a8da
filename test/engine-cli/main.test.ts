import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { project } from "../cli.ts";

const home = mkdtempSync(join(tmpdir(), "engine-home-"));
afterAll(() => {
  rmSync(home, { recursive: true });
});

/** `npm run engine -- …` on a machine with nothing on PATH but such a pulumi, and no network: not even npm or go. */
function engine(args: string[], version?: string, env: Record<string, string> = {}) {
  const bin = join(home, `bin-${version ?? "none"}`);
  mkdirSync(bin, { recursive: true });
  if (version !== undefined) writeFileSync(join(bin, "pulumi"), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "./start.js", "engine/cli/main.ts", ...args],
    { cwd: project, env: { PATH: bin, HOME: home, ...env }, encoding: "utf8" },
  );
  return { status, stdout, stderr, path: join(bin, "pulumi") };
}

it("prints what it found", () => {
  const { status, stdout, stderr, path } = engine([], "v3.259.0");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(new RegExp(`^Pulumi CLI v3\\.259\\.0, on PATH: ${path}\nworks `));
});

it("colors it only where colors are wanted", () => {
  expect(engine([], "v3.259.0", { FORCE_COLOR: "1" }).stdout).toContain("\u001b[1mPulumi CLI v3.259.0\u001b[22m");
  expect(engine([], "v3.259.0").stdout).not.toContain("\u001b");
});

it("prints one JSON document for a machine", () => {
  const { status, stdout, stderr, path } = engine(["--json"], "v3.259.0");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const tried = [{ way: "path", outcome: "found" }];
  expect(JSON.parse(stdout)).toEqual({ way: "path", version: "3.259.0", path, languageHost: false, tried });
});

it("explains with status 1 that no way leads to one", () => {
  const { status, stdout, stderr, path } = engine([], "v3.1.0");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain(`\n  PATH: ${path} is version 3.1.0, older than 3.259.0\n    install Pulumi 3.259.0 `);
  expect(stderr).toContain("\n  npm package: npm is not there\n");
  expect(stderr).toContain("\n  Go build: go is not there\n");
  expect(stderr).not.toMatch(/^ +at /m);
});

it("leaves the first two ways out with --build", () => {
  const { status, stderr } = engine(["--build"], "v3.259.0");
  expect(status).toBe(1);
  expect(stderr).toMatch(/PATH: left out\n[^]*npm package: left out\n[^]*Go build: go is not there\n/);
});

it("prints its usage", () => {
  const { status, stdout, stderr } = engine(["--help"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^Usage: npm run engine /);
});

it.each([
  ["--bogus", "Unknown option '--bogus'"],
  ["word", "Unexpected argument 'word'"],
])("refuses the argument %s", (argument, complaint) => {
  const { status, stdout, stderr } = engine([argument]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain(complaint);
  expect(stderr).toMatch(/\nSee --help\.\n$/);
});
