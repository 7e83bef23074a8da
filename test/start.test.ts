import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { project } from "./cli.ts";

/** Loads start.js as a Node.js that says it is of another version would. */
function startUnder(version: string) {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" });`;
  const script = `${pretend} await import("./start.js"); console.log("started");`;
  return spawnSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: project, encoding: "utf8" });
}

it("tells an older Node.js what to do, in one line", () => {
  const { status, stdout, stderr } = startUnder("20.20.2");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^trading-platform needs Node\.js 24 or newer, this is 20\.20\.2: run `npm ci` .*\n$/);
});

it.each(["24.0.0", "26.1.0"])("starts under %s", (version) => {
  expect(startUnder(version)).toMatchObject({ status: 0, stdout: "started\n", stderr: "" });
});
