import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { folderStorage } from "../../release/journal/folder.ts";
import type { State } from "../../release/state.ts";
import { resume } from "./resume.ts";
import { newWorld, readWorld, type World, writeWorld } from "./world.ts";

/** Releases whose new version fails above a weight, in percent; and what a person says when another runner takes it up. */
export const stories = {
  "a good release": { badAbove: 100, aborted: false },
  "bad at 50 %": { badAbove: 10, aborted: false },
  "bad at 100 %": { badAbove: 50, aborted: false },
  "a good release, aborted after the kill": { badAbove: 100, aborted: true },
} as const;
export type Story = keyof typeof stories;

/** How one killed release ended. */
export interface Killed {
  story: Story;
  /** Entry of the journal at which its runner was killed, and whether that entry was written. */
  entry: number;
  side: "before" | "after";
  phase: State["phase"];
  /** What should not be; none is what is wanted. */
  wrongs: string[];
}

const root = new URL("../../", import.meta.url);
const victim = fileURLToPath(new URL("victim.ts", import.meta.url));

/** Kills the runner of a story at an entry, lets another one take the release up, and looks at the world. */
export async function killAt(story: Story, entry: number, side: "before" | "after"): Promise<Killed | "not reached"> {
  const folder = mkdtempSync(join(tmpdir(), "sweep-"));
  try {
    writeWorld(join(folder, "world.json"), newWorld);
    const { badAbove, aborted } = stories[story];
    const args = ["--import", "./start.js", victim, folder, String(badAbove), String(entry), side];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    if (code === 0) return "not reached";
    if (signal !== "SIGKILL") throw new Error(`${story}, ${side} entry ${entry}: its runner ended by itself`);
    const state = await resume(folder, badAbove, folderStorage(join(folder, "journal")), aborted);
    const world = readWorld(join(folder, "world.json"));
    return { story, entry, side, phase: state.phase, wrongs: [...world.wrongs, ...wrongsAtEnd(story, state, world)] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const atOnce = 2;

/** @param every each how many entries of a story it is killed, until its journal has no more */
export async function sweep(every: number, tell: (killed: Killed) => void): Promise<void> {
  for (const story of Object.keys(stories) as Story[]) {
    let entry = 1 - every;
    let over = false;
    const work = async () => {
      while (!over) {
        entry += every;
        const here = entry;
        for (const side of ["before", "after"] as const) {
          const killed = await killAt(story, here, side);
          if (killed === "not reached") over = true;
          else tell(killed);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }
}

function wrongsAtEnd(story: Story, { phase, reasons }: State, world: World): string[] {
  const { badAbove, aborted } = stories[story];
  const goesBack = aborted ? !world.retired : badAbove < 100;
  // Who aborts when the old color is gone is told that there is no way back, unless all was over.
  const wanted = goesBack ? ["aborted"] : aborted ? ["failed", "succeeded"] : ["succeeded"];
  const there = {
    weight: world.weight,
    working: world.working,
    registration: world.registration,
    retired: world.retired,
  };
  const right = goesBack
    ? { weight: 0, working: "blue", registration: false, retired: false }
    : { weight: 100, working: "green", registration: true, retired: true };
  return [
    ...(wanted.includes(phase) ? [] : [`it ${phase}: ${reasons.join("; ")}`]),
    ...(phase !== "succeeded" && reasons.length === 0 ? ["nobody says why it ended so"] : []),
    ...(JSON.stringify(there) === JSON.stringify(right) ? [] : [`the world is ${JSON.stringify(there)}`]),
  ];
}
