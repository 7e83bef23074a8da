import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { buildCli, builtCli, moduleFolder } from "../../engine/cli/build.ts";
import { Interrupted, type Ran, type RunOptions } from "../../engine/cli/world.ts";
import { ended, failed, fakeWorld, printed } from "./fake-world.ts";

let cache: string;
const folder = () => join(cache, "trading-platform", "pulumi", "3.259.0");
const bin = () => join(folder(), "bin");
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "engine-cli-"));
});
afterEach(() => {
  rmSync(cache, { recursive: true });
});

/** A machine whose `go build` writes a file and ends so; the file says this as its version. */
function machine(built: Ran, version: string | Ran = "v3.259.0", during: () => void = () => undefined) {
  const world = fakeWorld({
    env: { XDG_CACHE_HOME: cache, GOFLAGS: "-mod=mod" },
    commands: {
      go: (args, { onLine }, files) => {
        if (args[0] === "version") return printed("go version go1.26.8 linux/amd64");
        const result = args[args.indexOf("-o") + 1] ?? "";
        writeFileSync(result, "new");
        files.set(result, version);
        files.set(join(bin(), "pulumi"), version);
        built.stderr.split("\n").forEach((line) => onLine?.(line));
        during();
        return built;
      },
    },
  });
  return { world, build: () => buildCli(world) };
}

const content = () => readFileSync(join(bin(), "pulumi"), "utf8");

it("keeps what Go builds, and nothing else", async () => {
  const { world, build } = machine({ ...printed(""), stderr: "errors\ninternal/cpu" });
  expect(await build()).toMatchObject({ cli: { path: join(bin(), "pulumi"), root: folder(), version: "3.259.0" } });
  expect(content()).toBe("new");
  expect([readdirSync(folder()), readdirSync(bin())]).toEqual([["bin"], ["pulumi"]]);
  expect(world.said).toEqual([
    "building pulumi v3.259.0 from its Go modules: no package compiled yet",
    "building pulumi v3.259.0 from its Go modules: 2 packages compiled",
  ]);
});

it("builds the pinned main package, with its version, in the module's folder", async () => {
  const { world, build } = machine(printed(""));
  await build();
  const call = world.calls.find(({ line }) => line.startsWith("go build"));
  expect(call?.line).toContain(" -ldflags=-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0 ");
  expect(call?.line).toMatch(/ github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/);
  const goMod = readFileSync(join(moduleFolder, "go.mod"), "utf8");
  expect(goMod).toContain("tool github.com/pulumi/pulumi/pkg/v3/cmd/pulumi\n");
  const { cwd, env } = call?.options as RunOptions;
  expect(cwd).toBe(moduleFolder);
  expect(env).toMatchObject({ GOFLAGS: "-mod=readonly", GOWORK: "off", GOTOOLCHAIN: "local" });
  expect(env?.["GOTMPDIR"]).toBe(join(folder(), "work"));
});

it.each([
  ["Go fails", failed("errors\na.go:1: no"), "v3.259.0", "go build failed: a.go:1: no"],
  ["Go is killed", ended("was killed by SIGKILL"), "v3.259.0", "go build was killed by SIGKILL"],
  ["the result says nothing", printed(""), "", "what go build made cannot be used: "],
  [
    "the result cannot run here",
    printed(""),
    ended("cannot be started: ENOEXEC"),
    "what go build made cannot be used: ",
  ],
])("leaves what was there when %s", async (_, built, version, reason) => {
  mkdirSync(bin(), { recursive: true });
  writeFileSync(join(bin(), "pulumi"), "old");
  expect(await machine(built, version).build()).toEqual({ reason: expect.stringContaining(reason) as string });
  expect(content()).toBe("old");
  expect([readdirSync(folder()), readdirSync(bin())]).toEqual([["bin"], ["pulumi"]]);
});

it("leaves nothing and stops at once when the person interrupts it", async () => {
  const { world, build } = machine(printed(""), "v3.259.0", () => {
    throw new Interrupted("stopped");
  });
  await expect(build()).rejects.toThrow(Interrupted);
  expect([readdirSync(folder()), readdirSync(bin())]).toEqual([["bin"], []]);
  expect(world.calls).toHaveLength(2);
});

it("clears away what a killed build left", async () => {
  mkdirSync(join(folder(), "work", "go-build1"), { recursive: true });
  writeFileSync(join(folder(), "work", "pulumi"), "half");
  writeFileSync(join(folder(), "building"), "");
  await machine(printed("")).build();
  expect([readdirSync(folder()), readdirSync(bin())]).toEqual([["bin"], ["pulumi"]]);
});

it("is one at a time", async () => {
  mkdirSync(folder(), { recursive: true });
  const lock = join(folder(), "building");
  writeFileSync(lock, String(process.ppid));
  const { world, build } = machine(printed(""));
  const reason = `process ${process.ppid} is building it: wait for it (if it is no build, remove ${lock})`;
  expect(await build()).toEqual({ reason });
  expect(world.calls.map(({ line }) => line)).toEqual(["go version"]);
  expect(existsSync(lock)).toBe(true);
});

it("says when it cannot be kept", async () => {
  mkdirSync(dirname(folder()), { recursive: true });
  writeFileSync(folder(), "a file where the folder should be");
  expect(await machine(printed("")).build()).toEqual({
    reason: expect.stringMatching(/^cannot keep it: (ENOTDIR|EEXIST)/) as string,
  });
});

it("does not begin with an old Go, and writes nothing", async () => {
  const world = fakeWorld({
    env: { XDG_CACHE_HOME: cache },
    commands: { go: () => printed("go version go1.24.1 linux/amd64") },
  });
  const needed = expect.stringMatching(/^go is 1\.24\.1, and the modules here need 1\.\d+\.\d+$/) as string;
  expect(await buildCli(world)).toEqual({ reason: needed });
  expect(readdirSync(cache)).toEqual([]);
});

it("is not ready before it was built", async () => {
  expect(await builtCli(fakeWorld({ env: { XDG_CACHE_HOME: cache } }))).toEqual({ reason: "has not been built yet" });
});
