import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { preview, up } from "../../engine/operations.ts";
import { changes } from "../../engine/record.ts";
import { withCheckpoints } from "./stacks.ts";
import { broughtUp, logged, scratch, simulation } from "./stage.ts";

const noCli = inject("noCli");

const ttl = (seconds: number) => `systems.mycrypto.recordTtlSeconds=${seconds}`;

describe.skipIf(noCli !== "")(`a plan of prod that somebody approved${noCli}`, () => {
  test("is kept to by the update, which refuses anything else", async () => {
    // As for real: without what makes the other tests fast.
    withCheckpoints();
    const folder = broughtUp("prod");
    const plan = join(scratch(), "plan.json");
    const at = async (...overrides: string[]) => (await simulation({ stack: "prod", folder, overrides })).session;
    const planned = changes(await preview(await at(ttl(120)), { ...logged(), plan }));
    expect(planned.length).toBeGreaterThan(0);
    expect(existsSync(plan)).toBe(true);

    const other = await simulation({
      stack: "prod",
      folder,
      overrides: [ttl(240), "systems.mytrader.recordTtlSeconds=240"],
    });
    const before = structuredClone(other.cloud.all());
    await expect(up(other.session, { ...logged(), plan })).rejects.toThrow(/violates plan/);
    expect(other.cloud.all()).toEqual(before);

    const done = changes(await up(await at(ttl(120)), { ...logged(), plan }));
    expect(done.map(({ op, urn }) => `${op} ${urn}`).sort()).toEqual(
      planned.map(({ op, urn }) => `${op} ${urn}`).sort(),
    );
  });
});
