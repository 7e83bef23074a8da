import { spawnSync } from "node:child_process";

export const flags = ["--max-semi-space-size=32", "--import", "./start.js"];
const folder = new URL("../", import.meta.url);

/** Runs this Node.js in the project's folder. @returns what it printed. @throws Error with what it complained of */
export function node(...args: string[]): string {
  const options = { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, args, options);
  if (status !== 0) throw new Error(`node ${args.join(" ")}: exit ${status ?? "by signal"}\n${stderr}`);
  return stdout;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds of a whole process. */
export function wall(...args: string[]): number {
  const started = performance.now();
  node(...args);
  return performance.now() - started;
}

export function row(what: string, figure: string, more = ""): void {
  process.stdout.write(`${what.padEnd(46)} ${figure.padStart(10)}  ${more}\n`.trimEnd() + "\n");
}
