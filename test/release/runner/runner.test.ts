import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { steppedClock } from "../../../rehearsal/sweep/clock.ts";
import { folderStorage } from "../../../release/journal/folder.ts";
import { openJournal } from "../../../release/journal/journal.ts";
import type { Lock } from "../../../release/journal/lock.ts";
import type { Storage } from "../../../release/journal/storage.ts";
import type { Counts } from "../../../release/judge/counts.ts";
import { replay } from "../../../release/phase.ts";
import { planHash } from "../../../release/plan/plan.ts";
import { nameOf, type Task } from "../../../release/route.ts";
import { type Hands, type Order, TryAgain } from "../../../release/run/hands.ts";
import { LostRelease, run, type Running } from "../../../release/run/runner.ts";
import type { Event } from "../../../release/state.ts";
import { planWith } from "./plans.ts";

let folder: string;
let storage: Storage;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runner-"));
  storage = folderStorage(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const plan = planWith({
  signatures: [{ role: "devops-lead", decision: "go" }],
  decisionWindowSeconds: 60,
  checksAfterSeconds: [120],
});
const journalName = "mycrypto/test";
const scale = 1000;

const clean: Counts = {
  requests: 20_000,
  errors: 2,
  latency: { boundsMs: [100, 250, 1000], counts: [19_900, 100, 0, 0] },
};

interface Stage {
  hands: Hands;
  /** Tasks in order, as they were begun. */
  begun: string[];
  notices: string[];
}

function stage(
  perform: (task: Task, order: Order) => Promise<void> = () => Promise.resolve(),
  preview: (weightBegun: string) => Counts | undefined = () => clean,
): Stage {
  const begun: string[] = [];
  const notices: string[] = [];
  const hands: Hands = {
    perform: async (task, order) => {
      begun.push(nameOf(task));
      await perform(task, order);
    },
    watch: async (tell, signal) => {
      for (let t = 5; !signal.aborted; t += 5) {
        const weight = begun.findLast((task) => task.startsWith("set-weight")) ?? "";
        tell({ t, live: clean, preview: preview(weight) });
        await sleep(2);
      }
    },
    notify: (level, text) => {
      notices.push(`${level}: ${text}`);
      return Promise.resolve();
    },
  };
  return { hands, begun, notices };
}

const held: Lock = {
  epoch: 1,
  isHeld: () => true,
  renew: () => Promise.resolve(true),
  release: () => Promise.resolve(),
};

async function started(hands: Hands, lock: Lock = held, using = storage): Promise<Running> {
  const journal = await openJournal(using, journalName, planHash(plan));
  const clock = steppedClock(journal.events.at(-1)?.at, scale);
  const gates = { errorShare: 0.001, latency: { ms: 250, share: 0.05 } };
  const running = run({ plan, journal, lock, hands, clock, gates, runner: "a test", renewMs: 20 });
  running.say({ kind: "signed", role: "devops-lead", decision: "go", by: "somebody" });
  return running;
}

async function written(): Promise<readonly Event[]> {
  return (await openJournal(storage, journalName, planHash(plan))).events;
}

describe("a runner", () => {
  it("takes a good release to its end", async () => {
    const { hands, begun, notices } = stage();
    const state = await (await started(hands)).ended;
    expect(state).toMatchObject({ phase: "succeeded", weight: 100, retired: true });
    expect(begun.at(0)).toBe("preflight");
    expect(begun.at(-1)).toBe("write-record");
    expect(notices).toEqual(["info: the release has succeeded"]);
    const harmed = (await written()).flatMap((event) => (event.kind === "judged" ? [event.harmed] : []));
    expect(harmed).toHaveLength(3);
    expect(harmed).toEqual([...new Set(harmed)].sort((a, b) => a - b));
  });

  it("writes each event down before it does anything because of it", async () => {
    const order: string[] = [];
    const watched: Storage = {
      ...storage,
      create: async (name, number, text) => {
        const created = await storage.create(name, number, text);
        order.push((JSON.parse(text) as { event: Event }).event.kind);
        return created;
      },
    };
    const { hands } = stage((task) => {
      order.push(nameOf(task));
      return Promise.resolve();
    });
    await (
      await started(hands, held, watched)
    ).ended;
    expect(order.slice(0, 6)).toEqual(["taken", "signed", "preflight", "done", "verify-names", "done"]);
    expect(order.indexOf("set-weight 10")).toBe(order.indexOf("test-preview") + 2);
  });

  it("goes back when the judge says so, and says why", async () => {
    const bad: Counts = { ...clean, errors: 2000 };
    const { hands, begun, notices } = stage(undefined, (weight) => (weight === "set-weight 50" ? bad : clean));
    const state = await (await started(hands)).ended;
    expect(state.phase).toBe("aborted");
    expect(begun.slice(begun.indexOf("set-weight 50"))).toEqual(
      expect.arrayContaining(["set-weight 0", "confirm-weight 0", "verify-live", "write-record"]),
    );
    expect(begun).not.toContain("set-weight 100");
    expect(notices.find((notice) => notice.startsWith("page"))).toContain("requests fail more often");
  });

  it("goes back when metrics are gone, and does not take silence for health", async () => {
    const { hands, begun } = stage(undefined, (weight) => (weight === "set-weight 50" ? undefined : clean));
    const state = await (await started(hands)).ended;
    expect(state.phase).toBe("aborted");
    expect(begun).not.toContain("set-weight 100");
    expect(state.reasons.join()).toMatch(/no metrics for/);
  });

  it("gives up what it is at when somebody aborts, and moves the weight first", async () => {
    let given: AbortSignal | undefined;
    const begunAbort = Promise.withResolvers<undefined>();
    const { hands, begun } = stage(async (task, { signal }) => {
      if (nameOf(task) !== "confirm-weight 50") return;
      given = signal;
      begunAbort.resolve(undefined);
      await sleep(60_000, undefined, { signal });
    });
    const running = await started(hands);
    await begunAbort.promise;
    running.say({ kind: "abort", by: "somebody", why: "it looks bad" });
    const state = await running.ended;
    expect(given?.aborted).toBe(true);
    expect(state).toMatchObject({ phase: "aborted", reasons: ["somebody: it looks bad"] });
    expect(begun.slice(begun.indexOf("confirm-weight 50") + 1)[0]).toBe("set-weight 0");
  });

  it("tries throttled writes again", async () => {
    let left = 3;
    const { hands, begun } = stage((task) => {
      if (nameOf(task) === "set-weight 10" && left-- > 0) return Promise.reject(new TryAgain("Rate exceeded"));
      return Promise.resolve();
    });
    expect((await (await started(hands)).ended).phase).toBe("succeeded");
    expect(begun.filter((task) => task === "set-weight 10")).toHaveLength(4);
  });

  it("stops for a color that never becomes ready, before anybody was on it", async () => {
    const { hands, begun } = stage((task) =>
      task.do === "deploy-preview" ? Promise.reject(new Error("not ready within 300 s")) : Promise.resolve(),
    );
    const state = await (await started(hands)).ended;
    expect(state).toMatchObject({ phase: "aborted", reasons: ["deploy-preview: not ready within 300 s"] });
    expect(begun.filter((task) => task.startsWith("set-weight"))).toEqual([]);
  });

  it("says what a task waited for that was not done in time, and writes it down", async () => {
    const { hands } = stage(async ({ do: what }, { waiting, signal }) => {
      if (what !== "preflight") return;
      waiting("nothing yet");
      waiting("0 % is read back");
      await sleep(60_000, undefined, { signal });
    });
    const state = await (await started(hands)).ended;
    const reasons = ["preflight: not done within 1800 s: 0 % is read back"];
    expect(state).toMatchObject({ phase: "aborted", reasons });
    expect(replay(plan, await written())).toMatchObject({ phase: "aborted", reasons });
  });

  it("does nothing more once it may have lost its lock", async () => {
    let isHeld = true;
    const lock: Lock = { ...held, isHeld: () => isHeld };
    const { hands, begun } = stage((task) => {
      if (task.do === "test-preview") isHeld = false;
      return Promise.resolve();
    });
    await expect((await started(hands, lock)).ended).rejects.toThrow(LostRelease);
    expect(begun.at(-1)).toBe("test-preview");
    expect((await written()).at(-1)).toMatchObject({ kind: "done" });
  });

  it("takes a damaged last entry for the worst it may have said", async () => {
    const { hands } = stage();
    await (
      await started(hands)
    ).ended;
    const names = await storage.numbers(journalName);
    // Everything after the tests on the preview color is lost, and what told that they passed is cut.
    const events = await written();
    const tests = planWith().migrations.length > 0 ? 7 : 6;
    const last = events.filter(({ kind }) => kind !== "done").slice(0, 2).length + tests;
    await storage.remove(journalName, names.slice(last));
    const text = (await storage.read(journalName, last)) ?? "";
    await storage.remove(journalName, [last]);
    await storage.create(journalName, last, text.slice(0, 30));
    const { hands: others, begun } = stage();
    const state = await (await started(others)).ended;
    expect(state.reasons).toEqual(["the last entry of the journal is damaged"]);
    // The first is begun again by the runner that takes the release up.
    expect([...new Set(begun)]).toEqual(["set-weight 0", "confirm-weight 0", "verify-live", "write-record"]);
  });
});
