import { describe, expect, it } from "vitest";
import { planHash, planSchema } from "../../../release/plan/plan.ts";
import { planWith, written } from "./plans.ts";

const faults = (changes: Readonly<Record<string, unknown>>) => {
  const { error } = planSchema.safeParse(written(changes));
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
};

describe("a plan", () => {
  it.each([
    ["no signers", { signatures: [] }, "signatures: must name at least one role: nobody would answer for the release"],
    [
      "one color",
      { to: { color: "blue", version: "2", images: {} } },
      "to.color: must be the other color than the live one",
    ],
    [
      "a canary that never ends",
      { canary: [{ weight: 50, holdSeconds: 1 }] },
      "canary: must end at weight 100, or the live color would never change",
    ],
    [
      "a canary that falls",
      {
        canary: [
          { weight: 50, holdSeconds: 1 },
          { weight: 50, holdSeconds: 1 },
          { weight: 100, holdSeconds: 1 },
        ],
      },
      "canary.1.weight: must be above the one before, 50",
    ],
    [
      "a migration that the live color does not survive",
      { migrations: [{ name: "009-drop", kind: "contract" }] },
      "migrations.0: 009-drop would break the live color; release it once the other color has gone",
    ],
    [
      "a check before the decision window is over",
      { checksAfterSeconds: [60] },
      "checksAfterSeconds.0: must be after 1800: the checks follow the decision window",
    ],
    [
      "a waiver of what cannot be waived",
      { waivers: [{ requirement: "MT-041", reason: "x" }] },
      "waivers.0.requirement: MT-041 cannot be waived; only MT-087 can be",
    ],
    [
      "a first launch that nobody registers on",
      { checks: { ...(written()["checks"] as object), journeys: [] } },
      "checks.journeys: must have one that registers: a first launch opens registration and tries it",
    ],
    [
      "no health path",
      { checks: { ...(written()["checks"] as object), healthPaths: [] } },
      "checks.healthPaths: must name a path: nothing would be asked",
    ],
    ["a preview that is none", { preview: "yes" }, "preview: must be a SHA-256 in hexadecimal digits"],
  ])("with %s is refused, naming it", (_what, changes, fault) => {
    expect(faults(changes)).toEqual([fault]);
  });

  it("is refused for all its faults at once", () => {
    expect(faults({ signatures: [], preview: "", checksAfterSeconds: [1] })).toHaveLength(3);
    expect(faults({ signatures: [], canary: [{ weight: 1, holdSeconds: 1 }] })).toHaveLength(2);
  });

  it("has the requirements' figures where it says nothing else", () => {
    expect(planWith()).toMatchObject({
      profile: "canary",
      decisionWindowSeconds: 1800,
      checksAfterSeconds: [86_400, 172_800],
      deadlines: { rollback: 120, verification: 3600 },
    });
  });

  it("has one hash, however its keys are ordered, and another for any change", () => {
    const turned = Object.fromEntries(Object.entries(written()).reverse());
    expect(planHash(planSchema.parse(turned))).toBe(planHash(planWith()));
    const changes = [
      { preview: "b".repeat(64) },
      { to: { color: "green", version: "1.5.0", images: { "auth-service": "registry.example/auth@sha256:2" } } },
      { decisionWindowSeconds: 1801 },
    ];
    expect(new Set([planWith(), ...changes.map(planWith)].map(planHash)).size).toBe(4);
  });
});
