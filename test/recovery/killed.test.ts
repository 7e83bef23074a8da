import { inject, test } from "vitest";
import { scratch } from "../engine/stage.ts";
import { withCheckpoints } from "../engine/stacks.ts";
import { converge, holdsTogether, open, oneStaging } from "./converge.ts";
import { killedAt } from "./kill.ts";

const noCli = inject("noCli");

test.skipIf(noCli !== "")(`an update converges after its engine was killed three times${noCli}`, async () => {
  withCheckpoints();
  const simulated = await open(scratch());
  for (const made of [40, 100, 150]) await killedAt(made, simulated);
  await converge(simulated);
  await holdsTogether(simulated, await oneStaging());
});
