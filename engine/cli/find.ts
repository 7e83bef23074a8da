import * as pulumi from "@pulumi/pulumi";
import { buildCli, builtCli } from "./build.ts";
import type { Answer, Cli } from "./candidate.ts";
import { downloadCli, downloadedCli } from "./npm-package.ts";
import { cliOnPath } from "./on-path.ts";
import { explainMissing } from "./report.ts";
import { thisMachine, type World } from "./world.ts";

/** The ways to the CLI, in the order in which they are tried. */
export const ways = ["path", "npm", "build"] as const;
export type Way = (typeof ways)[number];

export interface Tried {
  way: Way;
  /** That it was found, or why not. */
  outcome: string;
}

export interface Found extends Cli {
  way: Way;
  tried: Tried[];
}

export interface FindOptions {
  /** The ways to try; all by default. */
  only?: readonly Way[];
  /** Whether to download or build a CLI when none is there. False is quick: it takes what the machine has. */
  install?: boolean;
}

/** There is no CLI; the message says why for each way, and the mend. */
export class NoCliError extends pulumi.RunError {}

type Step = Partial<Record<Way, (world: World) => Promise<Answer>>>;

/** Takes what is there. */
const ready: Step = { path: cliOnPath, npm: downloadedCli, build: builtCli };

/** Gets what is not. */
const obtain: Step = { npm: downloadCli, build: buildCli };

/**
 * Finds the official Pulumi CLI. What any way has ready is taken before something is downloaded or built, so that only
 * the first search on a machine can be slow.
 *
 * @throws NoCliError when no way leads to one
 * @throws Interrupted when the person stops a download or a build
 */
export async function findCli(options: FindOptions = {}, world: World = thisMachine()): Promise<Found> {
  const { only = ways, install = true } = options;
  const asked = ways.filter((way) => only.includes(way));
  const outcomes = new Map<Way, string>(ways.filter((way) => !asked.includes(way)).map((way) => [way, "left out"]));
  for (const step of install ? [ready, obtain] : [ready]) {
    for (const way of asked) {
      const answer = await step[way]?.(world);
      if (answer === undefined) continue;
      outcomes.set(way, "cli" in answer ? found(answer.cli) : answer.reason);
      if ("cli" in answer) return { way, ...answer.cli, tried: listed(outcomes) };
    }
  }
  throw new NoCliError(explainMissing(listed(outcomes), install));
}

function found({ warning }: Cli): string {
  return warning === undefined ? "found" : `found, but ${warning}`;
}

function listed(outcomes: ReadonlyMap<Way, string>): Tried[] {
  return ways.flatMap((way) => {
    const outcome = outcomes.get(way);
    return outcome === undefined ? [] : [{ way, outcome }];
  });
}
