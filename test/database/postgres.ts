import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { makeCertificates } from "./certificates.ts";
import { query } from "./psql.ts";

/** A server that takes nothing but TLS and passwords, as RDS with `rds.force_ssl`. */
export interface Postgres {
  binaries: Binaries;
  /** The name in the server's certificate. */
  host: string;
  port: number;
  /** The authority that signed the server's certificate, in PEM form. */
  caFile: string;
  /** The superuser. */
  user: string;
  password: string;
  stop: () => Promise<void>;
}

const host = "localhost";
const user = "postgres";
const password = "superuser-password";

/**
 * The shell ends the server when its input ends: by `stop`, or because the test that started it is gone. Then it
 * removes the folder, its `$0`.
 */
const whileWatched = 'postgres "$@" & server=$!; read -r line; kill -INT "$server"; wait "$server"; rm -rf "$0"';

/**
 * Starts a server in a folder of its own, on loopback and a free port.
 *
 * @throws Error with the end of the server's log when it does not answer within 30 s
 */
export async function startPostgres(binaries: Binaries): Promise<Postgres> {
  const { folder: programs, owner } = binaries;
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const { caFile, certificateFile, keyFile } = makeCertificates(folder, host);
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const passwordFile = file("password", password);
  const accessFile = file("access", "hostssl all all 127.0.0.1/32 scram-sha-256\n");
  chmodSync(keyFile, 0o600);
  if (owner !== undefined) {
    for (const name of [".", ...readdirSync(folder)]) chownSync(join(folder, name), owner.uid, owner.gid);
  }

  const environment = { ...owner, cwd: folder, env: { PATH: `${programs}:/usr/bin:/bin`, LC_ALL: "C.UTF-8" } };
  const data = join(folder, "data");
  const ownAccount = [`--username=${user}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const initdb = ["-D", data, ...ownAccount, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
  const made = spawnSync(join(programs, "initdb"), initdb, { ...environment, encoding: "utf8", timeout: 60_000 });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);

  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    hba_file: accessFile,
    ssl: "on",
    ssl_cert_file: certificateFile,
    ssl_key_file: keyFile,
    fsync: "off",
    shared_buffers: "32MB",
    max_connections: 50,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const logFile = file("log", "");
  const log = openSync(logFile, "a");
  const watch = spawn("sh", ["-c", whileWatched, folder, "-D", data, ...args], {
    ...environment,
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  const stop = () => ended(watch);

  const postgres = { binaries, host, port, caFile, user, password, stop };
  for (let tries = 0; tries < 150; tries++) {
    const answers = await query(postgres, { user, password, database: "postgres" }, "SELECT 1").catch(() => []);
    if (answers.length > 0) return postgres;
    await sleep(200);
  }
  const last = readFileSync(logFile, "utf8").slice(-2000);
  await stop();
  throw new Error(`PostgreSQL does not answer on port ${port}; the end of its log:\n${last}`);
}

async function ended(watch: ChildProcess): Promise<void> {
  const over = new Promise((resolve) => watch.once("exit", resolve));
  watch.stdin?.end();
  if (watch.exitCode === null && watch.signalCode === null) await over;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
