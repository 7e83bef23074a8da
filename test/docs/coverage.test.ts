import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { coveragePage, page, readRequirements, type Requirement, source } from "../../docs/generate-coverage.ts";
import { rules } from "../../policies/rules.ts";

const requirements = readRequirements(await readFile(source, "utf8"));
const current = coveragePage(requirements, rules);

describe("docs/coverage.md", () => {
  it("is what the requirements and rules say; if not, run: node --import ./start.js docs/generate-coverage.ts", async () => {
    expect(await readFile(page, "utf8")).toBe(current);
  });

  it("leads to files that are there and to rules that there are", () => {
    const targets = new Set([...current.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target));
    expect(targets.size).toBeGreaterThan(100);
    const known = new Set(rules.map(({ id }) => `policies.md#${id}`));
    const isDead = (target: string) =>
      target.startsWith("policies.md#") ? !known.has(target) : !existsSync(new URL(target, page));
    expect([...targets].filter(isDead)).toEqual([]);
  });

  it("has each requirement in one row", () => {
    const ids = [...current.matchAll(/^\| (M[TC]-\d{3}) \| .+ \| .+ \|$/gm)].map(([, id]) => id);
    expect(ids.toSorted()).toEqual(requirements.map(({ id }) => id).toSorted());
  });
});

describe("docs/requirements.yaml", () => {
  const count = (of: (requirement: Requirement) => boolean) => requirements.filter(of).length;

  it("holds 97 requirements of MyTrader and 295 of MyCrypto", () => {
    expect([count(({ id }) => id.startsWith("MT-")), count(({ id }) => id.startsWith("MC-"))]).toEqual([97, 295]);
  });

  it("holds as many of each kind as the requirements", () => {
    const kinds = Object.entries(Object.groupBy(requirements, ({ kind }) => kind));
    expect(Object.fromEntries(kinds.map(([kind, some]) => [kind, some.length]))).toEqual({
      component: 13,
      config: 17,
      policy: 5,
      gate: 148,
      "release-step": 30,
      "rollback-step": 22,
      backup: 13,
      observability: 36,
      runbook: 37,
      signoff: 20,
      "client-config": 7,
      "success-criterion": 44,
    });
  });

  it("says of each something of its own", () => {
    expect(new Set(requirements.map(({ about }) => about)).size).toBe(requirements.length);
  });
});

const open: Requirement["open"] = "step 6: all of it";
/** All requirements, open and of one kind, with some entries that say something else. */
function entries(changes: Readonly<Record<string, Partial<Requirement>>> = {}): Requirement[] {
  return requirements.map(({ id }) => {
    const plain: Requirement = { id, kind: "gate", about: "Something", open };
    return { ...plain, ...changes[id] };
  });
}
const met = (...paths: string[]) => ({ met: paths, open: undefined });
const rule = (id: string, ...encoded: string[]) => ({ id, requirements: encoded });

