import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { commandFor } from "../../engine/cli/command.ts";
import { fakeWorld } from "./fake-world.ts";

const folder = mkdtempSync(join(tmpdir(), "command-"));
const cache = join(folder, "cache");
const world = fakeWorld({ env: { XDG_CACHE_HOME: cache } });
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function cli(path: string, version: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  return file;
}

it("is the CLI in an installation's bin folder", async () => {
  const path = cli("installed/bin/pulumi", "v3.259.0");
  const command = await commandFor({ path, root: join(folder, "installed") }, world);
  expect(command.command).toBe(path);
  expect(command.version?.version).toBe("3.259.0");
});

it("is a link to a CLI elsewhere, one for each", async () => {
  const tools = cli("tools/pulumi", "v3.259.0");
  const others = cli("others/pulumi", "v3.261.0");
  const command = await commandFor({ path: tools }, world);
  expect(command.version?.version).toBe("3.259.0");
  expect((await commandFor({ path: others }, world)).version?.version).toBe("3.261.0");
  expect((await commandFor({ path: tools }, world)).command).toBe(command.command);
  expect(readdirSync(join(cache, "trading-platform", "pulumi"))).toHaveLength(2);
});
