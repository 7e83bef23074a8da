import { beforeAll, describe, expect, it } from "vitest";
import { ConfigError } from "../../config.ts";
import type { PreviewDocument } from "../../preview/document.ts";
import { parsePreviewOptions } from "../../preview/options.ts";
import { differing, type Finished, preview, previewJson } from "../cli.ts";

const limit = 120_000;
const escape = "\u001b";
const rule = (name: string) =>
  "urn:pulumi:prod::trading-platform::trading:release:BlueGreen$trading:release:TrafficSplit" +
  `$aws:lb/listenerRule:ListenerRule::${name}`;

/** The resource and those above it, by type and name. */
function above({ resources }: PreviewDocument, urn: string): string[] {
  const found = resources.find((resource) => resource.urn === urn);
  return found === undefined
    ? []
    : [`${found.type} ${found.name}`, ...above({ resources } as PreviewDocument, found.parent ?? "")];
}

describe("a stack that is right", () => {
  let first: PreviewDocument;
  let again: PreviewDocument;
  let tree: Finished;
  let staging: Finished;
  beforeAll(async () => {
    [first, again] = await Promise.all([previewJson(["--stack", "prod"]), previewJson([])]);
    [tree, staging] = await Promise.all([preview([]), preview(["--stack=staging"])]);
  }, limit);

  it("is printed as one document with exactly these keys", () => {
    expect(Object.keys(first)).toEqual(["stack", "config", "resources", "outputs", "policies", "timings"]);
    expect(first.stack).toBe("prod");
    const keys = new Set(first.resources.map((resource) => Object.keys(resource).join(" ")));
    expect([...keys]).toEqual(["urn type name parent custom protect dependencies propertyDependencies inputs secrets"]);
    expect(Object.keys(first.timings)).toEqual(["startMs", "programMs", "policiesMs", "totalMs", "maxRssMiB"]);
    expect(Object.keys(first.outputs ?? {})).toEqual(["clientConfig", "endpoints", "release"]);
  });

  it("is the same each time, byte for byte, but for the timings", () => {
    const text = (document: PreviewDocument) => JSON.stringify({ ...document, timings: undefined });
    expect(text(again)).toBe(text(first));
  });

  it("shows its config as values", () => {
    expect(first.config).toMatchObject({
      "trading-platform:environment": "prod",
      "trading-platform:cluster": { version: "1.35" },
    });
  });

  it("hides what is secret and shows what is unknown", () => {
    const version = first.resources.find(({ type }) => type.endsWith(":SecretVersion"));
    expect(version?.inputs).toEqual({
      secretId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
      secretString: "[secret]",
    });
    expect(version?.secrets).toEqual(["secretString"]);
    const secret = first.resources.find(({ type }) => type === "kubernetes:core/v1:Secret");
    expect(secret?.secrets).toEqual(["stringData"]);
    // The signature of a secret wrapper.
    expect(JSON.stringify(first)).not.toContain("4dabf18193072939515e22adb298388d");
  });

  it("is drawn as a tree, with the document's totals, unknown outputs and the time", () => {
    expect(tree).toMatchObject({ status: 0, stderr: "" });
    const lines = tree.stdout.trimEnd().split("\n");
    const custom = first.resources.filter((resource) => resource.custom).length;
    expect(lines[0]).toBe("trading-platform, stack prod: offline preview, no cloud was asked");
    expect(lines).toContain("├─ BlueGreen mycrypto 164 resources");
    expect(lines).toContain("      certificateArn: unknown");
    expect(lines).toContain("      weights: { blue: 100, green: 0 }");
    expect(lines).toContain("    199  mycrypto");
    expect(lines).toContain(`${custom} resources in ${first.resources.length - custom - 1} components`);
    expect(lines.at(-1)).toMatch(/^\d+\.\d\d s, of which program \d+\.\d\d s, policies \d+\.\d\d s$/);
  });

  it("is prod unless it is said; staging is another", () => {
    expect(staging).toMatchObject({ status: 0, stderr: "" });
    expect(staging.stdout).toMatch(/^trading-platform, stack staging: /);
    expect(staging.stdout).toContain("Color mycrypto-blue");
    expect(staging.stdout).not.toContain("Color mycrypto-green");
  });

  it("has no color codes where the output is no terminal", () => {
    expect(tree.stdout).not.toContain(escape);
    expect(staging.stdout).not.toContain(escape);
  });

  describe("and is changed", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const green = "systems.mycrypto.colors.green";
    const images = ["auth-service", "wallet-service", "trade-engine", "mail-worker"].map(
      (service) => `--config=${green}.images.${service}=${digest}`,
    );
    let weighted: PreviewDocument;
    let released: PreviewDocument;
    beforeAll(async () => {
      [weighted, released] = await Promise.all([
        previewJson(["--config", "systems.mycrypto.weights={blue: 90, green: 10}"]),
        previewJson([`--config=${green}.version="1.6.0"`, ...images]),
      ]);
    }, limit);

    it("in its weights: only the weighted rules change, and what the outputs say of them", () => {
      expect(differing(first, weighted)).toEqual([
        rule("mycrypto-auth"),
        rule("mycrypto-trade"),
        rule("mycrypto-wallet"),
      ]);
      const [before, after] = [first, weighted].map(({ resources }) =>
        resources.find(({ urn }) => urn === rule("mycrypto-auth")),
      );
      const text = JSON.stringify(before).replace('"weight":100', '"weight":90').replace('"weight":0', '"weight":10');
      expect(JSON.stringify(after)).toBe(text);
      expect(first.outputs).toMatchObject({
        release: { mycrypto: { weights: { blue: 100, green: 0 }, live: "blue" } },
      });
      expect(weighted.outputs).toMatchObject({
        release: {
          mycrypto: {
            weights: { blue: 90, green: 10 },
            nextWeights: { blue: 50, green: 50 },
            live: "blue",
            preview: "green",
            workColor: "blue",
          },
          mytrader: { weights: { blue: 100, green: 0 } },
        },
      });
    });

    it("in the preview color's version: only what stands below that color changes", () => {
      const changed = differing(first, released);
      const outside = changed.filter((urn) => !above(first, urn).includes("trading:release:Color mycrypto-green"));
      // Which pages the test host shows, and what pages of the one version and the other are told. The live version's
      // value only comes after other files than before.
      const [live, ...rest] = outside.map((urn) => urn.split("::").at(-1) ?? "");
      expect(rest).toEqual([
        "trading-prod-mycrypto-preview-version",
        ...["live-1.5.0", "live-1.6.0", "preview-1.5.0", "preview-1.6.0"].map(
          (file) => `trading-prod-mycrypto-client-config-${file}`,
        ),
      ]);
      const inputs = ({ resources }: PreviewDocument) => resources.find(({ name }) => name === live)?.inputs;
      expect(live).toBe("trading-prod-mycrypto-live-version");
      expect(inputs(released)).toEqual(inputs(first));
      const deployments = changed.filter((urn) => urn.includes(":Deployment::"));
      expect(deployments.map((urn) => urn.split("::").at(-1))).toEqual([
        "mycrypto-green-auth-service",
        "mycrypto-green-mail-worker",
        "mycrypto-green-trade-engine",
        "mycrypto-green-wallet-service",
      ]);
      const lasting = ({ resources }: PreviewDocument) =>
        resources.map(({ urn }) => urn).filter((urn) => !urn.includes("-client-config-"));
      expect(lasting(released)).toEqual(lasting(first));
      expect(released.outputs).toMatchObject({
        release: { mycrypto: { colors: { blue: { version: "1.4.2" }, green: { version: "1.6.0" } } } },
      });
    });
  });
});

