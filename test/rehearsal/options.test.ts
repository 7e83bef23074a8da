import { describe, expect, it } from "vitest";
import { parseRehearsalOptions } from "../../rehearsal/options.ts";
import { scenarios } from "../../rehearsal/scenarios.ts";

const names = (args: string[]) => parseRehearsalOptions(args).scenarios.map(({ name }) => name);

describe("what is rehearsed", () => {
  it("is the short set with a sweep in steps, or everything", () => {
    expect(names([])).toEqual(scenarios.filter(({ short }) => short).map(({ name }) => name));
    expect(parseRehearsalOptions([]).sweepEvery).toBe(4);
    expect(names(["--all"])).toHaveLength(scenarios.length);
    expect(parseRehearsalOptions(["--all"]).sweepEvery).toBe(1);
  });

  it("is what was named, without kills", () => {
    expect(names(["--scenario", "latency", "--scenario", "good"])).toEqual(["latency", "good"]);
    expect(parseRehearsalOptions(["--scenario", "good"]).sweepEvery).toBeUndefined();
  });

  it.each([
    [["--scenario", "latenzy"], "--scenario latenzy: there is no such scenario; did you mean latency?"],
    [["--all", "--scenario", "good"], "--all: is every scenario"],
    [["--fast"], "See --help."],
  ])("of %j is refused, saying why", (args, message) => {
    expect(() => parseRehearsalOptions(args)).toThrow(message);
  });
});

describe("the scenarios", () => {
  it("have names of their own, and each that must be aborted says why", () => {
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
    for (const { wanted, because } of scenarios) expect(because !== undefined).toBe(wanted === "aborted");
  });
});
