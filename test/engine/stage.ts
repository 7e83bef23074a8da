import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { inject, onTestFinished } from "vitest";
import { openSimulation, type Simulation, type SimulationOptions } from "../../engine/simulation.ts";
import type { Display, OperationOptions } from "../../engine/operations.ts";
import type { EngineRecord } from "../../engine/record.ts";
import { loadStackConfig, parseOverride } from "../../preview/stack-file.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of stacks that were brought up once; undefined without a CLI. */
    broughtUp: string | undefined;
    /** Why there is no CLI. */
    noCli: string;
  }
}

// Vitest looks up the source of every frame, and the SDK takes a stack trace of every promise.
Error.stackTraceLimit = 1;
// Each engine lives for seconds and ends with its memory.
process.env["GOGC"] ??= "400";

/** Config changes that leave one system alone in the stack: a third of the resources, a third of the time. */
export const oneSystem = ["systems.mytrader=null"];

/** Everything that the engine and our tool said. */
export class Log implements Display {
  text = "";
  readonly notes: string[] = [];
  readonly color = "never";
  readonly engine = (text: string): void => {
    this.text += text;
  };
  readonly note = (line: string): void => {
    this.notes.push(line);
  };
}

/** Options of an operation that logs. */
export function logged(log = new Log()): OperationOptions & { display: Log } {
  return { display: log };
}

/**
 * A folder of its own for the test that asks, or for all tests of a group.
 *
 * @param end when it may be removed: `onTestFinished`, or `afterAll` of the group
 */
export function scratch(end: (remove: () => void) => unknown = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), "engine-"));
  end(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The same with a stack in it that is up, as in its file. */
export function broughtUp(stack: string, end: (remove: () => void) => unknown = onTestFinished): string {
  const folder = scratch(end);
  cpSync(join(inject("broughtUp") ?? "", stack), folder, { recursive: true });
  return folder;
}

/** What the engine told while the stack was brought up. */
export type Runs = Record<"first" | "up" | "second" | "refresh", EngineRecord>;

export function runsOf(stack: string): Runs {
  return JSON.parse(readFileSync(join(inject("broughtUp") ?? "", stack, "runs.json"), "utf8")) as Runs;
}

export type Opened = Omit<SimulationOptions, "config" | "cli"> & { overrides?: readonly string[] };

/** A simulation that stops with the test. */
export async function simulation({ overrides = [], ...options }: Opened): Promise<Simulation> {
  const config = loadStackConfig(options.stack, overrides.map(parseOverride));
  const opened = await openSimulation({ ...options, config, cli: { install: false } });
  onTestFinished(opened.stop);
  return opened;
}

/** Everything that an update would leave a trace in. */
export interface World {
  cloud: unknown;
  state: Deployment;
  updates: number;
}

export async function world({ session, cloud }: Simulation): Promise<World> {
  const state = await session.stack.exportStack();
  return { cloud: structuredClone(cloud.all()), state, updates: (await session.stack.history()).length };
}
