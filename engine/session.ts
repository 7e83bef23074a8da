import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LocalWorkspace, type PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import { type RawConfig, readConfig } from "../config.ts";
import type { PlatformConfig } from "../config/schema.ts";
import { loadCatalog } from "../systems/model/catalog.ts";
import { compileCache } from "./compile-cache.ts";
import { program } from "./program.ts";
import { packConfig } from "../preview/policy-options.ts";
import { rules } from "../policies/rules.ts";
import { projectName } from "./project.ts";
import { authoritiesFile } from "./rds-authorities.ts";

export interface SessionOptions {
  stack: string;
  config: RawConfig;
  command: PulumiCommand;
  /** True where the CLI came with a language host and can start policy packs by itself. */
  languageHost: boolean;
  /** Folder of `Pulumi.yaml` and the stack's file. */
  workDir: string;
  /** For the engine and everything that it starts. */
  environment: Readonly<Record<string, string>>;
  /** Folders of policy packs. */
  policyPacks: readonly string[];
  /** File with the levels of the pack's rules. @default the rules' own */
  policyConfig?: string | undefined;
  /** Hands the authorities of the region's database servers to the PostgreSQL provider, unless the environment names some. */
  databaseAuthorities?: true;
}

/** A stack under the official engine, with this project's program running in this process. */
export interface Session {
  stack: Stack;
  config: PlatformConfig;
  options: SessionOptions;
}

/** @throws ConfigError before the engine is started */
export async function openSession(given: SessionOptions): Promise<Session> {
  const config = readConfig(given.config, await loadCatalog(), `Pulumi.${given.stack}.yaml`);
  // The engine passes over rules that it does not know.
  packConfig(given.policyConfig, rules);
  const known = given.databaseAuthorities === undefined || process.env["PGSSLROOTCERT"] !== undefined;
  const authorities = known ? {} : { PGSSLROOTCERT: authoritiesFile(config.region) };
  const options = {
    ...given,
    environment: {
      PULUMI_SKIP_UPDATE_CHECK: "1",
      ...compileCache(),
      ...authorities,
      ...given.environment,
      PATH: pathWith("bin", given),
    },
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: options.stack, projectName, program },
    { workDir: options.workDir, pulumiCommand: options.command, envVars: options.environment },
  );
  return { stack, config, options };
}

/** A CLI without a language host finds the executables that it is missing in these folders of ours. */
function pathWith(
  folder: "bin" | "language-host",
  { languageHost, environment }: Omit<SessionOptions, "config">,
): string {
  const path = environment["PATH"] ?? process.env["PATH"] ?? "";
  return languageHost ? path : `${fileURLToPath(new URL(folder, import.meta.url))}:${path}`;
}

/**
 * Runs the CLI itself, for what the Automation API has no method for.
 *
 * @throws Error with what it printed
 */
export async function runCli(
  options: SessionOptions,
  args: readonly string[],
): Promise<{ stdout: string; stderr: string }> {
  const { command, workDir, environment } = options;
  const env = { ...process.env, ...environment, PATH: pathWith("language-host", options) };
  return promisify(execFile)(command.command, [...args, "--non-interactive"], {
    cwd: workDir,
    env,
    maxBuffer: 256 * 1024 * 1024,
  });
}
