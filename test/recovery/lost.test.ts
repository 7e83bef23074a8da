import { describe, expect, inject, test } from "vitest";
import { scratch } from "../engine/stage.ts";
import { withoutCheckpoints } from "../engine/stacks.ts";
import { converge, holdsTogether, open, oneStaging } from "./converge.ts";
import { hidden, struckAtEachPlace } from "./places.ts";

const noCli = inject("noCli");
withoutCheckpoints();

const types = (imported: readonly string[]) => imported.map((line) => line.split(" ")[2]).sort();

describe.skipIf(noCli !== "")(`an update that never hears of what it made${noCli}`, () => {
  test("converges, and asks a person only for what has no name of its own", async () => {
    const { simulated, imported } = await struckAtEachPlace("lose-answer");
    expect(types(imported)).toEqual(["aws:ec2/vpc:Vpc"]);
    await holdsTogether(simulated, await oneStaging());
  });

  test("tells a person how to find what is hidden", async () => {
    const simulated = await open(scratch());
    for (const place of hidden) simulated.faults.add({ kind: "lose-answer", on: "create", ...place });
    const imported: string[] = [];
    while (simulated.faults.waiting.length > 0) await expect(converge(simulated, imported)).rejects.toThrow();
    await converge(simulated, imported);
    expect(types(imported)).toEqual(hidden.map(({ type }) => type).sort());
    await holdsTogether(simulated, await oneStaging());
  });
});
