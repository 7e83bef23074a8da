import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkovHome, inVenv, listOfChecks, pinned } from "../../scan/checkov-home.ts";
import { failed, fakeWorld, type Machine, printed } from "../engine-cli/fake-world.ts";

let folder = "";
let requirements = "";
let cache = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scan-home-"));
  requirements = join(folder, "requirements.txt");
  cache = join(folder, ".scan");
  writeFileSync(requirements, "checkov==3.3.30\n");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A Python whose venv works, and a pip and a checkov that end as said. */
const machine = ({ pip = printed(""), checkov = printed("| a  |  b |"), version = "3.11" } = {}): Machine => ({
  commands: {
    python3: ([flag, , venv = ""], _, files) => {
      if (flag === "-c") return printed(`${version}\n`);
      mkdirSync(venv, { recursive: true });
      files.set(inVenv(venv, "python"), pip);
      files.set(inVenv(venv, "checkov"), checkov);
      return printed("");
    },
  },
});

const home = (world = fakeWorld(machine())) => checkovHome(world, requirements, cache);
const ready = async (world = fakeWorld(machine())) => {
  const found = await home(world);
  if (found.kind === "missing") throw new Error(found.why);
  return found.folder;
};

describe("without Python", () => {
  it.each<[string, Machine, string]>([
    ["none", {}, "it needs Python 3.9 or newer: python3 is not there, python is not there"],
    [
      "an old one",
      { commands: { python3: () => printed("3.8"), python: () => printed("2.7") } },
      "it needs Python 3.9 or newer: python3 is 3.8, python is 2.7",
    ],
    [
      "a broken one",
      { commands: { python3: () => failed("pyenv: no version\nis set") } },
      "python3 is set, python is not there",
    ],
    [
      "no venv",
      { commands: { python3: ([flag]) => (flag === "-c" ? printed("3.12") : failed("No module named ensurepip")) } },
      "Python's venv makes no virtual environment: No module named ensurepip",
    ],
    [
      "no way to the package",
      machine({ pip: failed("WARNING: Retrying\nERROR: No matching distribution found\n[notice] a new pip") }),
      "pip does not install it: ERROR: No matching distribution found",
    ],
    [
      "a pip that takes too long",
      machine({ pip: { ended: "gave no result within 900 s", stdout: "", stderr: "" } }),
      "gave no result",
    ],
  ])("says why: %s", async (_, on, why) => {
    const found = await home(fakeWorld(on));
    expect(found).toEqual({ kind: "missing", why: expect.stringContaining(why) as string });
    expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
  });

  it("takes the second command's, and one of two digits", async () => {
    const { commands = {} } = machine({ version: "3.10" });
    const python = commands["python3"];
    if (python === undefined) throw new Error("the machine has no Python");
    expect(await home(fakeWorld({ commands: { python3: () => printed("3.7"), python } }))).toMatchObject({
      kind: "ready",
    });
  });
});

describe("with Python", () => {
  it("installs the pinned one, asks it once for its checks, and says that it does", async () => {
    const world = fakeWorld(machine());
    const venv = await ready(world);
    expect(venv).toMatch(/\.scan\/venv-[0-9a-f]{12}$/);
    expect(
      world.calls.map(({ line }) => line.replaceAll(venv, "VENV").replaceAll(requirements, "FILE")).slice(1),
    ).toEqual([
      "python3 -m venv VENV",
      "VENV/bin/python -m pip install --quiet --no-input --disable-pip-version-check --requirement FILE",
      "VENV/bin/checkov --list --skip-download",
    ]);
    expect(readFileSync(listOfChecks(venv), "utf8")).toBe("| a | b |");
    expect(world.said).toEqual([expect.stringMatching(/^installing checkov into .*, once$/), expect.any(String)]);
  });

  it("installs it once", async () => {
    const world = fakeWorld(machine());
    const first = await ready(world);
    const before = world.calls.length;
    expect(await ready(world)).toBe(first);
    // Which Python there is, and nothing else.
    expect(world.calls.length - before).toBe(1);
  });

  it.each<[string, (venv: string) => void, Machine]>([
    [
      "an installation was interrupted",
      (venv) => {
        rmSync(join(venv, "complete"));
      },
      machine(),
    ],
    ["Python is another one now", () => undefined, machine({ version: "3.13" })],
  ])("installs it again when %s", async (_, change, then) => {
    const venv = await ready();
    change(venv);
    writeFileSync(join(venv, "old"), "");
    const world = fakeWorld({ ...then, files: { [inVenv(venv, "python")]: "" } });
    expect(await ready(world)).toBe(venv);
    expect(existsSync(join(venv, "old"))).toBe(false);
  });

  it("installs it again when its Python is gone", async () => {
    const venv = await ready();
    writeFileSync(join(venv, "old"), "");
    expect(await ready(fakeWorld(machine()))).toBe(venv);
    expect(existsSync(join(venv, "old"))).toBe(false);
  });

  it("keeps each pin apart", async () => {
    const first = await ready();
    writeFileSync(requirements, "checkov==4.0.0\n");
    expect(await ready()).not.toBe(first);
  });

  it("calls it an error when what it installed does not start", async () => {
    const world = fakeWorld(machine({ checkov: failed("Traceback\nImportError: no yaml") }));
    await expect(home(world)).rejects.toThrow("checkov is installed, and does not start: ImportError: no yaml");
    expect(await home()).toMatchObject({ kind: "ready" });
  });
});

it("tells what is pinned, without what is said about it", () => {
  writeFileSync(requirements, "# why\n\ncheckov==3.3.30\n");
  expect(pinned(requirements)).toBe("checkov==3.3.30");
});
