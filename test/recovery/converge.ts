import { expect } from "vitest";
import { preview, up } from "../../engine/operations.ts";
import { changes } from "../../engine/record.ts";
import { OrphanError } from "../../engine/recovery/settle.ts";
import { runCli } from "../../engine/session.ts";
import type { Simulation } from "../../engine/simulation.ts";
import { logged, oneSystem, simulation } from "../engine/stage.ts";

/** The stack with one system, in a folder that earlier updates may have used. */
export const open = (folder: string) => simulation({ stack: "staging", folder, overrides: oneSystem });

/** How many of each type; what a run without faults makes is the measure. */
export function count({ cloud }: Simulation): Record<string, number> {
  const types = cloud.all().map(({ type }) => type);
  return Object.fromEntries(
    [...new Set(types)].sort().map((type) => [type, types.filter((one) => one === type).length]),
  );
}

/** Runs `up` until it goes through, doing what it tells a person to do. */
export async function converge(simulated: Simulation, imported: string[] = []): Promise<string[]> {
  for (let attempt = 0; attempt < 4; attempt++) {
    try {
      await up(simulated.session, logged());
      return imported;
    } catch (error) {
      if (!(error instanceof OrphanError)) throw error;
      for (const line of error.message.split("\n").filter((text) => text.trim().startsWith("pulumi import"))) {
        imported.push(line.trim());
        await runCli(simulated.session.options, words(line).slice(1));
      }
    }
  }
  throw new Error("still not up after four attempts");
}

/** The words of a line as a shell reads it. */
function words(line: string): string[] {
  return [...line.trim().matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

export async function holdsTogether(simulated: Simulation, whole: Record<string, number>): Promise<void> {
  expect(count(simulated)).toEqual(whole);
  expect(changes(await preview(simulated.session, logged()))).toEqual([]);
}
