import { expect } from "vitest";
import { preview, up } from "../../engine/operations.ts";
import { lookUpCommand } from "../../engine/recovery/advice.ts";
import { changes } from "../../engine/record.ts";
import { runCli } from "../../engine/session.ts";
import { exported } from "../../engine/state.ts";
import type { Simulation } from "../../engine/simulation.ts";
import { previewJson } from "../cli.ts";
import { logged, oneSystem, simulation } from "../engine/stage.ts";

/**
 * The staging stack with one system, in a folder that earlier updates may have used. Without the policy pack, which is
 * asked before anything can go wrong, and takes a quarter of the time.
 */
export const open = (folder: string) => simulation({ stack: "staging", folder, overrides: oneSystem, policyPacks: [] });

/** What must be there in the end. */
export const oneStaging = () => wholeOf("staging", oneSystem);

/** How many of each type the program declares for a cloud to keep. */
export async function wholeOf(stack: string, overrides: readonly string[] = []): Promise<Record<string, number>> {
  const { resources } = await previewJson(["--stack", stack, ...overrides.flatMap((one) => ["--config", one])]);
  return tally(resources.flatMap(({ type, custom }) => (custom && inCloud.test(type) ? [type] : [])));
}

const inCloud = /^(aws|kubernetes|postgresql):/;

/** How many of each type there are. Of a secret's versions the last one counts. */
function count({ cloud }: Simulation): Record<string, number> {
  const all = new Map(
    cloud
      .all()
      .map(({ type, id, inputs }) => [type.endsWith(":SecretVersion") ? inputs["secretId"] : `${type} ${id}`, type]),
  );
  return tally([...all.values()]);
}

function tally(types: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...new Set(types)].sort().map((type) => [type, types.filter((one) => one === type).length]),
  );
}

/**
 * Runs `up` until it goes through, doing what it tells a person to do.
 *
 * @param imported gets the lines that a person was given to run
 * @throws what fails without telling what to do
 */
export async function converge(simulated: Simulation, imported: string[] = []): Promise<void> {
  for (let attempt = 0; attempt < 4; attempt++) {
    try {
      await up(simulated.session, logged());
      return;
    } catch (error) {
      const lines = error instanceof Error ? told(error, simulated) : [];
      if (lines.length === 0) throw error;
      for (const line of lines) {
        imported.push(line);
        await runCli(simulated.session.options, words(line).slice(1));
      }
    }
  }
  throw new Error("still not up after four attempts");
}

/** The lines to run that are in the message; an id that is left open is asked of the cloud, as the message says. */
function told({ message }: Error, { cloud }: Simulation): string[] {
  const lines = message.split("\n").map((line) => line.trim());
  return lines.flatMap((line, index) => {
    const [first, second, type] = line.split(" ");
    if (first !== "pulumi" || second !== "import") return [];
    const sentence = lines[index - 1] ?? "";
    const meant = cloud.all().find((one) => one.type === type && sentence.includes(lookUpCommand(one) ?? "none"));
    return [line.replace(" ID ", ` ${meant?.id ?? "ID"} `)];
  });
}

/** The words of a line as a shell reads it. */
function words(line: string): string[] {
  return [...line.trim().matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

/** @param whole how many of each type there must be; see `wholeOf` */
export async function holdsTogether(simulated: Simulation, whole: Record<string, number>): Promise<void> {
  expect(count(simulated)).toEqual(whole);
  expect((await exported(simulated.session)).deployment.pending_operations ?? []).toEqual([]);
  expect(changes(await preview(simulated.session, logged()))).toEqual([]);
}
