import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import type { Color } from "../../systems/model/system.ts";

/** What a release can change, in a file: it outlives a runner that is killed. */
export interface World {
  /** Percent of the preview color. */
  weight: number;
  /** Color that holds the leases; none between the two. */
  working: Color | undefined;
  registration: boolean;
  retired: boolean;
  /** Tasks that were done, in order, with the lock's number. */
  done: { task: string; epoch: number }[];
  /** What must never happen, and did. */
  wrongs: string[];
}

export const newWorld: World = {
  weight: 0,
  working: "blue",
  registration: false,
  retired: false,
  done: [],
  wrongs: [],
};

export function readWorld(file: string): World {
  return JSON.parse(readFileSync(file, "utf8")) as World;
}

/** Whole or not at all, as a provider changes a thing. */
export function writeWorld(file: string, world: World): void {
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, "w");
  try {
    writeSync(handle, JSON.stringify(world));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}
