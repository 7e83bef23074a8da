import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../config.ts";
import { todayInUtc } from "../config/exceptions.ts";
import { Interrupted, thisMachine, type World } from "../engine/cli/world.ts";
import { rules } from "../policies/rules.ts";
import { fail } from "../preview/fail.ts";
import { projectFolder } from "../preview/stack-file.ts";
import { fixtures } from "../test/policies/fixtures.ts";
import { type Agreement, compare } from "./agreement.ts";
import { checkovHome, pinned } from "./checkov-home.ts";
import { judge, type Opinion } from "./checkov.ts";
import { parseExceptions } from "./exceptions.ts";
import { writeExhibits } from "./exhibits.ts";
import { knownChecks } from "./known-checks.ts";
import { parseScanOptions, type ScanOptions, scanUsage } from "./options.ts";
import { plant } from "./planted.ts";
import { renderResult, renderSkip } from "./render-result.ts";
import { type ScanResult, scanResult, skippedScan } from "./result.ts";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

async function main(): Promise<void> {
  const options = parseScanOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${scanUsage}\n`);
    return;
  }
  const result = await scan(thisMachine(), options);
  if (options.json !== undefined) writeJson(options.json, result);
  const text = result.counts.length === 0 ? renderSkip(result, styleText) : renderResult(result, styleText);
  process.stdout.write(`${text}\n`);
  if (result.failed > 0) process.exitCode = 1;
}

async function scan(world: World, { stacks, whole, keep }: ScanOptions): Promise<ScanResult> {
  const file = "scan/exceptions.yaml";
  const exceptions = parseExceptions(readFileSync(here("exceptions.yaml"), "utf8"), file);
  const requirements = here("requirements.txt");
  const checkov = pinned(requirements);
  const home = await checkovHome(world, requirements, fileURLToPath(new URL(".scan", projectFolder)));
  if (home.kind === "missing") return skippedScan(home.why, checkov);
  const folder = newFolder(keep);
  const done = world.progress(() => `checkov judges ${stacks.join(" and ")}`);
  try {
    const jobs = [
      agreementOn(world, home.folder, join(folder, "agreement")),
      Promise.all(
        stacks.map(async (stack) => [stack, await judgeStack(world, home.folder, stack, join(folder, stack))] as const),
      ),
    ] as const;
    // The folder goes only when nobody writes there any more.
    await Promise.allSettled(jobs);
    const [agreement, judged] = await Promise.all(jobs);
    return scanResult({ checkov, opinions: new Map(judged), exceptions, agreement, today: todayInUtc(), whole });
  } finally {
    done();
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function judgeStack(world: World, home: string, stack: string, folder: string): Promise<Opinion[]> {
  const args = ["--max-semi-space-size=32", "--import", "./start.js", "scan/program.ts", stack, folder];
  const cwd = fileURLToPath(projectFolder);
  const ran = await world.run(process.execPath, args, { cwd, timeoutMs: 2 * 60_000 });
  if (ran.ended !== 0) throw new pulumi.RunError(`stack ${stack}: ${ran.stderr || String(ran.ended)}`);
  return judge(world, home, folder);
}

async function agreementOn(world: World, home: string, folder: string): Promise<Agreement[]> {
  const { cases, objects, plan } = plant(rules, fixtures);
  writeExhibits(folder, objects, plan);
  const checks = [...new Set(rules.flatMap(({ refs }) => refs.checkov ?? []))];
  return compare(rules, cases, await judge(world, home, folder, checks), knownChecks(home));
}

function writeJson(file: string, result: ScanResult): void {
  try {
    writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
  } catch (error) {
    throw new ConfigError(`--json ${file}: cannot be written: ${(error as Error).message}`);
  }
}

function newFolder(keep: string | undefined): string {
  if (keep === undefined) return mkdtempSync(join(tmpdir(), "scan-"));
  try {
    mkdirSync(keep);
    return keep;
  } catch (error) {
    throw new ConfigError(`--keep ${keep}: cannot be made, name a new folder: ${(error as Error).message}`);
  }
}

try {
  await main();
} catch (error) {
  fail(error instanceof Interrupted ? new pulumi.RunError("stopped") : error);
}
