import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Postgres } from "./postgres.ts";

const run = promisify(execFile);

/** Who asks, and where. */
export interface Login {
  user: string;
  password: string;
  database: string;
}

type Address = Pick<Postgres, "binaries" | "host" | "port" | "caFile">;

const quiet = ["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"];

function connection({ binaries, host, port, caFile }: Address, { user, password, database }: Login) {
  const env = {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: caFile,
    PGCONNECT_TIMEOUT: "10",
    LC_ALL: "C.UTF-8",
  };
  return { program: join(binaries.folder, "psql"), env };
}

/**
 * Runs statements one after the other, each in its own transaction unless they say otherwise.
 *
 * @returns the rows of all of them, with `|` between columns
 * @throws Error with the server's words
 */
export async function query(server: Address, login: Login, ...statements: readonly string[]): Promise<string[]> {
  const { program, env } = connection(server, login);
  const args = [...quiet, ...statements.map((statement) => `--command=${statement}`)];
  const { stdout } = await run(program, args, { env, timeout: 60_000 });
  return stdout.split("\n").filter((line) => line !== "");
}

/** A connection that stays, for a transaction that others have to wait for. */
export interface Session {
  /** Returns when the statement is done. */
  run: (statement: string) => Promise<void>;
  /** Rolls back what is open. */
  close: () => Promise<void>;
}

export function openSession(server: Address, login: Login): Session {
  const { program, env } = connection(server, login);
  const psql = spawn(program, quiet, { env, stdio: ["pipe", "pipe", "pipe"] });
  const over = new Promise<void>((resolve) =>
    psql.once("exit", () => {
      resolve();
    }),
  );
  let said = "";
  let complaint = "";
  let turns = 0;
  psql.stderr.on("data", (text: Buffer) => (complaint += text.toString()));
  psql.stdout.on("data", (text: Buffer) => (said += text.toString()));
  return {
    run: async (statement) => {
      const done = `done ${++turns}`;
      psql.stdin.write(`${statement};\n\\echo ${done}\n`);
      const answered = new Promise<void>((resolve) => {
        const look = () => {
          if (!said.split("\n").includes(done)) return;
          psql.stdout.off("data", look);
          resolve();
        };
        psql.stdout.on("data", look);
        look();
      });
      await Promise.race([
        answered,
        over.then(() => {
          throw new Error(`psql: ${complaint}`);
        }),
      ]);
    },
    close: async () => {
      psql.stdin.end();
      await over;
    },
  };
}
