// npm run --silent judge -- --profile canary < ticks.jsonl
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { ConfigError } from "../../config.ts";
import { fail } from "../../preview/fail.ts";
import { parse } from "../../preview/options.ts";
import { loadCatalog } from "../../systems/model/catalog.ts";
import { judgeNext, openJudge } from "./judge.ts";
import { type Header, readLine, type ReadInterval } from "./lines.ts";
import { type Gates, gatesOf } from "./profile.ts";
import type { JudgeState, Step } from "./state.ts";

const usage = `Usage: npm run --silent judge -- [--profile NAME] [--system NAME] < ticks.jsonl

Judges a canary by the counts of both colors, an interval a line, and answers with a line of JSON for each.

  {"stream": "id", "weight": 0.1, "holdSeconds": 600, "warmed": false}     begins a judgement of its own
  {"t": 5, "live": C, "preview": C}     one interval, up to t seconds after the step began; null for missing metrics;
                                        at t <= 0 live alone: its history
  C = {"requests", "errors", "endpoints"?: [{"name", "requests", "errors"}],
       "latency"?: {"boundsMs": […], "counts": […, overflow]}}

  --profile NAME   service level of the system that bounds errors and latency         default: canary
  --system NAME    whose service levels, as in systems/                               default: mycrypto
  --help           this text

Exit status 1 for a line that cannot be read, naming it. Counts that cannot be are taken as missing metrics.`;

/** One judgement on its way. */
interface Running {
  stream: string;
  step: Step;
  state: JudgeState;
  ended: boolean;
}

async function main(): Promise<void> {
  const { values } = parse(() =>
    parseArgs({
      options: {
        profile: { type: "string", default: "canary" },
        system: { type: "string", default: "mycrypto" },
        help: { type: "boolean", default: false },
      },
    }),
  );
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const gates = await profile(values.system, values.profile);
  let running: Running | undefined;
  let number = 0;
  let out = "";
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === "") continue;
    const read = at(number, () => readLine(line));
    if ("stream" in read) {
      running = begin(read, gates);
      continue;
    }
    if (running === undefined) throw new ConfigError(`line ${number}: comes before any {"stream": …} line`);
    out += judged(running, read);
    if (out.length > 64_000) {
      process.stdout.write(out);
      out = "";
    }
  }
  process.stdout.write(out);
}

async function profile(system: string, name: string): Promise<Gates> {
  const catalog = await loadCatalog();
  const known = catalog.get(system);
  if (known === undefined) {
    throw new ConfigError(`--system ${system}: there is no such system; there are ${[...catalog.keys()].join(", ")}`);
  }
  const slo = Object.hasOwn(known.slo, name) ? known.slo[name] : undefined;
  if (slo === undefined) {
    throw new ConfigError(
      `--profile ${name}: ${system} has no such service level; it has ${Object.keys(known.slo).join(", ")}`,
    );
  }
  try {
    return gatesOf(slo, name);
  } catch (error) {
    throw new ConfigError(`--${(error as Error).message}`);
  }
}

function begin({ stream, ...rest }: Header, gates: Gates): Running {
  const step = { ...rest, gates };
  return { stream, step, state: openJudge(step), ended: false };
}

/** The answer to an interval as a line; empty for history, and after the verdict. */
function judged(running: Running, { interval, faults }: ReadInterval): string {
  const { stream, step, state } = running;
  if (running.ended) return "";
  const next = judgeNext(step, state, interval);
  running.state = next.state;
  if (interval.t <= 0) return "";
  const { t, verdict, reasons, harmed, evidence } = next.judgement;
  running.ended = verdict !== "continue";
  return `${JSON.stringify({ stream, t, verdict, reasons: [...reasons, ...faults], harmed, evidence })}\n`;
}

function at<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ConfigError(`line ${line}: ${(error as Error).message}`);
  }
}

try {
  await main();
} catch (error) {
  fail(error);
}
