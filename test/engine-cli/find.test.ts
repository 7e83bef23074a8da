import { describe, expect, it } from "vitest";
import { findCli, type FindOptions, NoCliError } from "../../engine/cli/find.ts";
import { ended, failed, fakeWorld, type Machine, printed } from "./fake-world.ts";

const onPath = "/opt/tools/pulumi";
const downloaded = "/home/me/.pulumi/versions/3.259.0/bin/pulumi";
const built = "/home/me/.cache/trading-platform/pulumi/3.259.0/bin/pulumi";
const PATH = "/project/node_modules/.bin:/opt/tools:/usr/bin";

function find(machine: Machine, options?: FindOptions) {
  return findCli(options, fakeWorld({ env: { PATH }, ...machine }));
}

/** What each way came to, where none led anywhere. */
async function refusal(machine: Machine, options: FindOptions = { install: false }): Promise<string> {
  const error: unknown = await find(machine, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NoCliError);
  return (error as NoCliError).message;
}

describe("what is ready", () => {
  it("is taken from PATH first", async () => {
    const files = { [onPath]: "v3.259.0\n", [downloaded]: "v3.259.0", [built]: "v3.259.0" };
    expect(await find({ files })).toEqual({
      way: "path",
      path: onPath,
      version: "3.259.0",
      languageHost: false,
      tried: [{ way: "path", outcome: "found" }],
    });
  });

  it("is taken from the npm package's downloads second", async () => {
    const files = { [downloaded]: "v3.259.0", [built]: "v3.259.0" };
    expect(await find({ files })).toMatchObject({
      way: "npm",
      path: downloaded,
      root: "/home/me/.pulumi/versions/3.259.0",
      tried: [
        { way: "path", outcome: "there is no pulumi on PATH" },
        { way: "npm", outcome: "found" },
      ],
    });
  });

  it("is taken from the cache of builds third, before anything is downloaded", async () => {
    const world = fakeWorld({ env: { PATH }, files: { [built]: "v3.259.0" }, commands: { npm: () => printed("") } });
    expect(await findCli({}, world)).toMatchObject({
      way: "build",
      path: built,
      root: "/home/me/.cache/trading-platform/pulumi/3.259.0",
      tried: [
        { way: "path" },
        { way: "npm", outcome: "has not downloaded it yet" },
        { way: "build", outcome: "found" },
      ],
    });
    expect(world.calls.map(({ line }) => line)).toEqual([`${built} version`]);
  });

  it("is looked for where the person keeps such things", async () => {
    const own = { PATH: "", PULUMI_HOME: "/data/pulumi", XDG_CACHE_HOME: "/data/cache" };
    const download = "/data/pulumi/versions/3.259.0/bin/pulumi";
    const build = "/data/cache/trading-platform/pulumi/3.259.0/bin/pulumi";
    expect(await find({ env: own, files: { [download]: "v3.259.0" } })).toMatchObject({ path: download });
    expect(await find({ env: own, files: { [build]: "v3.259.0" } })).toMatchObject({ path: build });
    const relative = { PATH: "", PULUMI_HOME: "", XDG_CACHE_HOME: "cache" };
    expect(await find({ env: relative, files: { [built]: "v3.259.0" } })).toMatchObject({ path: built });
    expect(await find({ env: relative, files: { [downloaded]: "v3.259.0" } })).toMatchObject({ path: downloaded });
  });

  it("is only that of the ways that were asked for", async () => {
    const files = { [onPath]: "v3.259.0", [built]: "v3.259.0" };
    expect(await find({ files }, { only: ["build"] })).toMatchObject({
      way: "build",
      tried: [
        { way: "path", outcome: "left out" },
        { way: "npm", outcome: "left out" },
        { way: "build", outcome: "found" },
      ],
    });
  });
});

