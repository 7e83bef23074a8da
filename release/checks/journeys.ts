import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { wordsOf } from "../words.ts";
import type { Journey } from "./checks.ts";
import type { Target } from "./target.ts";

/**
 * The script that a release brings along (MC-173). It is run once for each journey, with the journey's name as its last
 * argument; exit status 0 says that the journey passed, anything else that it did not, and what it wrote then says why.
 *
 * Its environment is bare: `PATH`, `HOME`, `JOURNEY` (the name), `BASE_URL` (`https://<host>`) and `TEST_HEADERS` (a JSON
 * object of headers to send with every request; empty for the live color).
 */
export interface Script {
  command: string;
  arguments: readonly string[];
  /** Folder that it is run in. */
  folder: string;
  /** Seconds for one journey. */
  seconds: number;
}

/** Milliseconds between being told to end and being killed. */
const graceMs = 3_000;
/** Of what a failed journey wrote. */
const shownLines = 5;
const shownCharacters = 16_384;

/**
 * Journeys that do not pass, one after the other: they share accounts.
 *
 * @param onDone hears of each as it ends
 * @throws the signal's reason, and nothing else; no process of a journey is left then
 */
export async function journeyFaults(
  journeys: readonly Journey[],
  script: Script,
  target: Target,
  signal: AbortSignal,
  onDone: (name: string, fault: string | undefined) => void = () => undefined,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { name } of journeys) {
    const fault = await journeyFault(name, script, target, signal);
    if (fault !== undefined) faults.push(`journey ${name}: ${fault}`);
    onDone(name, fault);
  }
  return faults;
}

async function journeyFault(
  name: string,
  { command, arguments: fixed, folder, seconds }: Script,
  { address, headers }: Target,
  signal: AbortSignal,
): Promise<string | undefined> {
  signal.throwIfAborted();
  const { PATH = "", HOME = "" } = process.env;
  const environment = { JOURNEY: name, BASE_URL: address, TEST_HEADERS: JSON.stringify(headers) };
  // A group of its own, so that what the script starts ends with it.
  const child = spawn(command, [...fixed, name], {
    cwd: folder,
    env: { PATH, HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const secrets = Object.values(headers).filter((value) => value.length >= 8);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      // Before it is cut, or half of a secret would be left.
      said = secrets.reduce((all, secret) => all.replaceAll(secret, "…"), said + text).slice(-shownCharacters);
    });
  }
  const limit = AbortSignal.timeout(seconds * 1000);
  const ending = end(child, AbortSignal.any([signal, limit]));
  try {
    const [status, killedBy] = (await once(child, "close")) as [number | null, string | null];
    signal.throwIfAborted();
    if (limit.aborted) return `did not end within ${seconds} s${lastOf(said)}`;
    if (status === 0) return undefined;
    const how = status === null ? `was ended by ${killedBy ?? "a signal"}` : `ended with status ${status}`;
    return how + lastOf(said);
  } catch (error) {
    signal.throwIfAborted();
    return `${command} cannot be run: ${wordsOf(error)}`;
  } finally {
    ending();
  }
}

/** Ends a process and what it started when the signal says so. @returns what takes that back */
function end(child: ChildProcess, signal: AbortSignal): () => void {
  let killing: NodeJS.Timeout | undefined;
  let told = false;
  const kill = (how: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, how);
    } catch {
      // It has ended already.
    }
  };
  const onAbort = () => {
    told = true;
    kill("SIGTERM");
    killing = setTimeout(() => {
      kill("SIGKILL");
    }, graceMs);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return () => {
    clearTimeout(killing);
    // What it started may have outlived it.
    if (told) kill("SIGKILL");
    signal.removeEventListener("abort", onAbort);
  };
}

function lastOf(said: string): string {
  const lines = said.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
  return lines.length === 0 ? "" : `: ${lines.slice(-shownLines).join(" | ")}`;
}
