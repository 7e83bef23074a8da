import { expect, inject, test } from "vitest";
import { scratch } from "../engine/stage.ts";
import { withCheckpoints } from "../engine/stacks.ts";
import { converge, holdsTogether, open, oneStaging } from "./converge.ts";
import { killEngine, until } from "./kill.ts";

const noCli = inject("noCli");

test.skipIf(noCli !== "")(`an update converges after its engine was killed three times${noCli}`, async () => {
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
  await holdsTogether(simulated, await oneStaging());
});
