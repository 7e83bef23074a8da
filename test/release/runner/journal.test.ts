import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { folderStorage } from "../../../release/journal/folder.ts";
import { openJournal } from "../../../release/journal/journal.ts";
import type { Storage } from "../../../release/journal/storage.ts";
import type { Event } from "../../../release/state.ts";

let folder: string;
let storage: Storage;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
  storage = folderStorage(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const event = (at: number): Event => ({ at, kind: "taken", by: "a runner" });
const name = "mycrypto/1.5.0";
const file = (number: number) => join(folder, "mycrypto", "1.5.0", `0000000${number}.json`);

async function three(): Promise<void> {
  const journal = await openJournal(storage, name, "plan");
  for (const at of [1, 2, 3]) await journal.append(event(at), 1);
}

describe("a folder as storage", () => {
  it("keeps a record once, whole, under its number", async () => {
    expect(await storage.create(name, 1, "one")).toBe(true);
    expect(await storage.create(name, 1, "other")).toBe(false);
    expect(await storage.read(name, 1)).toBe("one");
    expect(readdirSync(join(folder, "mycrypto", "1.5.0"))).toEqual(["00000001.json"]);
  });

  it("gives a number to one of many that want it at once", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => storage.create(name, 1, String(i))));
    expect(all.filter((created) => created)).toHaveLength(1);
    expect(await storage.read(name, 1)).toBe(String(all.indexOf(true)));
  });

  it("knows nothing of a name that was never used, and of drafts that a killed runner left", async () => {
    expect(await storage.numbers(name)).toEqual([]);
    expect(await storage.read(name, 1)).toBeUndefined();
    await storage.create(name, 2, "two");
    writeFileSync(join(folder, "mycrypto", "1.5.0", ".draft"), "half");
    expect(await storage.numbers(name)).toEqual([2]);
  });

  it.each(["../escape", "a//b", "a/.b", ""])("refuses %j as a name", async (wrong) => {
    await expect(storage.create(wrong, 1, "")).rejects.toThrow("is no name of a journal");
  });
});

describe("a journal", () => {
  it("gives back what was written, and goes on after it", async () => {
    await three();
    const journal = await openJournal(storage, name, "plan");
    expect(journal.events).toEqual([event(1), event(2), event(3)]);
    await journal.append(event(4), 2);
    expect((await openJournal(storage, name, "plan")).events).toHaveLength(4);
  });

  it("stops a runner whose journal another one goes on with", async () => {
    const mine = await openJournal(storage, name, "plan");
    const other = await openJournal(storage, name, "plan");
    await other.append(event(1), 2);
    await expect(mine.append(event(1), 1)).rejects.toThrow("another runner wrote it; this one has lost the release");
    expect((await openJournal(storage, name, "plan")).events).toEqual([event(1)]);
  });

  it("takes an entry that it wrote for its own, when the answer was lost", async () => {
    const journal = await openJournal(storage, name, "plan");
    const other = await openJournal(storage, name, "plan");
    await other.append(event(1), 1);
    await journal.append(event(1), 1);
    await expect(journal.append(event(2), 1)).resolves.toBeUndefined();
  });

  it("is refused for another plan than its own", async () => {
    await three();
    await expect(openJournal(storage, name, "other")).rejects.toThrow(
      "entry 1: does not follow; the plan changed since",
    );
  });

  it("is refused when an entry is missing, was changed or cannot be read", async () => {
    await three();
    const second = readFileSync(file(2), "utf8");
    rmSync(file(2));
    await expect(openJournal(storage, name, "plan")).rejects.toThrow("entry 2: it is missing");
    writeFileSync(file(2), second.replace("a runner", "another"));
    await expect(openJournal(storage, name, "plan")).rejects.toThrow("entry 3: does not follow");
    writeFileSync(file(2), second.slice(0, 40));
    await expect(openJournal(storage, name, "plan")).rejects.toThrow("entry 2: cannot be read");
    writeFileSync(file(2), second);
    expect((await openJournal(storage, name, "plan")).events).toHaveLength(3);
  });

  it("cut in its last entry says so, keeps what is left, and goes on once that was said", async () => {
    await three();
    const cut = readFileSync(file(3), "utf8").slice(0, 50);
    writeFileSync(file(3), cut);
    const journal = await openJournal(storage, name, "plan");
    expect(journal).toMatchObject({ torn: true, events: [event(1), event(2)] });
    await journal.append({ at: 4, kind: "torn" }, 2);
    await journal.append(event(5), 2);
    expect(readFileSync(file(3), "utf8")).toBe(cut);
    expect(await openJournal(storage, name, "plan")).toMatchObject({
      torn: false,
      events: [event(1), event(2), { at: 4, kind: "torn" }, event(5)],
    });
  });

  it("has no entry that says torn where nothing is", async () => {
    await three();
    const journal = await openJournal(storage, name, "plan");
    await journal.append({ at: 4, kind: "torn" }, 1);
    await expect(openJournal(storage, name, "plan")).rejects.toThrow("entry 4: cannot be read");
  });
});
