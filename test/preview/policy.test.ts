import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError } from "../../config.ts";
import { packConfig, parsePolicyOptions } from "../../preview/policy-options.ts";
import { rules } from "../../policies/rules.ts";
import { preview, runFile } from "../cli.ts";

const limit = 120_000;
const policy = (...args: string[]) => runFile("preview/policy.ts", args);
/** What the config lets through, and a rule of the pack does not. */
const broken = ["--stack", "prod", "--config", "protect=false"];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "policy-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("a stack that is right", () => {
  it(
    "has no mandatory finding, and exit status 0",
    async () => {
      const { status, stdout, stderr } = await policy("--stack", "prod");
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout).toMatch(new RegExp(`^Policies: ${rules.length} rules on \\d+ resources, \\d+ judgements\\n`));
      expect(stdout).toMatch(/\n0 mandatory findings, \d+ advisory, 0 accepted by exceptions\n$/);
    },
    limit,
  );
});

describe("a stack that breaks a mandatory rule", () => {
  it(
    "is refused: exit status 1, rule, resource, requirement and mend",
    async () => {
      const { status, stdout, stderr } = await policy(...broken);
      expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
      expect(stdout).toMatch(/^mandatory stateful-protected high .*\bMC-273\b/m);
      expect(stdout).toMatch(/^ {2}aws:rds:Instance trading-prod-postgres: /m);
      expect(stdout).toMatch(/^ {2}mend: \S/m);
    },
    limit,
  );

  it(
    "is told in JSON, SARIF and markdown",
    async () => {
      const [json, sarif, markdown] = await Promise.all(
        ["json", "sarif", "markdown"].map((format) => policy(...broken, "--format", format)),
      );
      for (const one of [json, sarif, markdown]) expect(one).toMatchObject({ status: 1, stderr: "" });
      const document = JSON.parse(json?.stdout ?? "") as { findings: { rule: string; level: string }[] };
      expect(document).toMatchObject({
        stack: "prod",
        environment: "prod",
        mode: "update",
        excepted: [],
        undetermined: [],
      });
      expect(document.findings).toContainEqual(
        expect.objectContaining({ rule: "stateful-protected", level: "mandatory" }),
      );
      const { runs } = JSON.parse(sarif?.stdout ?? "") as { runs: { results: { ruleId: string; level: string }[] }[] };
      expect(runs[0]?.results).toHaveLength(document.findings.length);
      expect(markdown?.stdout).toMatch(/^\| mandatory, high \| stateful-protected \| /m);
    },
    limit,
  );

  it(
    "is shown by a preview, with the findings under the resources",
    async () => {
      const { status, stdout } = await preview(broken);
      expect(status).toBe(0);
      const [tree, findings] = stdout.split("\nPolicies: ");
      expect(tree).toContain("aws:rds:Instance");
      expect(findings).toMatch(/^mandatory stateful-protected /m);
    },
    limit,
  );

  it(
    "passes where the pack's config makes the rules advisory",
    async () => {
      const file = join(folder, "policies.json");
      writeFileSync(file, JSON.stringify({ all: "advisory" }));
      const { status, stdout } = await policy(...broken, "--policy-config", file);
      expect(status).toBe(0);
      expect(stdout).toMatch(/^advisory stateful-protected /m);
    },
    limit,
  );
});

it(
  "says at a first preview what only the update will tell",
  async () => {
    const { status, stdout } = await policy("--mode", "preview");
    expect(status).toBe(0);
    expect(stdout).toMatch(/\nKnown only in the update\n/);
    expect(stdout).toMatch(/, \d+ values known only in the update\n$/);
  },
  limit,
);

describe("a mistake in the arguments", () => {
  it.each([
    [["--format", "xml"], "--format xml: must be one of text, json, sarif, markdown"],
    [["--mode", "apply"], "--mode apply: must be one of update, preview"],
    [["--stak", "prod"], "--stak"],
  ])("%j is named", (args, message) => {
    expect(() => parsePolicyOptions(args)).toThrow(ConfigError);
    expect(() => parsePolicyOptions(args)).toThrow(message);
  });

  it(
    "in the pack's config is named, and nothing is judged",
    async () => {
      const file = join(folder, "wrong.json");
      writeFileSync(file, '{"rds-encripted": "advisory"}');
      const { status, stdout, stderr } = await policy("--policy-config", file);
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toBe(`${file}:\n  rds-encripted: there is no such rule; see docs/policies.md\n`);
      writeFileSync(file, "{");
      expect(() => packConfig(file, rules)).toThrow(/^--policy-config .*wrong\.json: is no JSON: /);
      expect(() => packConfig(join(folder, "none.json"), rules)).toThrow(/^--policy-config .*none\.json: ENOENT/);
      expect(packConfig(undefined, rules)).toEqual({});
    },
    limit,
  );

  it("shows the usage where asked", async () => {
    const { status, stdout } = await policy("--help");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: npm run policy /);
  });
});
