import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { OperationFailed, up } from "../../engine/operations.ts";
import type { Simulation } from "../../engine/simulation.ts";
import { type Fault, type FaultKind, faultKinds } from "../../simulator/cloud/faults.ts";
import { openCloud } from "../../simulator/cloud/journal.ts";
import { logged, scratch, simulation } from "../engine/stage.ts";
import { withCheckpoints, withoutCheckpoints } from "../engine/stacks.ts";
import { converge, holdsTogether, wholeOf } from "../recovery/converge.ts";
import { killedAt } from "../recovery/kill.ts";

const noCli = inject("noCli");

/** Without the policy pack, which has nothing to do with faults and takes a quarter of the time. */
const open = (folder = scratch()) => simulation({ stack: "prod", folder, policyPacks: [] });

/** Every tenth resource of prod, in the order in which they are made. */
const every = 10;

describe.skipIf(noCli !== "")(`prod comes up whatever happens to every tenth resource${noCli}`, () => {
  const reference: { places: Pick<Fault, "type" | "nth">[] } = { places: [] };

  test("and when nothing does", { timeout: 600_000 }, async () => {
    withoutCheckpoints();
    const simulated = await open();
    await up(simulated.session, logged());
    const made = simulated.cloud.all().map(({ type }) => type);
    const places = made.map((type, i) => ({ type, nth: made.slice(0, i + 1).filter((one) => one === type).length }));
    reference.places = places.filter((_, i) => i % every === every - 1);
    expect(reference.places.length).toBeGreaterThan(25);
  });

  test.for(faultKinds)("%s", { timeout: 3_600_000 }, async (kind: FaultKind) => {
    withoutCheckpoints();
    const simulated = await open();
    for (const place of reference.places) {
      simulated.faults.add({ kind, on: "create", ...place, ...(kind === "throttle" ? { times: 9 } : {}) });
    }
    const updates = await persist(simulated);
    console.log(`${kind} at ${reference.places.length} places: up after ${updates} updates`);
    expect(simulated.faults.waiting).toEqual([]);
    await holdsTogether(simulated, await wholeOf("prod"));
  });

  test("the engine killed", { timeout: 3_600_000 }, async () => {
    withCheckpoints();
    const folder = scratch();
    const whole = await wholeOf("prod");
    const total = Object.values(whole).reduce((sum, n) => sum + n, 0);
    let kills = 0;
    // The last few are made too fast to be hit for certain.
    for (let made = every; made < total - 2 * every; made += every) {
      if (openCloud(join(folder, "cloud.jsonl")).all().length >= made) continue;
      await killedAt(made, { stack: "prod", folder });
      kills++;
    }
    const simulated = await open(folder);
    await simulated.session.stack.cancel();
    await converge(simulated);
    console.log(`up after the engine was killed ${kills} times`);
    expect(kills).toBeGreaterThan(10);
    await holdsTogether(simulated, whole);
  });
});

/** Runs updates until one goes through. @returns how many it took */
async function persist(simulated: Simulation): Promise<number> {
  for (let updates = 1; updates <= 60; updates++) {
    try {
      await converge(simulated);
      return updates;
    } catch (error) {
      if (!(error instanceof OperationFailed)) throw error;
    }
  }
  throw new Error("still not up after sixty updates");
}
