import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { preview, up } from "../../engine/operations.ts";
import { sortState } from "../../engine/recovery/sort-state.ts";
import { changes } from "../../engine/record.ts";
import { withoutCheckpoints } from "./stacks.ts";
import { broughtUp, logged, simulation } from "./stage.ts";

const noCli = inject("noCli");
withoutCheckpoints();

interface Checkpoint {
  checkpoint: { latest: { resources: { urn: string; dependencies?: string[] }[] } };
}

/** The file that the state of the one stack in a folder is in. */
function stateFile(folder: string): string {
  const stacks = join(folder, "state", ".pulumi", "stacks");
  const [file, ...others] = readdirSync(stacks, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".json"),
  );
  expect(others).toEqual([]);
  return join(stacks, file ?? "");
}

describe.skipIf(noCli !== "")(`a state after an update of targets${noCli}`, () => {
  test("can be read again, though the engine wrote a resource before what it depends on", async () => {
    const folder = broughtUp("staging");
    const file = stateFile(folder);
    const state = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
    const { resources } = state.checkpoint.latest;
    const needed = resources.findIndex(
      ({ urn }) => urn.includes("BucketObjectv2::") && urn.includes("-client-config-live-"),
    );
    const [moved] = resources.splice(needed, 1);
    if (moved === undefined) throw new Error("the state holds no such file");
    expect(resources.some(({ dependencies = [] }) => dependencies.includes(moved.urn))).toBe(true);
    resources.push(moved);
    writeFileSync(file, JSON.stringify(state));

    const { session } = await simulation({ stack: "staging", folder });
    await expect(preview(session, logged())).rejects.toThrow(/snapshot integrity/);
    const notes: string[] = [];
    const note = (line: string) => notes.push(line);
    await sortState(session, note);
    expect(changes(await preview(session, logged()))).toEqual([]);
    // In order it is left as it is.
    const sorted = readFileSync(file, "utf8");
    await sortState(session, note);
    expect(readFileSync(file, "utf8")).toBe(sorted);
    expect(notes).toEqual([]);
    writeFileSync(file, "cut in mid-");
    await sortState(session, note);
    expect(notes).toEqual([expect.stringContaining("run pulumi state repair")]);
  });

  test("is in order after the update itself", async () => {
    const { session } = await simulation({ stack: "staging", folder: broughtUp("staging") });
    const { resources } = (await session.stack.exportStack()).deployment as { resources: { urn: string }[] };
    const rules = resources.map(({ urn }) => urn).filter((urn) => urn.includes(":ListenerRule::"));
    const record = await up(session, { ...logged(), targets: rules.slice(0, 1) });
    expect(record.failed).toEqual([]);
    expect(changes(await preview(session, logged()))).toEqual([]);
  });
});
