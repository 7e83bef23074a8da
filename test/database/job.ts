import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "vitest";
import { rdsAuthorities } from "../../components/data/rds-authorities.ts";
import { migrationFiles } from "../../components/release/migration-files.ts";
import { stepsText } from "../../components/release/migration-run.ts";
import type { Migration } from "../../systems/model/system.ts";
import type { Postgres } from "./postgres.ts";
import type { Login } from "./psql.ts";

/** What the Job's container gets. */
export interface Job {
  /** A folder on PATH that holds `flyway`. */
  flyway: string;
  files: string;
  declared: readonly Migration[];
  otherColor: "running" | "absent";
  url: string;
  login: Login;
  /** Further variables, or others. */
  env?: Readonly<Record<string, string>>;
}

/** The script's report, as its head describes it. */
export interface Report {
  outcome: "migrated" | "refused" | "failed" | "stopped";
  message: string;
  steps: string[];
  ran: string[];
  ranTotal: number;
  ahead: string[];
}

export interface Ended {
  /** `null` when it was killed. */
  code: number | null;
  /** The termination message, and the same from the output; empty when it was killed. */
  text: string;
  output: string;
  log: string;
}

export interface Running {
  ended: Promise<Ended>;
  /** To everything in the container, as when a node dies or the kubelet is out of patience. */
  kill: () => void;
  /** To the first process alone, as the kubelet does. */
  terminate: () => void;
}

/**
 * Reads the report of a run that came to its own end.
 *
 * @throws AssertionError when the output does not say the same, or Kubernetes would cut it
 */
export function reportOf({ text, output, log }: Ended): Report {
  expect(text, log).not.toBe("");
  expect(output).toBe(text);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
  return JSON.parse(text) as Report;
}

/** The address that a pod would use: the server proves to be who its certificate says. */
export function urlOf({ host, port, caFile }: Pick<Postgres, "host" | "port" | "caFile">, database: string): string {
  return `jdbc:postgresql://${host}:${port}/${database}?sslmode=verify-full&sslrootcert=${caFile}`;
}

/** Runs the script in a process group of its own, from a folder that looks as a mounted ConfigMap does. */
export function startJob({ flyway, files, declared, otherColor, url, login, env }: Job): Running {
  const folder = mkdtempSync(join(tmpdir(), "migration-"));
  const report = join(folder, "termination-log");
  writeFileSync(report, "");
  const child = spawn("sh", [join(mounted(folder), "run.sh")], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: `${flyway}${delimiter}${process.env["PATH"] ?? ""}`,
      ...(process.env["JAVA_HOME"] === undefined ? {} : { JAVA_HOME: process.env["JAVA_HOME"] }),
      JAVA_ARGS: "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m",
      MIGRATION_STEPS: stepsText(declared),
      MIGRATION_OTHER_COLOR: otherColor,
      MIGRATION_FILES: files,
      MIGRATION_REPORT: report,
      FLYWAY_URL: url,
      FLYWAY_USER: login.user,
      FLYWAY_PASSWORD: login.password,
      ...env,
    },
  });
  let output = "";
  let log = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (log += text.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const text = readFileSync(report, "utf8");
      rmSync(folder, { recursive: true, force: true });
      resolve({ code, text, output, log });
    });
  });
  return {
    ended,
    kill: () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, "SIGKILL");
      }
    },
    terminate: () => {
      child.kill("SIGTERM");
    },
  };
}

function mounted(folder: string): string {
  const mount = join(folder, "mount");
  const version = "..2026_11_23";
  mkdirSync(join(mount, version), { recursive: true });
  symlinkSync(version, join(mount, "..data"));
  for (const [name, text] of Object.entries(migrationFiles(rdsAuthorities("eu-central-1")))) {
    writeFileSync(join(mount, version, name), text);
    symlinkSync(join("..data", name), join(mount, name));
  }
  return mount;
}
