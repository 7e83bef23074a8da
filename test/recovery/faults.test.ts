import { describe, expect, inject, test } from "vitest";
import { OperationFailed, up } from "../../engine/operations.ts";
import type { Simulation } from "../../engine/simulation.ts";
import type { Fault, FaultKind } from "../../simulator/cloud/faults.ts";
import { logged, scratch } from "../engine/stage.ts";
import { withCheckpoints, withoutCheckpoints } from "../engine/stacks.ts";
import { converge, count, holdsTogether, open } from "./converge.ts";
import { killEngine, until } from "./kill.ts";

const noCli = inject("noCli");

/** Seeded places in the order in which one system comes up: first without a name of its own, then with one, last in a cluster. */
const places: readonly Pick<Fault, "type" | "nth">[] = [
  { type: "aws:ec2/vpc:Vpc", nth: 1 },
  { type: "aws:eks/cluster:Cluster", nth: 1 },
  { type: "kubernetes:apps/v1:Deployment", nth: 2 },
];

/** What neither a name nor tags find, and what carries tags alone within its parent. */
const hidden: readonly Pick<Fault, "type" | "nth">[] = [
  { type: "aws:route53/queryLog:QueryLog", nth: 1 },
  { type: "aws:eks/podIdentityAssociation:PodIdentityAssociation", nth: 3 },
  { type: "aws:secretsmanager/secret:Secret", nth: 2 },
];

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

  test("tells a person how to find what was made without an answer", async () => {
    withoutCheckpoints();
    const simulated = await open(scratch());
    for (const place of hidden) simulated.faults.add({ kind: "lose-answer", on: "create", ...place });
    const imported: string[] = [];
    while (simulated.faults.waiting.length > 0) await expect(converge(simulated, imported)).rejects.toThrow();
    imported.push(...(await converge(simulated)));
    const types = imported.map((line) => line.split(" ")[2]);
    expect(types.sort()).toEqual(hidden.map(({ type }) => type).sort());
    await holdsTogether(simulated, reference.whole);
  });

  test("converges after its engine was killed three times", async () => {
    withCheckpoints();
    const simulated = await open(scratch());
    for (const made of [40, 100, 150]) {
      const running = converge(simulated);
      await until(() => simulated.cloud.all().length >= made, running);
      killEngine();
      await expect(running).rejects.toThrow();
      // The state's lock is the dead engine's.
      await simulated.session.stack.cancel();
    }
    await converge(simulated);
    await holdsTogether(simulated, reference.whole);
  });

  test("goes through when a refusal for too many requests ends in time", async () => {
    const simulated = await open(scratch());
    for (const place of places) simulated.faults.add({ kind: "throttle", on: "create", times: 3, ...place });
    await up(simulated.session, logged());
    await holdsTogether(simulated, reference.whole);
  });
});

/** An update that fails with the planted fault, after whatever the one before it left to a person was done. */
async function failOnce(simulated: Simulation): Promise<string[]> {
  const imported: string[] = [];
  await expect(converge(simulated, imported)).rejects.toThrow(OperationFailed);
  return imported;
}
