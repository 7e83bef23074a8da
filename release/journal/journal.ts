import { createHash } from "node:crypto";
import { z } from "zod";
import { ConfigError } from "../../config.ts";
import type { Event } from "../state.ts";
import { eventSchema } from "./event.ts";
import { createOnce, recordIn, type Storage } from "./storage.ts";

const entrySchema = z.strictObject({
  /** Of the text of the entry before; of the first one, of the plan that it began with. */
  after: z.string(),
  /** Number of the lock under which it was written. */
  epoch: z.int(),
  event: eventSchema,
});

/**
 * What happened in a release, in order. Each entry is in the storage before anything is done because of it, so that
 * whoever reads it knows all that may have been done. Entries are chained by their hashes: one that is missing or was
 * changed is found.
 */
export interface Journal {
  events: readonly Event[];
  /**
   * Whether the last entry is damaged. It stays where it is; the next one must be the event `torn`, which takes the worst
   * of what it may have said.
   */
  torn: boolean;
  /**
   * @throws Error when another runner wrote in between: this one must stop, it has lost the release
   */
  append: (event: Event, epoch: number) => Promise<void>;
}

/**
 * Reads a journal, to go on with it.
 *
 * @param name `<system>/<release>`
 * @param plan hash of the plan that it is about
 * @throws ConfigError for one that belongs to another plan, or of which a part is missing or was changed
 */
export async function openJournal(storage: Storage, name: string, plan: string): Promise<Journal> {
  const numbers = await storage.numbers(name);
  const events: Event[] = [];
  let last = sha256(plan);
  let torn = false;
  for (const [i, number] of numbers.entries()) {
    const where = `${name}, entry ${i + 1}`;
    if (number !== i + 1) throw new ConfigError(`${where}: it is missing; put it back from the storage's versions`);
    const text = (await storage.read(name, number)) ?? "";
    const read = recordIn(entrySchema, text);
    if (read === undefined && !torn) {
      torn = true;
      last = sha256(text);
      continue;
    }
    if (read === undefined || torn !== (read.event.kind === "torn")) {
      throw new ConfigError(
        `${name}, entry ${i + (torn ? 0 : 1)}: cannot be read; put it back from the storage's versions`,
      );
    }
    torn = false;
    if (read.after !== last) {
      const mend =
        i === 0
          ? "the plan changed since; finish or abort that release with its own plan, then begin a new one"
          : "an entry before it was changed; put it back from the storage's versions";
      throw new ConfigError(`${where}: does not follow; ${mend}`);
    }
    last = sha256(text);
    events.push(read.event);
  }
  let count = numbers.length;
  return {
    events,
    torn,
    append: async (event, epoch) => {
      const text = `${JSON.stringify({ after: last, epoch, event })}\n`;
      if (!(await createOnce(storage, name, count + 1, text))) {
        throw new Error(
          `${name}, entry ${count + 1}: another runner wrote it; this one has lost the release and stops`,
        );
      }
      count += 1;
      last = sha256(text);
    },
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
