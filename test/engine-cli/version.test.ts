import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cliVersion, compareVersions, judge, parseVersion } from "../../engine/cli/version.ts";

it("is the version that the Go module pins", () => {
  const goMod = readFileSync(new URL("../../tools/pulumi-cli/go.mod", import.meta.url), "utf8");
  expect(/pulumi\/pkg\/v3 v(\S+)/.exec(goMod)?.[1]).toBe(cliVersion);
  expect(/pulumi\/sdk\/v3 v(\S+)/.exec(goMod)?.[1]).toBe(cliVersion);
});

it.each([
  ["v3.259.0", [3, 259, 0], false],
  ["3.259.0", [3, 259, 0], false],
  ["v3.260.0-alpha.1", [3, 260, 0], true],
  ["v3.259.0+dirty", [3, 259, 0], false],
  ["v10.0.12-dev.3+a1b", [10, 0, 12], true],
])("reads %s", (text, numbers, prerelease) => {
  expect(parseVersion(text)).toEqual({ numbers, prerelease });
});

it.each(["", "3.259", "vv3.259.0", "v3.259.0 ", "v3.259.0.1", "v3.x.0", "pulumi v3.259.0", "v3.259.0-"])(
  "does not take %j for a version",
  (text) => {
    expect(parseVersion(text)).toBeUndefined();
  },
);

it("puts versions in order, by number and not by letter", () => {
  const inOrder = ["2.999.9", "3.9.0", "3.10.0-rc.1", "3.10.0", "3.10.2", "3.10.10", "4.0.0"];
  const versions = inOrder.flatMap((text) => parseVersion(text) ?? []);
  for (const [left, one] of versions.entries()) {
    for (const [right, other] of versions.entries()) {
      expect(Math.sign(compareVersions(one, other))).toBe(Math.sign(left - right));
    }
  }
});

describe("an answer to `pulumi version`", () => {
  it.each(["v3.259.0", "3.259.0"])("%s is the project's", (answer) => {
    expect(judge(answer)).toEqual({ accepted: true, version: "3.259.0" });
  });

  it.each([
    ["v3.259.1", "3.259.1"],
    ["v3.270.0", "3.270.0"],
    ["v3.260.0-alpha.1", "3.260.0-alpha.1"],
    ["v3.259.0+dirty", "3.259.0+dirty"],
  ])("%s will do, with a warning", (answer, version) => {
    const warning = `is version ${version}; the project is tested with 3.259.0`;
    expect(judge(answer)).toEqual({ accepted: true, version, warning });
  });

  it.each([
    ["v3.258.9", "is version 3.258.9, older than 3.259.0"],
    ["v3.99.0", "is version 3.99.0, older than 3.259.0"],
    ["v3.259.0-alpha.2", "is version 3.259.0-alpha.2, older than 3.259.0"],
    ["v4.0.0", "is version 4.0.0, another major than 3.259.0"],
    ["v2.300.0", "is version 2.300.0, another major than 3.259.0"],
    ["", "`pulumi version` answers nothing, which is no version"],
    ["Welcome!", '`pulumi version` answers "Welcome!", which is no version'],
    ["x".repeat(500), `\`pulumi version\` answers "${"x".repeat(80)}", which is no version`],
  ])("%s is refused", (answer, reason) => {
    expect(judge(answer)).toEqual({ accepted: false, reason });
  });
});
