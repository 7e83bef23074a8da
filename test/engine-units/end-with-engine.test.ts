import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const preload = fileURLToPath(new URL("../../engine/bin/end-with-engine.js", import.meta.url));
const waiting = "setInterval(() => undefined, 1000)";

/** What has ended may wait for somebody to ask how: a zombie. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Starts what starts a process that waits for ever, as the engine does a policy pack. */
async function engineAndPack(): Promise<{ engine: ReturnType<typeof spawn>; pack: number }> {
  const start = `
    const pack = require("node:child_process").spawn(process.execPath, ["--import", ${JSON.stringify(preload)}, "-e", "console.log(0);${waiting}"]);
    pack.stdout.once("data", () => console.log(pack.pid));
    ${waiting}`;
  const engine = spawn(process.execPath, ["-e", start], { stdio: ["ignore", "pipe", "inherit"] });
  const [pid] = (await once(engine.stdout, "data")) as [Buffer];
  return { engine, pack: Number(String(pid)) };
}

test("a policy pack ends when its engine is killed, and not before", async () => {
  const { engine, pack } = await engineAndPack();
  try {
    await setTimeout(1200);
    expect(isAlive(pack)).toBe(true);
    engine.kill("SIGKILL");
    await expect.poll(() => isAlive(pack), { timeout: 5000 }).toBe(false);
  } finally {
    engine.kill("SIGKILL");
    if (isAlive(pack)) process.kill(pack, "SIGKILL");
  }
});
