import { setTimeout } from "node:timers/promises";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, inject, test } from "vitest";
import { OperationFailed, preview, up } from "../../engine/operations.ts";
import { changes } from "../../engine/record.ts";
import { OrphanError } from "../../engine/recovery/settle.ts";
import { runCli } from "../../engine/session.ts";
import type { Simulation } from "../../engine/simulation.ts";
import type { Fault, FaultKind } from "../../simulator/cloud/faults.ts";
import { logged, oneSystem, scratch, simulation } from "../engine/stage.ts";
import { withCheckpoints, withoutCheckpoints } from "../engine/stacks.ts";

const noCli = inject("noCli");

/** Seeded places in the order in which one system comes up: first without a name of its own, then with one, last in a cluster. */
const places: readonly Pick<Fault, "type" | "nth">[] = [
  { type: "aws:ec2/vpc:Vpc", nth: 1 },
  { type: "aws:eks/cluster:Cluster", nth: 1 },
  { type: "kubernetes:apps/v1:Deployment", nth: 2 },
];

const open = (folder: string) => simulation({ stack: "staging", folder, overrides: oneSystem });

/** How many of each type; what a run without faults makes is the measure. */
function count({ cloud }: Simulation): Record<string, number> {
  const types = cloud.all().map(({ type }) => type);
  return Object.fromEntries(
    [...new Set(types)].sort().map((type) => [type, types.filter((one) => one === type).length]),
  );
}

/** Runs `up` until it goes through, doing what it tells a person to do. */
async function converge(simulated: Simulation, imported: string[] = []): Promise<string[]> {
  for (let attempt = 0; attempt < 4; attempt++) {
    try {
      await up(simulated.session, logged());
      return imported;
    } catch (error) {
      if (!(error instanceof OrphanError)) throw error;
      for (const line of error.message.split("\n").filter((text) => text.trim().startsWith("pulumi import"))) {
        imported.push(line.trim());
        await runCli(simulated.session.options, words(line).slice(1));
      }
    }
  }
  throw new Error("still not up after four attempts");
}

/** The words of a line as a shell reads it. */
function words(line: string): string[] {
  return [...line.trim().matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

async function holdsTogether(simulated: Simulation, whole: Record<string, number>): Promise<void> {
  expect(count(simulated)).toEqual(whole);
  expect(changes(await preview(simulated.session, logged()))).toEqual([]);
}

describe.skipIf(noCli !== "")(`an update that goes wrong${noCli}`, () => {
  const reference: { whole: Record<string, number> } = { whole: {} };

  test("is measured against one that goes well", { timeout: 300_000 }, async () => {
    withoutCheckpoints();
    const simulated = await open(scratch());
    await up(simulated.session, logged());
    reference.whole = count(simulated);
    expect(Object.keys(reference.whole).length).toBeGreaterThan(50);
  });

  const kinds: readonly FaultKind[] = ["fail", "throttle", "time-out", "lose-answer"];

  test.for(kinds)("converges after %s at three places, one update after the other", async (kind) => {
    withoutCheckpoints();
    const folder = scratch();
    const imported: string[] = [];
    for (const place of places) {
      const simulated = await open(folder);
      simulated.faults.add({ kind, on: "create", ...place, ...(kind === "throttle" ? { times: 9 } : {}) });
      imported.push(...(await failOnce(simulated)));
      expect(simulated.faults.waiting).toEqual([]);
      simulated.stop();
    }
    const simulated = await open(folder);
    imported.push(...(await converge(simulated)));
    // Only what has no name of its own is for a person to say.
    expect(imported.map((line) => line.split(" ")[2])).toEqual(kind === "lose-answer" ? ["aws:ec2/vpc:Vpc"] : []);
    await holdsTogether(simulated, reference.whole);
  });

  test("goes through when a refusal for too many requests ends in time", async () => {
    const simulated = await open(scratch());
    for (const place of places) simulated.faults.add({ kind: "throttle", on: "create", times: 3, ...place });
    await up(simulated.session, logged());
    await holdsTogether(simulated, reference.whole);
  });

  test("converges after the engine was killed three times", async () => {
    withCheckpoints();
    const simulated = await open(scratch());
    for (const made of [40, 100, 150]) {
      const running = converge(simulated);
      await until(() => simulated.cloud.all().length >= made, running);
      for (const pid of engines()) process.kill(pid, "SIGKILL");
      await expect(running).rejects.toThrow();
      // The state's lock is the dead engine's.
      await simulated.session.stack.cancel();
    }
    await converge(simulated);
    await holdsTogether(simulated, reference.whole);
  });
});

/** An update that fails with the planted fault, after whatever the one before it left to a person was done. */
async function failOnce(simulated: Simulation): Promise<string[]> {
  const imported: string[] = [];
  await expect(converge(simulated, imported)).rejects.toThrow(OperationFailed);
  return imported;
}

/** @throws what ends the run before it is reached */
async function until(reached: () => boolean, running: Promise<unknown>): Promise<void> {
  const ended = running.then(() => {
    throw new Error("the update ended before it could be killed");
  });
  ended.catch(() => undefined);
  while (!reached()) await Promise.race([setTimeout(5), ended]);
}

/** Processes of this one that are the Pulumi CLI. */
function engines(): number[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const [, parent] = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] ?? "";
      return Number(parent) === process.pid && command.endsWith("/pulumi") ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}
