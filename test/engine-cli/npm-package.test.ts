import { describe, expect, it } from "vitest";
import { downloadCli, downloadedCli } from "../../engine/cli/npm-package.ts";
import { ended, failed, fakeWorld, printed } from "./fake-world.ts";

const file = "/home/me/.pulumi/versions/3.259.0/bin/pulumi";

it("runs the package of the CLI's own version, once, and uses what it downloads", async () => {
  const world = fakeWorld({
    env: { PULUMI_VERSION: "3.1.0" },
    commands: {
      npm: (_args, _options, files) => {
        files.set(file, "v3.259.0");
        return printed("v3.259.0");
      },
    },
  });
  expect(await downloadCli(world)).toMatchObject({ cli: { path: file, version: "3.259.0" } });
  const [npm] = world.calls;
  expect(npm?.line).toMatch(/^npm exec --yes .*--fetch-retries=0 .*-- pulumi@3\.259\.0 version$/);
  expect(npm?.options).toMatchObject({ timeoutMs: 300_000, env: { PULUMI_VERSION: "3.259.0" } });
  expect(world.said).toEqual(Array(2).fill("downloading pulumi v3.259.0 by its npm package"));
});

describe("a download that fails", () => {
  it.each([
    [ended("is not there"), "npm is not there"],
    [ended("gave no result within 300 s"), "npm gave no result within 300 s"],
    [
      failed("Downloading pulumi v3.259.0...\npulumi: fetch failed\nnpm notice"),
      "the download failed: pulumi: fetch failed",
    ],
    [
      failed("npm error code ENOTFOUND\nnpm error network no such host"),
      "the download failed: npm error code ENOTFOUND",
    ],
    [failed(""), "the download failed: without a word"],
    [printed("v3.259.0"), "has not downloaded it yet"],
  ])("says why: %j", async (answer, reason) => {
    expect(await downloadCli(fakeWorld({ commands: { npm: () => answer } }))).toEqual({ reason });
  });

  it("stops the progress", async () => {
    const world = fakeWorld({ commands: { npm: () => failed("") } });
    await downloadCli(world);
    expect(world.said).toHaveLength(2);
  });
});

describe("what an interrupted download left", () => {
  const world = () => fakeWorld({ files: { [file]: ended("cannot be started: ENOEXEC") } });
  const reason = `${file} version cannot be started: ENOEXEC; remove /home/me/.pulumi/versions/3.259.0 and try again`;

  it("is told apart, with the mend", async () => {
    expect(await downloadedCli(world())).toEqual({ reason });
  });

  it("is not handed to the launcher, which would run it", async () => {
    const broken = world();
    expect(await downloadCli(broken)).toEqual({ reason });
    expect(broken.calls.map(({ line }) => line)).toEqual([`${file} version`]);
  });
});
