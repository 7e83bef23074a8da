import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { thisMachine } from "../../engine/cli/world.ts";
import { project } from "../cli.ts";

const folder = mkdtempSync(join(tmpdir(), "world-"));
const world = thisMachine();
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe("a command", () => {
  const shell = (script: string, timeoutMs = 10_000, onLine?: (line: string) => void) =>
    world.run("/bin/sh", ["-c", script], { timeoutMs, ...(onLine === undefined ? {} : { onLine }) });

  it("gives its output, its status and each line of stderr while it runs", async () => {
    const seen: string[] = [];
    const ran = await shell("echo one; echo two; echo three >&2; echo four >&2; exit 7", 10_000, (line) => {
      seen.push(line);
    });
    expect(ran).toEqual({ ended: 7, stdout: "one\ntwo", stderr: "three\nfour" });
    expect(seen).toEqual(["three", "four"]);
  });

  it("gets the folder and the environment that are given", async () => {
    const ran = await world.run("/bin/sh", ["-c", "pwd; echo $WORD"], {
      timeoutMs: 10_000,
      cwd: "/",
      env: { WORD: "given" },
    });
    expect(ran.stdout).toBe("/\ngiven");
  });

  it("says why there is no status", async () => {
    expect(await world.run(join(folder, "none"), [], { timeoutMs: 1_000 })).toMatchObject({ ended: "is not there" });
    const plain = file("plain", "text", 0o644);
    const ran = await world.run(plain, [], { timeoutMs: 1_000 });
    expect(ran.ended).toBe("cannot be started: EACCES");
    expect(await shell("kill -9 $$")).toMatchObject({ ended: "was killed by SIGKILL" });
  });

  it("is ended when its time is up, with what it started", async () => {
    const started = performance.now();
    // Without the group, the inner sleep would hold the output open.
    const ran = await shell("sleep 30 & sleep 30", 200);
    expect(ran.ended).toBe("gave no result within 0.2 s");
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends with the process that ran it on %s", async (name) => {
    const script = `
      import { thisMachine } from "./engine/cli/world.ts";
      const onLine = () => process.kill(process.pid, "${name}");
      const run = thisMachine().run("/bin/sh", ["-c", "echo up >&2; exec sleep 30"], { timeoutMs: 20_000, onLine });
      await run.catch((error) => console.log(error.constructor.name, error.message));`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { cwd: project });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    const status = await new Promise((resolve) => child.once("exit", resolve));
    expect({ status, output }).toEqual({
      status: 0,
      output: "Interrupted stopped before there was a CLI\n",
    });
  });
});

it("knows an executable by its mode and its content", () => {
  expect(world.isExecutable(file("tool", "#!/bin/sh\n"))).toBe(true);
  expect(world.isExecutable(file("data", "text", 0o644))).toBe(false);
  expect(world.isExecutable(file("empty", ""))).toBe(false);
  expect(world.isExecutable(folder)).toBe(false);
  expect(world.isExecutable(join(folder, "none"))).toBe(false);
});

it("follows links, and leaves a path that leads nowhere", () => {
  const target = file("target", "x");
  symlinkSync(target, join(folder, "link"));
  expect(world.realPath(join(folder, "link"))).toBe(world.realPath(target));
  expect(world.realPath("/nowhere/at/all")).toBe("/nowhere/at/all");
});
