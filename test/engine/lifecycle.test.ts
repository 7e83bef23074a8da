import { describe, expect, inject, test } from "vitest";
import { destroy, up } from "../../engine/operations.ts";
import { changes, type EngineRecord } from "../../engine/record.ts";
import { stacks, withoutCheckpoints } from "./stacks.ts";
import { broughtUp, logged, runsOf, simulation } from "./stage.ts";

const noCli = inject("noCli");
withoutCheckpoints();

describe.skipIf(noCli !== "").for(stacks)(`%s${noCli}`, (stack) => {
  const runs = noCli === "" ? runsOf(stack) : undefined;

  test("comes up from nothing as its first preview said", () => {
    const created = (record?: EngineRecord) => record?.steps.filter(({ op }) => op === "create").map(({ urn }) => urn);
    expect(created(runs?.first)).not.toHaveLength(0);
    expect(new Set(created(runs?.up))).toEqual(new Set(created(runs?.first)));
    expect(runs?.up.steps.filter(({ op }) => op !== "create" && op !== "read")).toEqual([]);
  });

  test("shows no change in a second preview, and none in a refresh", () => {
    expect(runs && changes(runs.second)).toEqual([]);
    // What the stack remembers of itself is new since it was read.
    const ours = runs && changes(runs.refresh).filter(({ type }) => type !== "pulumi:pulumi:StackReference");
    expect(ours).toEqual([]);
  });

  test("passes the policy pack", () => {
    for (const { violations } of [runs?.first, runs?.up].filter((run) => run !== undefined)) {
      expect(violations.filter(({ mandatory }) => mandatory)).toEqual([]);
      // It was asked: what is left for later steps is advised.
      expect(violations).not.toEqual([]);
    }
  });

  test("is not destroyed while anything is protected, and each is named", async () => {
    const { session, cloud } = await simulation({ stack, folder: broughtUp(stack) });
    const before = cloud.all().length;
    const refused = destroy(session, logged());
    await expect(refused).rejects.toThrow(/resources are protected; to lift it, set protect: false/);
    await expect(refused).rejects.toThrow(/aws:kms\/key:Key::trading-\w+-secrets/);
    expect(cloud.all()).toHaveLength(before);
  });

  test("leaves nothing when it is destroyed after its protection was lifted by config", async () => {
    const { session, cloud } = await simulation({
      stack,
      folder: broughtUp(stack),
      overrides: ["protect=false"],
      // As docs/getting-to-aws.md says, for prod; the pack would refuse it.
      policyConfig: "policies/takedown.json",
    });
    const lifted = await up(session, logged());
    expect(changes(lifted).map(({ op }) => op)).not.toContain("replace");
    await destroy(session, logged());
    expect(cloud.all()).toEqual([]);
    const state = (await session.stack.exportStack()).deployment as { resources?: unknown[] };
    expect(state.resources ?? []).toEqual([]);
  });
});
