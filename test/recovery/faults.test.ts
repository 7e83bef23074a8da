import { expect, inject, test } from "vitest";
import { up } from "../../engine/operations.ts";
import { logged, scratch } from "../engine/stage.ts";
import { withoutCheckpoints } from "../engine/stacks.ts";
import { holdsTogether, open, oneStaging } from "./converge.ts";
import { places, struckAtEachPlace } from "./places.ts";

const noCli = inject("noCli");
withoutCheckpoints();

test.skipIf(noCli !== "").for(["fail", "throttle", "time-out"] as const)(
  `an update converges after %s at three places, one update after the other${noCli}`,
  async (kind) => {
    const { simulated, imported } = await struckAtEachPlace(kind);
    expect(imported).toEqual([]);
    await holdsTogether(simulated, await oneStaging());
  },
);

test.skipIf(noCli !== "")(
  `an update goes through when a refusal for too many requests ends in time${noCli}`,
  async () => {
    const simulated = await open(scratch());
    for (const place of places) simulated.faults.add({ kind: "throttle", on: "create", times: 3, ...place });
    await up(simulated.session, logged());
    expect(simulated.faults.waiting).toEqual([]);
    await holdsTogether(simulated, await oneStaging());
  },
);
