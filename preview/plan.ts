import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { RawConfig } from "../config.ts";
import { run, type Run } from "../simulator/run.ts";
import { projectFolder } from "./stack-file.ts";

export interface PlanOptions {
  stack: string;
  config: RawConfig;
  mode: "preview" | "update";
}

/**
 * Runs the real program for a stack, once per process: `index.ts` is a module.
 *
 * @throws whatever the program throws, ConfigError first
 */
export async function plan({ stack, config, mode }: PlanOptions): Promise<Run> {
  const { name } = parse(readFileSync(new URL("Pulumi.yaml", projectFolder), "utf8")) as { name: string };
  pulumi.runtime.setAllConfig({ ...config }, []);
  const program = async () => ({ ...((await import("../index.ts")) as Record<string, unknown>) });
  return run(program, { project: name, stack, mode });
}
