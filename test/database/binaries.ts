import { execFileSync } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** PostgreSQL's programs, and who may run them: the server refuses to run as root. */
export interface Binaries {
  folder: string;
  /** The major version, such as 15. */
  version: number;
  /** Left out where this process may run the server itself. */
  owner?: { uid: number; gid: number };
}

const needed = ["postgres", "initdb", "psql"];

/** Where Debian puts each version, and outside the path. */
const debian = "/usr/lib/postgresql";

/**
 * Finds the newest installed server.
 *
 * @returns or what is missing, as a sentence without its end
 */
export function findBinaries(): Binaries | string {
  const found = folders().find((folder) => needed.every((program) => isExecutable(join(folder, program))));
  if (found === undefined) return `no PostgreSQL: ${needed.join(", ")} are neither under ${debian} nor on PATH`;
  if (!(process.env["PATH"] ?? "").split(delimiter).some((folder) => isExecutable(join(folder, "openssl")))) {
    return "no openssl on PATH, which makes the server's certificate";
  }
  const said = execFileSync(join(found, "postgres"), ["--version"], { encoding: "utf8", timeout: 10_000 });
  const binaries = { folder: found, version: Number(/ (\d+)/.exec(said)?.[1]) };
  if (process.getuid?.() !== 0) return binaries;
  const owner = unprivileged();
  return owner === undefined ? "PostgreSQL does not run as root, and there is no other user" : { ...binaries, owner };
}

function folders(): string[] {
  const onPath = (process.env["PATH"] ?? "").split(delimiter);
  try {
    const versions = readdirSync(debian).sort((one, other) => Number(other) - Number(one));
    return [...versions.map((version) => join(debian, version, "bin")), ...onPath];
  } catch {
    return onPath;
  }
}

function unprivileged(): Binaries["owner"] {
  const id = (option: string, user: string) => Number(execFileSync("id", [option, user], { stdio: "pipe" }));
  for (const user of ["postgres", "nobody"]) {
    try {
      return { uid: id("-u", user), gid: id("-g", user) };
    } catch {
      continue;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
