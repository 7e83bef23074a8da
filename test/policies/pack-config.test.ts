import { describe, expect, it } from "vitest";
import { levelOf, PackConfigError, parsePackConfig } from "../../policies/pack-config.ts";
import { rules } from "../../policies/rules.ts";

const parse = (value: unknown) => parsePackConfig(value, rules, "policies.json");

describe("the config of the pack", () => {
  it("takes levels and blocks, as Pulumi does", () => {
    const config = { "kms-rotation": "advisory", all: { enforcementLevel: "mandatory", onUnknown: "violation" } };
    expect(parse(config)).toEqual({
      "kms-rotation": { enforcementLevel: "advisory" },
      all: { enforcementLevel: "mandatory", onUnknown: "violation" },
    });
    expect(parse({})).toEqual({});
  });

  it("tells every fault at once, each with its path", () => {
    const wrong = {
      "kms-rotatoin": "advisory",
      "kms-rotation": { enforcementLevel: "remediate", onUnknown: "fail", level: 1 },
      "jwt-secret-256-bits": 3,
    };
    expect(() => parse(wrong)).toThrow(PackConfigError);
    expect(() => parse(wrong)).toThrow(
      [
        "policies.json:",
        "  kms-rotatoin: there is no such rule; see docs/policies.md",
        "  kms-rotation.enforcementLevel: must be one of mandatory, advisory, disabled",
        "  kms-rotation.onUnknown: must be one of pass, violation",
        "  kms-rotation.level: unknown; takes enforcementLevel and onUnknown",
        "  jwt-secret-256-bits: must be a level or an object",
      ].join("\n"),
    );
    for (const value of [null, [], "advisory"]) expect(() => parse(value)).toThrow("must be an object of rule ids");
  });
});

it.each([
  ["mandatory", "staging", {}, "mandatory"],
  ["advisory", "prod", {}, "advisory"],
  ["production", "prod", {}, "mandatory"],
  ["production", "staging", {}, "advisory"],
  ["production", "dev", {}, "advisory"],
  ["mandatory", "prod", { x: { enforcementLevel: "disabled" } }, "disabled"],
  ["mandatory", "prod", { all: { enforcementLevel: "advisory" } }, "advisory"],
  ["mandatory", "prod", { all: { enforcementLevel: "advisory" }, x: { enforcementLevel: "mandatory" } }, "mandatory"],
  ["mandatory", "prod", { y: { enforcementLevel: "advisory" } }, "mandatory"],
] as const)("makes %s on %s, with %j, %s", (level, environment, config, expected) => {
  expect(levelOf({ id: "x", level }, environment, config)).toBe(expected);
});
