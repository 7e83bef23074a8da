import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moved } from "../../../release/moved.ts";

const healthy = { preview: 0, live: 0 };
const shown = { readBack: [10, 10], unhealthy: healthy, preview: 1000, live: 9000 };

describe("a weight", () => {
  it.each([
    ["is proven by read-back, health and share", 10, {}, "proven"],
    ["of nothing is proven by the absence of requests", 0, { readBack: [0], preview: 0, live: 5000 }, "proven"],
    ["of all is proven by requests of one color", 100, { readBack: [100], preview: 5000, live: 0 }, "proven"],
    ["is open while a rule says another", 10, { readBack: [10, 50] }, "open"],
    ["is open while nothing was read back", 10, { readBack: [] }, "open"],
    ["is open while targets are not healthy", 10, { unhealthy: { preview: 1, live: 0 } }, "open"],
    ["forward does not ask the old color's health", 10, { unhealthy: { preview: 0, live: 1 } }, "proven"],
    [
      "of nothing is open while the old color's targets are not healthy",
      0,
      { readBack: [0], preview: 0, live: 5000, unhealthy: { preview: 0, live: 1 } },
      "open",
    ],
    [
      "of nothing needs no healthy preview color",
      0,
      { readBack: [0], preview: 0, live: 5000, unhealthy: { preview: 3, live: 0 } },
      "proven",
    ],
    ["is open after too few requests", 10, { preview: 3, live: 27 }, "open"],
    ["is open without any", 10, { preview: 0, live: 0 }, "open"],
    ["is refuted when half of it arrives", 10, { preview: 500, live: 9500 }, "refuted"],
    ["is refuted when none of it arrives", 50, { readBack: [50], preview: 0, live: 500 }, "refuted"],
    ["is refuted when more arrives", 10, { preview: 2000, live: 8000 }, "refuted"],
    [
      "of all is refuted when the old color still gets requests",
      100,
      { readBack: [100], preview: 900, live: 100 },
      "refuted",
    ],
    ["of all is open after too few requests", 100, { readBack: [100], preview: 300, live: 0 }, "open"],
    ["of a half is refuted by 37 %", 50, { readBack: [50], preview: 3700, live: 6300 }, "refuted"],
    ["of a half is proven by 48 %", 50, { readBack: [50], preview: 4800, live: 5200 }, "proven"],
    ["of nothing is refuted when requests still arrive", 0, { readBack: [0], preview: 400, live: 5000 }, "refuted"],
  ])("%s", (_what, weight, changes, kind) => {
    expect(moved(weight, { ...shown, ...changes }).kind).toBe(kind);
  });

  it("is never both proven by a share and refuted by half of it", () => {
    fc.assert(
      fc.property(fc.constantFrom(10, 25, 50, 100), fc.integer({ min: 1, max: 200_000 }), (weight, of) => {
        const at = (share: number) => {
          const preview = Math.round((of * share) / 100);
          return moved(weight, { readBack: [weight], unhealthy: healthy, preview, live: of - preview }).kind;
        };
        expect(at(weight)).not.toBe("refuted");
        expect(at(weight / 2)).not.toBe("proven");
        if (of > 20_000) expect([at(weight), at(weight / 2)]).toEqual(["proven", "refuted"]);
      }),
    );
  });
});
