import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { preview, refresh, up } from "../../engine/operations.ts";
import { openSimulation } from "../../engine/simulation.ts";
import { loadStackConfig } from "../../preview/stack-file.ts";
import { findReadyCli } from "./find-cli.ts";
import { stacks, withoutCheckpoints } from "./stacks.ts";

const quiet = { display: { engine: () => undefined, note: () => undefined, color: "never" as const } };

/**
 * Brings every stack up from nothing, once for all tests, and keeps beside it the plan and what the engine told of each
 * run (`Runs`). Without a CLI the tests skip, each with the reason.
 */
export default async function bringUp(project: TestProject): Promise<() => void> {
  const noCli = await findReadyCli(project);
  const folder = mkdtempSync(join(tmpdir(), "brought-up-"));
  withoutCheckpoints();
  project.provide("broughtUp", noCli === "" ? folder : undefined);
  if (noCli === "") for (const stack of stacks) await bringUpOne(stack, join(folder, stack));
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}

async function bringUpOne(stack: string, folder: string): Promise<void> {
  const config = loadStackConfig(stack, []);
  const { session, stop } = await openSimulation({ stack, folder, config, cli: { install: false } });
  try {
    // By a plan, as README tells a person to.
    const plan = join(folder, "plan.json");
    const runs = {
      first: await preview(session, { ...quiet, plan }),
      up: await up(session, { ...quiet, plan }),
      second: await preview(session, quiet),
      refresh: await refresh(session, quiet),
    };
    writeFileSync(join(folder, "runs.json"), JSON.stringify(runs));
  } finally {
    stop();
  }
}
