import { inject, test } from "vitest";
import { oneSystem, scratch } from "../engine/stage.ts";
import { withCheckpoints } from "../engine/stacks.ts";
import { converge, holdsTogether, oneStaging, open } from "./converge.ts";
import { killedAt } from "./kill.ts";

const noCli = inject("noCli");

test.skipIf(noCli !== "")(`an update converges after its engine was killed three times${noCli}`, async () => {
  withCheckpoints();
  const folder = scratch();
  for (const made of [40, 100, 150]) await killedAt(made, { stack: "staging", folder, overrides: oneSystem });
  const simulated = await open(folder);
  await simulated.session.stack.cancel();
  await converge(simulated);
  await holdsTogether(simulated, await oneStaging());
});
