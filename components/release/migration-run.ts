import { type MigrationRun, recordedRunsSchema } from "../../contract/release.ts";
import type { Color, Migration } from "../../systems/model/system.ts";
import { other } from "./traffic.ts";

export interface WantedRun {
  color: Color;
  /** Full reference of the image that holds the files. */
  image: string;
  /** Steps that the system declares today. */
  steps: readonly Migration[];
  /** Colors that config gives images to. */
  deployed: readonly Color[];
}

/**
 * What a color's migrations are asked to do. An image that has run is never asked something else, or a step that is
 * declared for the next release, and the other color's coming and going, would run the live color's migrations again.
 *
 * The other color counts as running until an update that no longer declares it is over: its pods end after the migrations.
 *
 * @param last the system's `release` output of the stack's last update; undefined on a first one
 */
export function decideRun({ color, image, steps, deployed }: WantedRun, last: unknown): MigrationRun {
  const memory = recordedRunsSchema.safeParse(last);
  const before = memory.data?.colors[color]?.migration;
  if (before?.image === image) return before;
  const recorded = memory.success ? memory.data.colors[other(color)] !== undefined : last !== undefined;
  const running = recorded || deployed.includes(other(color));
  return {
    image,
    steps: steps.map(({ name, kind }) => ({ name, kind })),
    otherColor: running ? "running" : "absent",
  };
}

/** The value of `MIGRATION_STEPS`. */
export function stepsText(steps: readonly Migration[]): string {
  return steps.map(({ name, kind }) => `${name}:${kind}`).join(" ");
}

/** What `stepsText` was made of. */
export function stepsOf(text: string): Migration[] {
  return text
    .split(" ")
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [name = "", kind] = entry.split(":");
      return { name, kind: kind === "contract" ? "contract" : "expand" };
    });
}
