import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideRun, stepsOf, stepsText, type WantedRun } from "../../components/release/migration-run.ts";
import type { Color, Migration } from "../../systems/model/system.ts";

const expand = (name: string): Migration => ({ name, kind: "expand" });
const contract = (name: string): Migration => ({ name, kind: "contract" });
const wanted: WantedRun = {
  color: "green",
  image: "registry/mycrypto/migrations@sha256:two",
  steps: [expand("001-enums"), contract("002-drop-enums")],
  deployed: ["blue", "green"],
};

/** What the last update recorded: of each color its migrations' image. */
const last = (images: Partial<Record<Color, string>>, otherColor = "running") => ({
  live: "blue",
  colors: Object.fromEntries(
    Object.entries(images).map(([color, image]) => [
      color,
      { version: "1.0.0", migration: { job: "migrations-1", image, steps: [expand("001-enums")], otherColor } },
    ]),
  ),
});

describe("what a color's migrations are asked to do", () => {
  it("is all that is declared, for an image that has not run", () => {
    for (const before of [undefined, last({ blue: "one" }), last({ blue: "one", green: "one" })])
      expect(decideRun(wanted, before)).toEqual({ image: wanted.image, steps: wanted.steps, otherColor: "running" });
  });

  it.each<[string, WantedRun["deployed"], unknown, "running" | "absent"]>([
    ["neither was nor is there", ["green"], undefined, "absent"],
    ["neither was nor is there, long since", ["green"], last({ green: "one" }), "absent"],
    ["comes together with this one", ["blue", "green"], undefined, "running"],
    ["is there", ["blue", "green"], last({ blue: "one" }), "running"],
    // Its pods end after the migrations.
    ["goes in this very update", ["green"], last({ blue: "one", green: "one" }), "running"],
    ["may be there: the memory cannot be read", ["green"], "garbled", "running"],
    ["ran before this contract had migrations", ["green"], { colors: { blue: { version: "1.0.0" } } }, "running"],
  ])("tells that the other color %s", (_, deployed, before, otherColor) => {
    expect(decideRun({ ...wanted, deployed }, before).otherColor).toBe(otherColor);
  });

  it("looks at the right color", () => {
    expect(decideRun({ ...wanted, color: "blue", deployed: ["blue"] }, last({ blue: "one" })).otherColor).toBe(
      "absent",
    );
    expect(decideRun({ ...wanted, color: "blue", deployed: ["blue"] }, last({ green: "one" })).otherColor).toBe(
      "running",
    );
  });

  it("stays what it was for an image that has run, whatever is declared and deployed since", () => {
    for (const otherColor of ["running", "absent"] as const) {
      for (const deployed of [["green"], ["blue", "green"]] as const) {
        const run = decideRun({ ...wanted, deployed }, last({ green: wanted.image, blue: "one" }, otherColor));
        expect(run).toEqual({ image: wanted.image, steps: [expand("001-enums")], otherColor });
      }
    }
  });

  it("is the same in the next update, to the letter: a Job is named after it", () => {
    const first = decideRun(wanted, undefined);
    const recorded = { colors: { green: { migration: { job: "migrations-1", ...first } } } };
    expect(JSON.stringify(decideRun(wanted, recorded))).toBe(JSON.stringify(first));
  });

  it("does not take the other color's run for its own", () => {
    expect(decideRun(wanted, last({ blue: wanted.image })).steps).toEqual(wanted.steps);
  });
});

it("reads the steps that it wrote", () => {
  const name = fc.stringMatching(/^\d{3}-[a-z0-9][a-z0-9-]{0,20}$/);
  const step = fc.record({ name, kind: fc.constantFrom("expand" as const, "contract" as const) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      expect(stepsOf(stepsText(steps))).toEqual(steps);
    }),
  );
});