describe("pulumi on PATH", () => {
  it("may be newer, with a warning", async () => {
    const warning = `${onPath} is version 3.262.0; the project is tested with 3.259.0`;
    expect(await find({ files: { [onPath]: "v3.262.0" } })).toMatchObject({
      version: "3.262.0",
      warning,
      tried: [{ way: "path", outcome: `found, but ${warning}` }],
    });
  });

  it("may come after one that will not do", async () => {
    const files = { [onPath]: "v3.100.0", "/usr/bin/pulumi": "v3.259.0" };
    expect(await find({ files })).toMatchObject({ path: "/usr/bin/pulumi", root: "/usr" });
  });

  it.each([
    ["an old one", "v3.100.0", `${onPath} is version 3.100.0, older than 3.259.0`],
    ["one of another major", "v4.1.0", `${onPath} is version 4.1.0, another major than 3.259.0`],
    [
      "one that says something else",
      "hello\nworld",
      `${onPath} \`pulumi version\` answers "hello", which is no version`,
    ],
    ["one that says nothing", "", `${onPath} \`pulumi version\` answers nothing, which is no version`],
    ["one that fails", failed("boom\nmore", 3), `${onPath} version exits with status 3: boom`],
    ["one that hangs", ended("gave no result within 20 s"), `${onPath} version gave no result within 20 s`],
  ])("is refused: %s", async (_, answer, reason) => {
    expect(await refusal({ files: { [onPath]: answer } })).toContain(`  PATH: ${reason}\n`);
  });

  it("says why of every one that was refused", async () => {
    const files = { [onPath]: "v3.1.0", "/usr/bin/pulumi": "v4.0.0" };
    expect(await refusal({ files })).toMatch(/PATH: \/opt\/tools\/pulumi .*; \/usr\/bin\/pulumi is version 4\.0\.0/);
  });

  it.each([
    [
      "in node_modules",
      {
        files: { "/project/node_modules/.bin/pulumi": "v3.259.0" },
        links: { "/project/node_modules/.bin/pulumi": "/store/pulumi@3.259.0/run.js" },
      },
    ],
    [
      "installed for all",
      { files: { [onPath]: "v3.259.0" }, links: { [onPath]: "/opt/lib/node_modules/pulumi/run.js" } },
    ],
  ])("is not the npm package's launcher %s, which is not even asked", async (_, machine) => {
    const world = fakeWorld({ env: { PATH }, ...machine });
    const reason = "there is no pulumi on PATH but the npm package's launcher";
    await expect(findCli({ install: false }, world)).rejects.toThrow(reason);
    expect(world.calls).toEqual([]);
  });

  it("is not looked for in relative folders or without PATH", async () => {
    const files = { "bin/pulumi": "v3.259.0", pulumi: "v3.259.0" };
    expect(await refusal({ env: { PATH: "bin::." }, files })).toContain("there is no pulumi on PATH\n");
    expect(await refusal({ env: {}, files })).toContain("there is no pulumi on PATH\n");
  });

  it("is asked without a look for updates", async () => {
    const world = fakeWorld({ env: { PATH, PULUMI_SKIP_UPDATE_CHECK: "false" }, files: { [onPath]: "v3.259.0" } });
    await findCli({}, world);
    expect(world.calls[0]?.options.env).toEqual({ PATH, PULUMI_SKIP_UPDATE_CHECK: "true" });
  });
});

describe("the Node.js language host", () => {
  it.each([
    ["beside the CLI", "/usr/bin/pulumi-language-nodejs", true],
    ["elsewhere on PATH", "/opt/tools/pulumi-language-nodejs", true],
    ["behind a link to the CLI", "/opt/pulumi/bin/pulumi-language-nodejs", true],
    ["somewhere else", "/opt/pulumi-language-nodejs", false],
    ["another language's", "/usr/bin/pulumi-language-go", false],
  ])("%s", async (_, host, languageHost) => {
    const files = { "/usr/bin/pulumi": "v3.259.0", [host]: "" };
    const links = { "/usr/bin/pulumi": "/opt/pulumi/bin/pulumi" };
    expect(await find({ files, links })).toMatchObject({ path: "/usr/bin/pulumi", languageHost });
  });

  it("beside a CLI that is not on PATH", async () => {
    const files = { [downloaded]: "v3.259.0", "/home/me/.pulumi/versions/3.259.0/bin/pulumi-language-nodejs": "" };
    expect(await find({ files })).toMatchObject({ way: "npm", languageHost: true });
  });
});

describe("nothing that is ready", () => {
  it("says so at once when nothing may be installed", async () => {
    const world = fakeWorld({ env: { PATH } });
    await expect(findCli({ install: false }, world)).rejects.toThrow(
      [
        "there is no Pulumi CLI 3.259.0:",
        "  PATH: there is no pulumi on PATH",
        "  npm package: has not downloaded it yet",
        "  Go build: has not been built yet",
        "Run `npm run engine`, which downloads or builds it.",
      ].join("\n"),
    );
    expect(world.calls).toEqual([]);
  });

  it("lets the npm package download, then Go build", async () => {
    const world = fakeWorld({ env: { PATH } });
    await expect(findCli({}, world)).rejects.toThrow(/npm package: npm is not there\n[^]*Go build: go is not there\n/);
    expect(world.calls.map(({ line }) => line.split(" ")[0])).toEqual(["npm", "go"]);
  });

  it("lets only Go build when only that is asked for", async () => {
    const world = fakeWorld({ env: { PATH } });
    await expect(findCli({ only: ["build"] }, world)).rejects.toThrow(/PATH: left out\n[^]*npm package: left out\n/);
    expect(world.calls.map(({ line }) => line)).toEqual(["go version"]);
  });
});