describe("the page", () => {
  const rowOf = (text: string, start: string) => text.split("\n").find((line) => line.startsWith(`| ${start} |`));
  const table = (changes: Readonly<Record<string, Partial<Requirement>>>, ...some: ReturnType<typeof rule>[]) =>
    coveragePage(entries(changes), some, () => true);

  it("links to all that meets a requirement, in the order of the ways, whatever the order of the files", () => {
    const paths = [
      "test/a.test.ts",
      "docs/aws/b.md",
      "README.md",
      "engine/c.ts",
      "components/edge/d.ts",
      "systems/e.ts",
    ];
    const text = table(
      { "MT-002": { ...met(...paths), about: "Either | or" } },
      rule("f-g", "MT-002"),
      rule("h", "MT-002"),
    );
    expect(rowOf(text, "MT-002")).toBe(
      "| MT-002 | Either \\| or | component: [d.ts](../components/edge/d.ts), [e.ts](../systems/e.ts)<br>" +
        "policy: [f-g](policies.md#f-g), [h](policies.md#h)<br>gate: [c.ts](../engine/c.ts)<br>" +
        "runbook: [b.md](aws/b.md), [README.md](../README.md)<br>test: [a.test.ts](../test/a.test.ts) |",
    );
  });

  it("marks what is open, also where a part is met", () => {
    const text = table({ "MC-295": { met: ["platform.ts"] } });
    expect(rowOf(text, "MC-294")).toBe("| MC-294 | Something | **open**: step 6: all of it |");
    expect(rowOf(text, "MC-295")).toBe(
      "| MC-295 | Something | component: [platform.ts](../platform.ts)<br>**open**: step 6: all of it |",
    );
  });

  it.each([
    ["components/edge/dns.ts", "component"],
    ["platform.ts", "component"],
    ["Pulumi.prod.yaml", "component"],
    ["config/schema.ts", "component"],
    ["systems/model/serving.ts", "component"],
    ["components/release/pod.ts", "component"],
    ["config/checks.ts", "gate"],
    ["config/store-checks.ts", "gate"],
    ["systems/model/faults.ts", "gate"],
    ["systems/model/store-faults.ts", "gate"],
    ["engine/gate.ts", "gate"],
    ["release/judge/judge.ts", "gate"],
    ["rehearsal/scenarios.ts", "gate"],
    [".github/workflows/ci.yml", "gate"],
    ["docs/images.md", "runbook"],
    ["ARCHITECTURE.md", "runbook"],
    ["test/config/checks.ts", "test"],
    ["test/release/runner/phase.test.ts", "test"],
    ["test/database/sample/001-enums.sql", "test"],
  ])("takes %s for a %s", (path, way) => {
    expect(rowOf(table({ "MT-001": met(path) }), "MT-001")).toContain(`| ${way}: [`);
  });

  it("counts by kind and way: in each way what is met, beside it what is open", () => {
    const text = table(
      {
        "MT-001": { ...met("components/a.ts", "components/b.ts", "test/a.test.ts"), kind: "component" },
        "MT-002": { ...met("docs/a.md"), kind: "component" },
        "MT-003": { kind: "component", open: undefined },
        "MT-004": { kind: "component", met: ["engine/a.ts"] },
        "MT-005": { kind: "component", open: "step 6: one thing; people: another" },
      },
      rule("a", "MT-001", "MT-003", "MT-005"),
    );
    expect(rowOf(text, "Kind")).toBe(
      "| Kind | All | Met | by component | by policy | by gate | by runbook | by test | Open | of which in part |",
    );
    expect(rowOf(text, "component")).toBe("| component | 5 | 3 | 1 | 2 | 0 | 1 | 1 | 2 | 1 |");
    expect(rowOf(text, "gate")).toBe("| gate | 387 | 0 | 0 | 0 | 0 | 0 | 0 | 387 | 0 |");
    expect(rowOf(text, "**all**")).toBe("| **all** | 392 | 3 | 1 | 2 | 0 | 1 | 1 | 389 | 1 |");
    expect(text).toContain("389 for step 6, 1 for people.");
  });

  it("has a table for each kind, in the order of the requirements", () => {
    const text = table({ "MT-002": { kind: "signoff" }, "MC-001": { kind: "signoff" } });
    const [, signoffs = ""] = text.split("## Sign-offs");
    expect([...signoffs.matchAll(/^\| (M[TC]-\d+)/gm)].map(([, id]) => id)).toEqual(["MT-002", "MC-001"]);
    expect(text.match(/^## .+/gm)).toHaveLength(13);
  });
});

describe("what is wrong", () => {
  const faultsOf = (run: () => unknown): string[] => {
    try {
      run();
    } catch (error) {
      const [first, ...faults] = (error as Error).message.split("\n  ");
      expect(first).toBe("docs/requirements.yaml, or what the rules make of it:");
      return faults;
    }
    return [];
  };
  const faults = (some: readonly Requirement[], ...encoding: ReturnType<typeof rule>[]) =>
    faultsOf(() => coveragePage(some, encoding));

  it("is nothing where all is open", () => {
    expect(faults(entries())).toEqual([]);
  });

  it("is a file that is not there, a folder, or a file of no use", () => {
    const wrong = {
      "MT-001": met("components/edge/cdn.ts", "components/nothing.ts"),
      "MC-002": met("components", "start.js"),
    };
    expect(faults(entries(wrong))).toEqual([
      "MT-001: there is no file components/nothing.ts",
      "MC-002: there is no file components",
      "MC-002: start.js is no component, gate, runbook or test",
    ]);
  });

  it.each([
    "policies/rules.ts",
    "policies/notes.md",
    "docs/generate-coverage.ts",
    "other/platform.ts",
    "aPulumi.a.yaml",
  ])("is %s, whatever it holds", (path) => {
    expect(faultsOf(() => coveragePage(entries({ "MT-001": met(path) }), [], () => true))).toEqual([
      `MT-001: ${path} is no component, gate, runbook or test`,
    ]);
  });

  it("is an entry of which nothing is said; a rule says something", () => {
    const silent = entries({ "MT-001": { open: undefined }, "MT-002": { open: undefined } });
    expect(faults(silent, rule("a", "MT-002"))).toEqual(["MT-001: is neither met nor open, and no rule encodes it"]);
  });

  it("is a rule that encodes what there is not", () => {
    expect(faults(entries(), rule("a", "MT-097", "MT-098"), rule("b", "MC-000"))).toEqual([
      "rule a: MT-098 is no requirement",
      "rule b: MC-000 is no requirement",
    ]);
  });

  it("is an id that is missing, unknown, listed twice or out of its place", () => {
    const [first, second, third, ...rest] = entries();
    if (first === undefined || second === undefined || third === undefined) throw new Error("no entries");
    expect(faults([first, third, ...rest])).toEqual(["MT-002: is missing"]);
    expect(faults([second, first, third, ...rest])).toEqual(["MT-001: stands after MT-002"]);
    expect(faults([first, second, third, second, ...rest])).toEqual(["MT-002: is listed twice"]);
    expect(faults([{ ...first, id: "MT-098" }, second, third, ...rest])).toEqual([
      "MT-001: is missing",
      "MT-098: is no requirement",
    ]);
  });

  it("is told all at once", () => {
    const wrong = entries({ "MT-001": met("nothing.ts"), "MT-003": { open: undefined } }).slice(0, -1);
    expect(faults(wrong, rule("a", "MX-001"))).toEqual([
      "MC-295: is missing",
      "MT-001: there is no file nothing.ts",
      "MT-003: is neither met nor open, and no rule encodes it",
      "rule a: MX-001 is no requirement",
    ]);
  });

  it("is the form of an entry, each by its id where it has one", () => {
    const text = JSON.stringify([
      { id: "MT-001", kind: "gates", about: "x".repeat(91), met: [], open: "later" },
      { id: "MT-002", kind: "gate", about: "Something", met: ["a", "a"], open: "step 6:" },
      { id: "MT-3", kind: "gate", about: "Something", open: "step 5: all of it" },
      { kind: "gate", about: "", opened: "step 6: x" },
      "MT-005",
    ]);
    expect(faultsOf(() => readRequirements(text))).toEqual([
      expect.stringMatching(/^MT-001\.kind: /) as string,
      "MT-001.about: must have at most 90 characters",
      "MT-001.met: must list a file or be left out",
      'MT-001.open: must begin with "step 6: " or "people: "',
      "MT-002.met: must list each file once",
      'MT-002.open: must begin with "step 6: " or "people: "',
      "MT-3.id: must look like MT-001 or MC-001",
      'MT-3.open: must begin with "step 6: " or "people: "',
      expect.stringMatching(/^entry 4\.id: /) as string,
      expect.stringMatching(/^entry 4\.about: /) as string,
      expect.stringMatching(/^entry 4: .*opened/) as string,
      expect.stringMatching(/^entry 5: /) as string,
    ]);
  });

  it("is a file that is no list, or not YAML", () => {
    expect(faultsOf(() => readRequirements("id: MT-001"))).toEqual([expect.stringMatching(/^the file: /)]);
    expect(() => readRequirements("- [")).toThrow();
  });

  it("is not what has exactly the longest text", () => {
    const entry = { id: "MT-001", kind: "gate", about: "x".repeat(90), met: ["a"], open: "people: x" };
    expect(readRequirements(JSON.stringify([entry]))).toEqual([entry]);
  });
});
