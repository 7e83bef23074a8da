import { describe, expect, it } from "vitest";
import { type Stopwatch, takeLock } from "../../../release/journal/lock.ts";
import type { Storage } from "../../../release/journal/storage.ts";

/** Storage in memory, and a watch that others act during the sleep of. */
function stage() {
  const records = new Map<number, string>();
  let ms = 0;
  const during: (() => Promise<unknown>)[] = [];
  const storage: Storage = {
    numbers: () => Promise.resolve([...records.keys()].sort((a, b) => a - b)),
    read: (_name, number) => Promise.resolve(records.get(number)),
    create: (_name, number, text) => {
      if (records.has(number)) return Promise.resolve(false);
      records.set(number, text);
      return Promise.resolve(true);
    },
    remove: (_name, numbers) => {
      for (const number of numbers) records.delete(number);
      return Promise.resolve();
    },
  };
  const watch: Stopwatch = {
    now: () => ms,
    sleep: async (time) => {
      ms += time;
      for (const act of during.splice(0)) await act();
    },
  };
  return { storage, watch, records, during, pass: (time: number) => (ms += time) };
}

const lease = 60_000;

async function taken(storage: Storage, watch: Stopwatch, holder: string) {
  const answer = await takeLock(storage, "mycrypto", holder, watch, lease);
  if ("heldBy" in answer) throw new Error(`held by ${answer.heldBy}`);
  return answer.lock;
}

describe("the lock of a system", () => {
  it("is had at once when it is free, with a higher number each time", async () => {
    const { storage, watch } = stage();
    const first = await taken(storage, watch, "a");
    expect(first.isHeld()).toBe(true);
    await first.release();
    expect(first.isHeld()).toBe(false);
    const second = await taken(storage, watch, "b");
    expect(watch.now()).toBe(0);
    expect(second.epoch).toBeGreaterThan(first.epoch);
  });

  it("stays with a holder that is heard of, for as long as that is so", async () => {
    const { storage, watch, during } = stage();
    const first = await taken(storage, watch, "a");
    for (let i = 0; i < 5; i++) {
      during.push(() => first.renew());
      expect(await takeLock(storage, "mycrypto", "b", watch, lease)).toEqual({ heldBy: "a" });
      expect(first.isHeld()).toBe(true);
    }
  });

  it("goes to the next one when its holder is not heard of for a whole lease, and the dead one learns it", async () => {
    const { storage, watch } = stage();
    const dead = await taken(storage, watch, "a");
    const next = await taken(storage, watch, "b");
    expect(watch.now()).toBe(lease);
    expect(next.epoch).toBe(dead.epoch + 1);
    expect(dead.isHeld()).toBe(false);
    expect(await dead.renew()).toBe(false);
    await dead.release();
    expect(next.isHeld()).toBe(true);
    expect(await next.renew()).toBe(true);
  });

  it("is given up by its holder before anybody else may take it", async () => {
    const { storage, watch, pass } = stage();
    const mine = await taken(storage, watch, "a");
    pass(lease * 0.6);
    expect(mine.isHeld()).toBe(true);
    pass(lease * 0.1);
    expect(mine.isHeld()).toBe(false);
    expect(await mine.renew()).toBe(true);
    expect(mine.isHeld()).toBe(true);
  });

  it("is not lost by renewals that overtake one another", async () => {
    const { storage, watch } = stage();
    const mine = await taken(storage, watch, "a");
    expect(await Promise.all([mine.renew(), mine.renew(), mine.renew()])).toEqual([true, true, true]);
    expect(mine.isHeld()).toBe(true);
  });

  it("is not lost with the answer to a renewal that was written", async () => {
    const { storage, watch } = stage();
    const mine = await taken(storage, watch, "a");
    const create = storage.create;
    storage.create = async (...record) => {
      storage.create = create;
      await create(...record);
      throw new Error("the connection broke");
    };
    await expect(mine.renew()).rejects.toThrow("the connection broke");
    expect(await mine.renew()).toBe(true);
  });

  it("goes to one of two that want a dead holder's lock", async () => {
    const { storage, watch } = stage();
    await taken(storage, watch, "dead");
    const both = await Promise.all(["b", "b"].map((holder) => takeLock(storage, "mycrypto", holder, watch, lease)));
    expect(both.filter((answer) => "lock" in answer)).toHaveLength(1);
  });

  it("does not fall to a runner that slept while its next number was used and forgotten", async () => {
    const { storage, watch } = stage();
    const slept = await taken(storage, watch, "a");
    const next = await taken(storage, watch, "b");
    for (let i = 0; i < 10; i++) await next.renew();
    expect(await slept.renew()).toBe(false);
    expect(slept.isHeld()).toBe(false);
    expect(next.isHeld()).toBe(true);
  });

  it("of an unreadable record is waited out like any other", async () => {
    const { storage, watch, records } = stage();
    records.set(3, "{ cut");
    const lock = await taken(storage, watch, "b");
    expect(watch.now()).toBe(lease);
    expect(lock.epoch).toBe(4);
  });
});
