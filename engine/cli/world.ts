import { spawn } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import * as pulumi from "@pulumi/pulumi";
import { showProgress } from "./progress.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the search needs of the machine, so that its decisions can be tested without one. */
export interface World {
  env: Environment;
  home: string;
  /** Whether it is a file with something in it that may be executed. */
  isExecutable(file: string): boolean;
  /** The file behind symbolic links; the same path when there is none. */
  realPath(file: string): string;
  /** Runs a command to its end. Never throws for what the command does. */
  run(command: string, args: readonly string[], options: RunOptions): Promise<Ran>;
  /** Tells a waiting person how work goes on, until the result is called. */
  progress(describe: () => string): () => void;
}

export interface RunOptions {
  timeoutMs: number;
  cwd?: string;
  env?: Environment;
  /** Called with each line of stderr while it runs. */
  onLine?: (line: string) => void;
}

export interface Ran {
  /** The exit status, or why there is none: "is not there". */
  ended: number | string;
  stdout: string;
  stderr: string;
}

/** The person stopped the search; nothing else is to be tried. */
export class Interrupted extends pulumi.RunError {}

/** This machine. Progress goes to stderr, so that stdout holds the answer alone. */
export function thisMachine(): World {
  return {
    env: process.env,
    home: homedir(),
    isExecutable,
    realPath: (file) => {
      try {
        return realpathSync(file);
      } catch {
        return file;
      }
    },
    run,
    progress: (describe) => showProgress(describe, process.stderr),
  };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    const status = statSync(file);
    return status.isFile() && status.size > 0;
  } catch {
    return false;
  }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The command gets a process group of its own: compilers and download scripts that it starts end with it, when the time
 * is up and when the person stops the search.
 */
async function run(command: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { timeoutMs, cwd, env, onLine } = options;
  const child = spawn(command, args, {
    cwd,
    env: env ?? process.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stopped: "late" | "interrupted" | undefined;
  const stop = (why: "late" | "interrupted") => {
    stopped ??= why;
    signal(child.pid, "SIGINT");
    setTimeout(() => {
      signal(child.pid, "SIGKILL");
    }, 5_000).unref();
  };
  const interrupt = () => {
    stop("interrupted");
  };
  for (const name of signals) process.on(name, interrupt);
  const timer = setTimeout(stop, timeoutMs, "late");
  try {
    const [ended, stdout, stderr] = await Promise.all([
      new Promise<number | string>((resolve) => {
        child.once("error", (error: NodeJS.ErrnoException) => {
          resolve(startFault(error));
        });
        child.once("exit", (status, killer) => {
          resolve(status ?? `was killed by ${killer ?? "a signal"}`);
        });
      }),
      lines(child.stdout),
      lines(child.stderr, onLine),
    ]);
    if (stopped === "interrupted") throw new Interrupted("stopped before there was a CLI");
    return { ended: stopped === "late" ? `gave no result within ${timeoutMs / 1000} s` : ended, stdout, stderr };
  } finally {
    clearTimeout(timer);
    for (const name of signals) process.off(name, interrupt);
  }
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // It has ended by itself.
  }
}

function startFault({ code, message }: NodeJS.ErrnoException): string {
  return code === "ENOENT" ? "is not there" : `cannot be started: ${code ?? message}`;
}

async function lines(stream: Readable, onLine?: (line: string) => void): Promise<string> {
  const all: string[] = [];
  for await (const line of createInterface({ input: stream })) {
    all.push(line);
    onLine?.(line);
  }
  return all.join("\n");
}
