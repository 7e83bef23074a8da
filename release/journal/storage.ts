import type { z } from "zod";

/**
 * Where releases are written down: numbered records under a name, each written once and never changed. It is all that
 * journal and lock need, and what a folder (`folder.ts`) and a bucket with conditional writes both give.
 */
export interface Storage {
  /** Numbers of the records under a name, ascending; none for a name that is not known. */
  numbers: (name: string) => Promise<readonly number[]>;
  /** @returns the text as it was written; undefined where there is no such record */
  read: (name: string, number: number) => Promise<string | undefined>;
  /**
   * Writes a record so that it is there after a power cut.
   *
   * @returns false, and nothing is changed, when somebody wrote that number before
   */
  create: (name: string, number: number, text: string) => Promise<boolean>;
  /** Forgets records that nobody needs any more. */
  remove: (name: string, numbers: readonly number[]) => Promise<void>;
}

/**
 * Writes a record, or finds that it was written by us: an answer that was lost on its way tells nothing else. Texts must
 * name their writer.
 *
 * @returns false when somebody else's is there
 */
export async function createOnce(storage: Storage, name: string, number: number, text: string): Promise<boolean> {
  return (await storage.create(name, number, text)) || (await storage.read(name, number)) === text;
}

/** @returns what a record says; undefined for one that is damaged */
export function recordIn<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
