import { describe, expect, test } from "vitest";
import { ConfigError } from "../../config.ts";
import { parseDeployOptions, parseSimulateOptions } from "../../engine/options.ts";

describe("simulate", () => {
  test("takes an operation and its options", () => {
    const args = ["up", "--latency", "5", "--fault", "fail:create:aws:ec2/vpc:Vpc#1", "--config", "protect=false"];
    expect(parseSimulateOptions(args)).toMatchObject({
      operation: "up",
      stack: "staging",
      latencyMs: 5,
      faults: [{ kind: "fail", on: "create", type: "aws:ec2/vpc:Vpc", nth: 1 }],
      overrides: [{ path: ["protect"], value: false }],
    });
  });

  test("leaves the arguments of import to the CLI", () => {
    expect(parseSimulateOptions(["--stack", "prod", "import", "aws:ec2/vpc:Vpc", "a", "vpc-1", "--yes"])).toMatchObject(
      {
        operation: "import",
        stack: "prod",
        rest: ["aws:ec2/vpc:Vpc", "a", "vpc-1", "--yes"],
      },
    );
  });

  test.for<[string[], RegExp]>([
    [[], /no operation; it must be one of preview, up/],
    [["upp"], /"upp" is no operation/],
    [["up", "now"], /"now" is too much/],
    [["up", "--latency", "fast"], /--latency fast: must be whole milliseconds/],
    [["up", "--fault", "fail"], /fault fail: .*example/],
    [["up", "--nonsense"], /--nonsense/],
    [["up", "--config", "x"], /must look like path.to.key=value/],
  ])("refuses %s", ([args, message]) => {
    expect(() => parseSimulateOptions(args)).toThrow(ConfigError);
    expect(() => parseSimulateOptions(args)).toThrow(message);
  });
});

describe("deploy", () => {
  test("has no default stack and no faults", () => {
    const args = ["up", "--stack", "prod", "--plan", "p.json", "--policy-config", "levels.json"];
    expect(parseDeployOptions(args)).toMatchObject({ stack: "prod", plan: "p.json", policyConfig: "levels.json" });
    expect(() => parseDeployOptions(["up"])).toThrow(/--stack: is required/);
    expect(() => parseDeployOptions(["up", "--stack", "prod", "--fault", "x"])).toThrow(ConfigError);
    expect(() => parseDeployOptions(["drift", "--stack", "prod"])).toThrow(/"drift" is no operation/);
  });
});
