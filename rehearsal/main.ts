// npm run rehearse
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fail } from "../preview/fail.ts";
import { parseRehearsalOptions, rehearsalUsage } from "./options.ts";
import { reportPage } from "./report.ts";
import type { Result } from "./result.ts";
import type { Scenario } from "./scenarios.ts";
import { type Killed, sweep } from "./sweep/sweep.ts";

/** Each is a process that hardly leaves anything of a processor. */
const atOnce = 2;
const root = new URL("../", import.meta.url);
const one = fileURLToPath(new URL("one.ts", import.meta.url));

async function main(): Promise<void> {
  const options = parseRehearsalOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${rehearsalUsage}\n`);
    return;
  }
  const say = (line: string) => (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  const results: Result[] = [];
  const waiting = options.scenarios.values();
  const work = async () => {
    for (const scenario of waiting) {
      say(`${scenario.name}: ${scenario.about}`);
      const result = await inProcess(scenario);
      results.push(result);
      say(lineOf(result));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));

  const killed: Killed[] = [];
  if (options.sweepEvery !== undefined) {
    say(`kills of a runner, at every ${options.sweepEvery === 1 ? "entry" : `${options.sweepEvery}th entry`}`);
    await sweep(options.sweepEvery, (kill) => {
      killed.push(kill);
      for (const wrong of kill.wrongs) say(`  FAILED ${kill.story}, ${kill.side} entry ${kill.entry}: ${wrong}`);
    });
    say(
      `  ${killed.length} kills, ${killed.filter(({ wrongs }) => wrongs.length > 0).length} ended as they should not`,
    );
  }
  if (options.report !== undefined) writeFileSync(options.report, reportPage(results));
  if (options.json) process.stdout.write(`${JSON.stringify({ results, killed })}\n`);
  const all = [...results, ...killed];
  const failed = all.filter(({ wrongs }) => wrongs.length > 0).length;
  if (options.counts !== undefined) {
    writeFileSync(options.counts, JSON.stringify({ passed: all.length - failed, failed, skipped: [] }));
  }
  if (failed > 0) process.exitCode = 1;
}

async function inProcess({ name }: Scenario): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "rehearse-"));
  const file = join(folder, "result.json");
  try {
    const args = ["--import", "./start.js", one, name, file];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    if (code !== 0) throw new Error(`${name}: its process ended with ${signal ?? `status ${code ?? ""}`}`);
    return JSON.parse(readFileSync(file, "utf8")) as Result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lineOf({
  scenario,
  phase,
  wrongs,
  fault,
  harmed,
  requests,
  lost,
  socketsDropped,
  endedAt,
  reasons,
}: Result): string {
  const seconds = (value: number) => `${value.toFixed(0)} s`;
  const until =
    fault?.lastBadAt === undefined ? "" : `, fault to last bad answer ${seconds(fault.lastBadAt - fault.at)}`;
  return [
    `${wrongs.length === 0 ? "ok    " : "FAILED"} ${scenario}: ${phase} after ${seconds(endedAt)}${until}`,
    `       ${requests} requests, ${harmed} harmed, ${lost} lost, ${socketsDropped} WebSockets dropped`,
    ...reasons.map((reason) => `       ${reason}`),
    ...wrongs.map((wrong) => `       WRONG: ${wrong}`),
  ].join("\n");
}

try {
  await main();
} catch (error) {
  fail(error);
}