describe("the command line", () => {
  it("asks for help", async () => {
    const { status, stdout, stderr } = await preview(["--help"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: npm run preview -- \[--stack NAME\]/);
    for (const flag of ["--stack", "--config", "--json", "--help"]) expect(stdout).toContain(`\n  ${flag} `);
  });

  it("is wrong: exit 1, a sentence on stderr without a stack, nothing on stdout", async () => {
    const { status, stdout, stderr } = await preview(["--jsno"]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^Unknown option '--jsno'.*\nSee --help\.\n$/);
  });

  it.each([
    [["--stack"], "Option '--stack <value>' argument missing\nSee --help."],
    [["--json=yes"], "Option '--json' does not take an argument\nSee --help."],
    [["extra"], "Unexpected argument 'extra'. This command does not take positional arguments\nSee --help."],
    [["--config", "systems"], "--config systems: must look like path.to.key=value"],
  ])("%j is refused", (args, message) => {
    expect(() => parsePreviewOptions(args)).toThrow(new ConfigError(message));
  });

  it("is read", () => {
    expect(parsePreviewOptions([])).toEqual({ stack: "prod", json: false, help: false, overrides: [] });
    expect(parsePreviewOptions(["--json", "--stack", "staging", "--config", "a=1", "--config=b=2"])).toEqual({
      stack: "staging",
      json: true,
      help: false,
      overrides: [
        { path: ["a"], value: 1 },
        { path: ["b"], value: 2 },
      ],
    });
  });
});

it(
  "wrong config: every fault at once, exit 1, nothing on stdout",
  async () => {
    const wrong = ["network.cidr=10.20.0.0/33", "protcet=false", "systems.mycrypto.weights={blue: 90, green: 20}"];
    const { status, stdout, stderr } = await preview(["--json", ...wrong.map((text) => `--config=${text}`)]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    const [first, ...faults] = stderr.trimEnd().split("\n");
    expect(first).toBe("Pulumi.prod.yaml: 3 faults");
    expect(faults.map((line) => line.trim().split(":")[0]).sort()).toEqual([
      "network.cidr",
      "protcet",
      "systems.mycrypto.weights",
    ]);
    expect(stderr).toContain('did you mean "protect"?');
  },
  limit,
);
