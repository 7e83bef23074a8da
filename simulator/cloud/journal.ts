import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Change, SimulatedCloud } from "./cloud.ts";

/**
 * A cloud that outlives this process: every change is one line of JSON at the end of a file. It holds what a cloud
 * would hold, generated secrets too, so the file is readable by its owner alone.
 *
 * @throws Error naming the file and line when it cannot be read
 */
export function openCloud(file: string): SimulatedCloud {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const changes = existsSync(file) ? read(file) : [];
  const cloud = new SimulatedCloud(changes, (change) => {
    appendFileSync(file, `${JSON.stringify(change)}\n`, { mode: 0o600 });
  });
  // Only what is left of the past, so that the file does not grow for ever.
  const lines = cloud.all().map((kept) => JSON.stringify({ type: kept.type, id: kept.id, kept }));
  writeFileSync(`${file}.new`, lines.map((line) => `${line}\n`).join(""), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return cloud;
}

function read(file: string): Change[] {
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line, i) => {
    try {
      return JSON.parse(line) as Change;
    } catch {
      throw new Error(`${file}: line ${i + 1} is not JSON; delete the folder to begin with an empty cloud`);
    }
  });
}
