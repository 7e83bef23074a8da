import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { OperationFailed, preview, up } from "../../engine/operations.ts";
import { changes, type EngineRecord, Recorder } from "../../engine/record.ts";
import type { Simulation } from "../../engine/simulation.ts";
import type { PackConfig } from "../../policies/pack-config.ts";
import { line } from "../../policies/adapt.ts";
import { report } from "../../policies/report.ts";
import { rules } from "../../policies/rules.ts";
import { settingsOf } from "../../policies/settings.ts";
import { judged } from "../../preview/judged.ts";
import { loadStackConfig } from "../../preview/stack-file.ts";
import { plain } from "../../simulator/wire.ts";
import { runWhole } from "../whole-program.ts";
import { releaseOf } from "./release-of.ts";
import { withoutCheckpoints } from "./stacks.ts";
import { broughtUp, logged, simulation, world } from "./stage.ts";

const noCli = inject("noCli");
withoutCheckpoints();

/** Advisory outside of prod; made mandatory here, as a stack that wants to be as strict as prod would. */
const rule = "image-not-mutable";
const deploymentType = "kubernetes:apps/v1:Deployment";
/** A tag, which the config lets through outside of prod. */
const blueTag = "systems.mycrypto.colors.blue.images.mail-worker=latest";
const greenTag = releaseOf("green", "1.6.0", { "mail-worker": "latest" });

const strict: PackConfig = { [rule]: { enforcementLevel: "mandatory" } };

/** Staging with a file that says how strict the pack is. */
async function open(config: unknown, ...overrides: string[]): Promise<Simulation> {
  const folder = broughtUp("staging");
  const policyConfig = join(folder, "policies.json");
  writeFileSync(policyConfig, JSON.stringify(config));
  return simulation({ stack: "staging", folder, overrides, policyConfig });
}

/** What the engine alone is given, without our tool around it. */
const withPack = ({ session: { options } }: Simulation) => ({
  policyPacks: [...options.policyPacks],
  policyPackConfigs: [options.policyConfig ?? ""],
});

/** The violations of one rule, without what else the pack advises. */
const violationsOf = (id: string, { violations }: EngineRecord) =>
  violations.filter(({ policy }) => policy === id).map(({ policy, mandatory }) => ({ policy, mandatory }));

/** The image of every Deployment, by the Deployment's id. */
function images({ cloud }: Simulation): Record<string, unknown> {
  const deployments = cloud.all().filter(({ type }) => type === deploymentType);
  return Object.fromEntries(
    deployments.map(({ id, inputs }) => [id, JSON.stringify(plain(inputs)).match(/"image":"[^"]*"/g)]),
  );
}

describe.skipIf(noCli !== "")(`the policy pack${noCli}`, () => {
  test("stops an update before it begins, and names the rule and the resource", async () => {
    const simulated = await open(strict, blueTag);
    const before = await world(simulated);
    const error: unknown = await up(simulated.session, logged()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OperationFailed);
    const { message, record } = error as OperationFailed;
    expect(message).toMatch(/^the preview failed:\n/);
    expect(message).toMatch(/Deployment::mycrypto-blue-mail-worker: .*image: does not end in a digest/s);
    expect(record.violations.filter(({ mandatory }) => mandatory)).toEqual([
      {
        urn: expect.stringMatching(/Deployment::mycrypto-blue-mail-worker$/) as string,
        policy: rule,
        message: expect.stringContaining("spec.template.spec.containers[0].image") as string,
        mandatory: true,
      },
    ]);
    expect(await world(simulated)).toEqual(before);
  });

  test("stops the engine alone before it changes the Deployment", async () => {
    const simulated = await open(strict, blueTag);
    const before = images(simulated);
    const { stack } = simulated.session;
    await expect(stack.up(withPack(simulated))).rejects.toThrow(rule);
    expect(images(simulated)).toEqual(before);
  });

  test("stops the engine alone before a Deployment exists", async () => {
    const simulated = await open(strict, greenTag);
    const { stack } = simulated.session;
    await expect(stack.up(withPack(simulated))).rejects.toThrow(rule);
    expect(Object.keys(images(simulated)).filter((id) => id.includes("green/mail-worker"))).toEqual([]);
    expect(JSON.stringify(images(simulated))).not.toContain("latest");
  });

  test("reports, and lets through, what the pack's own config makes advisory", async () => {
    const simulated = await open({ [rule]: "advisory" }, blueTag);
    const { stack } = simulated.session;
    const recorder = new Recorder();
    await stack.up({ ...withPack(simulated), onEvent: recorder.onEvent });
    expect(violationsOf(rule, recorder.record)).toEqual([{ policy: rule, mandatory: false }]);
    // Its components are told the new image, too.
    const made = changes(recorder.record).filter(({ custom }) => custom);
    expect(made.map(({ op, type, name }) => `${op} ${type} ${name}`)).toEqual([
      `update ${deploymentType} mycrypto-blue-mail-worker`,
    ]);
    expect(Object.values(images(simulated)).flat()).toContainEqual(expect.stringMatching(/mail-worker:latest"$/));
  });

  test("says in a preview what it says offline, of both stacks' resources", async () => {
    const simulated = await open({});
    const record = await preview(simulated.session, logged());
    const { registrations } = await runWhole({ stack: "staging", mode: "update" });
    const { findings } = report(rules, judged(registrations), settingsOf(loadStackConfig("staging", [])));
    const told = (rule: string, urn: string, text: string) => `${rule} ${urn} ${text}`;
    const engine = record.violations.map(({ policy, urn, message }) =>
      told(policy, urn, message.trim().split("\n").at(-1) ?? ""),
    );
    expect([...new Set(engine)].sort()).toEqual(
      [...new Set(findings.map((finding) => told(finding.rule, finding.urn, line(finding, finding))))].sort(),
    );
  });

  test("stops where an exception of the config is not needed, and shows one that is", async () => {
    const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const exception = (resource: string) =>
      `{rule: ${rule}, resource: ${resource}, reason: "Built by hand until the pipeline is there", ` +
      `approvedBy: cto@mycrypto.example, expires: "${day}"}`;
    const needed = exception("mycrypto-blue-mail-worker");
    const excepted = await open(strict, blueTag, `exceptions=[${needed}]`);
    const record = await preview(excepted.session, logged());
    expect(violationsOf(rule, record)).toEqual([]);
    expect(violationsOf("exceptions-in-force", record)).toHaveLength(1);
    const unused = await open(strict, blueTag, `exceptions=[${needed}, ${exception("nobody")}]`);
    await expect(preview(unused.session, logged())).rejects.toThrow(/exceptions\[1\]\.resource: is not needed/);
  });

  test("refuses a pack config that names no rule, before the engine is started", async () => {
    await expect(open({ "image-not-mutabel": "mandatory" })).rejects.toThrow(
      /image-not-mutabel: there is no such rule/,
    );
  });
});
