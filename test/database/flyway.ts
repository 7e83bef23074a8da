import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";

/** A Flyway that answers. */
export interface Flyway {
  /** Holds the executable `flyway`. */
  folder: string;
  version: string;
}

const ours = fileURLToPath(new URL("../../tools/flyway", import.meta.url));

/**
 * Takes what FLYWAY_HOME names, an unpacked official archive, else what Maven has put into tools/flyway.
 *
 * @returns or what is missing, as a sentence without its end
 */
export function findFlyway(): Flyway | string {
  const named = process.env["FLYWAY_HOME"] ?? "";
  if (named === "" && !existsSync(`${ours}/target/lib`)) {
    return "no Flyway: mvn -B -q -f tools/flyway/pom.xml package gets it, or FLYWAY_HOME names a folder that has it";
  }
  const folder = named === "" ? ours : named;
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}` };
  const ran = spawnSync("flyway", ["-v", "-skipCheckForUpdate"], { env, encoding: "utf8", timeout: 60_000 });
  const fault = ran.error?.message ?? ran.stderr.trim().slice(0, 200);
  const version = /^Flyway .* (\d+\.\d+\.\d+) /m.exec(ran.error === undefined ? ran.stdout : "")?.[1];
  if (version === undefined) return `no Flyway: the one in ${folder} does not tell its version: ${fault}`;
  return { folder, version };
}
