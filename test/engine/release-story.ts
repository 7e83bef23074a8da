import { afterAll, describe, expect, inject, test } from "vitest";
import { type ReleaseDocument, releaseSchema } from "../../contract/release.ts";
import { up } from "../../engine/operations.ts";
import { changes, type EngineRecord } from "../../engine/record.ts";
import type { Session } from "../../engine/session.ts";
import { releaseOf } from "./release-of.ts";
import { type stacks, withoutCheckpoints } from "./stacks.ts";
import { broughtUp, logged, simulation } from "./stage.ts";

const noCli = inject("noCli");
withoutCheckpoints();

const weights = (of: string) => `systems.mycrypto.weights=${of}`;

async function released({ stack }: Session): Promise<ReleaseDocument> {
  const { release } = await stack.outputs();
  return releaseSchema.parse((release?.value as Record<string, unknown>)["mycrypto"]);
}

const ruleUrns = ({ listenerRules }: ReleaseDocument) => listenerRules.map(({ urn }) => urn);
/** A promotion changes which color the test rules lead to, too. */
const allRuleUrns = ({ listenerRules }: ReleaseDocument) => listenerRules.flatMap(({ urn, testUrn }) => [urn, testUrn]);

/** What was changed, as `operation name`. */
const told = (record: EngineRecord) => changes(record).map(({ op, name }) => `${op} ${name}`);

const outside = (record: EngineRecord, color: string) =>
  told(record).filter((change) => !new RegExp(` ${color}(-|$)`).test(change));

const isSettings = (change: string) => /-mycrypto-client-config-(live|preview)-[0-9.]+$/.test(change);

/** Without the value that says which version the test host shows, and what its pages read. */
const besidePages = (all: readonly string[]) =>
  all.filter((change) => !/-mycrypto-preview-version$/.test(change) && !isSettings(change));

/** The changes of what pages read, before and after the edge is told of another version. */
function settings(record: EngineRecord) {
  const all = told(record);
  const toldOf = all.findIndex((change) => change.endsWith("-mycrypto-preview-version"));
  const brief = (changes: readonly string[]) =>
    changes
      .filter(isSettings)
      .map((change) => change.replace(/ .*-client-config/, ""))
      .sort();
  return { before: brief(all.slice(0, toldOf)), after: brief(all.slice(toldOf)) };
}

/** One story, in the order in which a release goes. */
export function releaseStory(stack: (typeof stacks)[number]): void {
  describe.skipIf(noCli !== "")(`a release on ${stack}${noCli}`, () => {
    tell(stack);
  });
}

function tell(stack: string): void {
  const folder = noCli === "" ? broughtUp(stack, afterAll) : "";
  const at = async (...overrides: string[]) => (await simulation({ stack, folder, overrides })).session;
  const run = async (overrides: string[], targets?: readonly string[]) =>
    up(await at(...overrides), { ...logged(), ...(targets === undefined ? {} : { targets }) });
  const candidate = releaseOf("green", "1.6.0");

  test("begins with all requests on blue", async () => {
    expect(await released(await at())).toMatchObject({
      weights: { blue: 100, green: 0 },
      live: "blue",
      weightsAgree: true,
    });
  });

  test("deploys green and changes nothing outside of it", async () => {
    const before = (await released(await at())).colors.blue?.migration;
    const record = await run([candidate]);
    expect(changes(record).length).toBeGreaterThan(5);
    expect(besidePages(outside(record, "mycrypto-green"))).toEqual([]);
    expect(settings(record).before).toEqual(["create-live-1.6.0", "create-preview-1.6.0"]);
    const { colors, migrations } = await released(await at(candidate));
    // The live color's run is the record of its own release.
    expect(before).toBeDefined();
    expect(colors.blue?.migration).toEqual(before);
    expect(colors.green?.migration).toMatchObject({ steps: migrations, otherColor: "running" });
    expect(colors.green?.migration?.image).toContain("/mycrypto/migrations@sha256:160");
  });

  test("moves a tenth by changing the listener rules, and nothing else", async () => {
    const rules = ruleUrns(await released(await at(candidate)));
    const record = await run([candidate, weights("{blue: 90, green: 10}")], rules);
    expect(
      changes(record)
        .map(({ urn }) => urn)
        .sort(),
    ).toEqual([...rules].sort());
    expect(
      changes(record).every(({ op, type }) => op === "update" && type === "aws:lb/listenerRule:ListenerRule"),
    ).toBe(true);
    expect(await released(await at(candidate))).toMatchObject({ weights: { blue: 90, green: 10 }, live: "blue" });
  });

  test("is not undone by an engineer's plain up", async () => {
    expect(told(await run([candidate]))).toEqual([]);
    expect(await released(await at(candidate))).toMatchObject({ weights: { blue: 90, green: 10 } });
  });

  test("tells the truth after a rule's update failed", async () => {
    const overrides = [candidate, weights("{blue: 50, green: 50}")];
    const { session, faults } = await simulation({ stack, folder, overrides });
    faults.add({ kind: "fail", on: "update", type: "aws:lb/listenerRule:ListenerRule", nth: 2 });
    const rules = ruleUrns(await released(session));
    await expect(up(session, { ...logged(), targets: rules })).rejects.toThrow(/the update failed/);
    const after = await released(session);
    expect(after.weights).toEqual({ blue: 90, green: 10 });
    expect(after.weightsAgree).toBe(false);
    // Again, without the fault: the rest follows.
    await run(overrides, rules);
    expect(await released(session)).toMatchObject({ weights: { blue: 50, green: 50 }, weightsAgree: true });
  });

  test("shows in the outputs that rules disagree when only one was moved", async () => {
    const [first = ""] = ruleUrns(await released(await at(candidate)));
    await run([candidate, weights("{blue: 60, green: 40}")], [first]);
    const after = await released(await at(candidate));
    expect(after).toMatchObject({ weightsAgree: false, weights: { blue: 60, green: 40 } });
    expect(
      after.listenerRules
        .map((rule) => rule.weights.green)
        .sort((a, b) => a - b)
        .at(-1),
    ).toBe(50);
  });

  test("promotes by weights alone and replaces nothing", async () => {
    const { pages } = await released(await at(candidate));
    const rules = allRuleUrns(await released(await at(candidate)));
    const record = await run([candidate, weights("{blue: 0, green: 100}")], [...rules, ...pages.versionUrns]);
    expect(changes(record).map(({ urn }) => urn)).toEqual(expect.arrayContaining(pages.versionUrns));
    expect(new Set(changes(record).map(({ op }) => op))).toEqual(new Set(["update"]));
    expect(await released(await at(candidate))).toMatchObject({
      weights: { blue: 0, green: 100 },
      live: "green",
      preview: "blue",
    });
    expect(told(await run([candidate]))).toEqual([]);
  });

  test("deploys the next version on blue and leaves green's Deployments alone", async () => {
    const record = await run([candidate, releaseOf("blue", "1.7.0")]);
    const touched = changes(record).filter(({ type }) => type === "kubernetes:apps/v1:Deployment");
    expect(touched.length).toBeGreaterThan(0);
    expect(besidePages(outside(record, "mycrypto-blue"))).toEqual([]);
    expect(settings(record)).toEqual({
      before: ["create-live-1.7.0", "create-preview-1.7.0"],
      // No color has the version any more.
      after: [expect.stringMatching(/^delete-live-/) as string, expect.stringMatching(/^delete-preview-/) as string],
    });
  });
}
