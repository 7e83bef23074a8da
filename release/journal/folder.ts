import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Storage } from "./storage.ts";

/**
 * Records as files of a folder, `<name>/00000001.json`. A file appears whole or not at all: it is written and synced
 * under another name, then linked, which fails where the number is taken; and the folder is synced, so that the name
 * outlives a power cut. The folder must be on one file system that knows hard links.
 */
export function folderStorage(root: string): Storage {
  const folder = (name: string) => join(root, ...name.split("/").map(safe));
  const file = (name: string, number: number) => join(folder(name), `${String(number).padStart(8, "0")}.json`);
  return {
    numbers: async (name) => {
      const files = await orAbsent(readdir(folder(name)));
      const numbers = (files ?? []).flatMap((one) => {
        const [, digits] = /^(\d{8})\.json$/.exec(one) ?? [];
        return digits === undefined ? [] : [Number(digits)];
      });
      return numbers.sort((a, b) => a - b);
    },
    read: (name, number) => orAbsent(readFile(file(name, number), "utf8")),
    create: async (name, number, text) => {
      await mkdir(folder(name), { recursive: true });
      const draft = join(folder(name), `.${randomUUID()}`);
      try {
        await writeSynced(draft, text);
        await link(draft, file(name, number));
      } catch (error) {
        if (codeOf(error) === "EEXIST") return false;
        throw error;
      } finally {
        await rm(draft, { force: true });
      }
      await sync(folder(name));
      return true;
    },
    remove: async (name, numbers) => {
      for (const number of numbers) await rm(file(name, number), { force: true });
    },
  };
}

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function orAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** A name's part never leads out of the folder. */
function safe(part: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part)) throw new Error(`"${part}" is no name of a journal`);
  return part;
}
