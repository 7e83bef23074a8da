import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError } from "../../config.ts";
import { loadStackConfig, type Override, parseOverride, stacks } from "../../preview/stack-file.ts";

const path = mkdtempSync(join(tmpdir(), "stack-file-"));
const folder = pathToFileURL(`${path}/`);
afterAll(() => {
  rmSync(path, { recursive: true });
});

/** The config of a file with this text, after overrides such as `a.b=1`. */
function load(text: string, ...overrides: string[]) {
  writeFileSync(join(path, "Pulumi.prod.yaml"), text);
  return loadStackConfig("prod", overrides.map(parseOverride), folder);
}

/** Of a callback that must refuse: the message. */
function refusal(callback: () => unknown): string {
  try {
    callback();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error("was accepted");
}

const file = `config:
  trading-platform:environment: prod
  trading-platform:protect: true
  trading-platform:network:
    cidr: 10.0.0.0/16
    zones: [{ name: a, public: 10.0.0.0/20 }, { name: b, public: 10.0.16.0/20 }]
  aws:region: eu-central-1
`;
const untouched = {
  "trading-platform:environment": "prod",
  "trading-platform:protect": "true",
  "trading-platform:network":
    '{"cidr":"10.0.0.0/16","zones":[{"name":"a","public":"10.0.0.0/20"},{"name":"b","public":"10.0.16.0/20"}]}',
  "aws:region": "eu-central-1",
};

it("hands text over as it is and everything else as JSON, as the engine does", () => {
  expect(load(file)).toEqual(untouched);
});

it("lists the stacks that have a file", () => {
  load(file);
  writeFileSync(join(path, "Pulumi.yaml"), "name: project\n");
  writeFileSync(join(path, "Pulumi.prod.yaml.bak"), "");
  expect(stacks(folder)).toEqual(["prod"]);
});

describe("overrides", () => {
  it.each<[string, Override]>([
    ["a=text", { path: ["a"], value: "text" }],
    ["a.b.c=10", { path: ["a", "b", "c"], value: 10 }],
    ["a.0.b=true", { path: ["a", "0", "b"], value: true }],
    ["a={blue: 90, green: 10}", { path: ["a"], value: { blue: 90, green: 10 } }],
    ["a=[x, 1]", { path: ["a"], value: ["x", 1] }],
    ['a="1"', { path: ["a"], value: "1" }],
    ["a=b=c", { path: ["a"], value: "b=c" }],
    ["a=null", { path: ["a"], value: undefined }],
    ["a=", { path: ["a"], value: undefined }],
    ["trading-platform:a.b=1", { path: ["a", "b"], value: 1 }],
  ])("%s", (text, override) => {
    expect(parseOverride(text)).toEqual(override);
  });

  it.each(["a", "=1", "a..b=1", ".a=1", "a.=1", ""])("refuses %j", (text) => {
    expect(refusal(() => parseOverride(text))).toBe(`--config ${text}: must look like path.to.key=value`);
  });

  it("refuses a value that is not YAML, and says why", () => {
    expect(refusal(() => parseOverride("a={blue: 90"))).toMatch(
      /^--config a=\{blue: 90: the value is not valid YAML: .*flow.*line 1/i,
    );
  });

  it.each<[string, Record<string, unknown>]>([
    ["environment=test", { "trading-platform:environment": "test" }],
    ["protect=null", { "trading-platform:protect": undefined }],
    ["region=eu-west-1", { "trading-platform:region": "eu-west-1" }],
    ["a.b.c=1", { "trading-platform:a": '{"b":{"c":1}}' }],
    ["network={cidr: 10.1.0.0/16}", { "trading-platform:network": '{"cidr":"10.1.0.0/16"}' }],
    ["network.zones=null", { "trading-platform:network": '{"cidr":"10.0.0.0/16"}' }],
    [
      "network.zones.1.name=c",
      { "trading-platform:network": untouched["trading-platform:network"].replace('"b"', '"c"') },
    ],
    [
      "network.zones.0=null",
      { "trading-platform:network": '{"cidr":"10.0.0.0/16","zones":[{"name":"b","public":"10.0.16.0/20"}]}' },
    ],
    [
      "network.zones.2={name: c}",
      { "trading-platform:network": untouched["trading-platform:network"].replace("]}", ',{"name":"c"}]}') },
    ],
    ["environment.name=x", { "trading-platform:environment": '{"name":"x"}' }],
  ])("%s changes its own place alone", (override, changes) => {
    expect({ ...load(file, override) }).toEqual({ ...untouched, ...changes });
  });

  it("leaves an empty mapping where the last key is removed", () => {
    expect(load(file, "network.zones=null", "network.cidr=null")["trading-platform:network"]).toBe("{}");
  });

  it("apply in order, the later to the earlier's result", () => {
    const network = load(file, "network={cidr: x, zones: []}", "network.cidr=y", "network.cidr=z");
    expect(network["trading-platform:network"]).toBe('{"cidr":"z","zones":[]}');
  });

  it.each(["name", "3", "-1", "1e5", " 1"])("refuse %j as a place in a list", (key) => {
    expect(refusal(() => load(file, `network.zones.${key}.name=x`))).toBe(
      `--config: "${key}" is no place in a list of 2; they are numbered from 0`,
    );
  });
});

describe("a file that cannot be used", () => {
  it("is missing: names the nearest stack and all that there are", () => {
    load(file);
    expect(refusal(() => loadStackConfig("prdo", [], folder))).toBe(
      'there is no Pulumi.prdo.yaml; did you mean "prod"? stacks: prod',
    );
    expect(refusal(() => loadStackConfig("elsewhere", [], folder))).toBe(
      "there is no Pulumi.elsewhere.yaml; stacks: prod",
    );
  });

  it("is not YAML: every error with its line", () => {
    const text = "config:\n  trading-platform:a: [1\n  trading-platform:b: 2\n  trading-platform:b: 3\n";
    const [first, ...rest] = refusal(() => load(text)).split("\n");
    expect(first).toBe("Pulumi.prod.yaml: is not valid YAML");
    expect(rest[0]).toMatch(/^ {2}\S.* at line 3, column \d+$/);
    expect(refusal(() => load("config:\n  a: 1\n  a: 2\n"))).toBe(
      "Pulumi.prod.yaml: is not valid YAML\n  Map keys must be unique at line 3, column 3",
    );
  });

  it.each(["", "config: text\n", "config: [a]\n", "config:\n", "encryptionsalt: x\n"])(
    "holds no config: %j",
    (text) => {
      expect(refusal(() => load(text))).toBe(
        "Pulumi.prod.yaml: config: must be a mapping of keys such as trading-platform:environment",
      );
    },
  );

  it("holds encrypted values: every one, by its path and without its text", () => {
    const text = `config:
  trading-platform:token: { secure: v1:abc }
  trading-platform:network: { zones: [{ key: { secure: v1:def } }] }
  other:token: { secure: v1:ghi }
`;
    expect(refusal(() => load(text))).toBe(
      [
        "Pulumi.prod.yaml: 2 encrypted values",
        "  token: is encrypted, and nothing in this project's config is secret",
        "  network.zones.0.key: is encrypted, and nothing in this project's config is secret",
      ].join("\n"),
    );
  });
});

it("leaves other tools' keys alone, encrypted ones too", () => {
  expect(load("config:\n  other:token: { secure: v1:ghi }\n  aws:region: eu-west-1\n", "a=1")).toEqual({
    "other:token": '{"secure":"v1:ghi"}',
    "aws:region": "eu-west-1",
    "trading-platform:a": "1",
  });
});
