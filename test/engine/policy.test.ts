import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { OperationFailed, up } from "../../engine/operations.ts";
import { changes, Recorder } from "../../engine/record.ts";
import type { Simulation } from "../../engine/simulation.ts";
import { rules } from "../../policies/rules.ts";
import { plain } from "../../simulator/wire.ts";
import { releaseOf } from "./release-of.ts";
import { withoutCheckpoints } from "./stacks.ts";
import { broughtUp, logged, simulation, world } from "./stage.ts";

const noCli = inject("noCli");
withoutCheckpoints();

const rule = "image-not-mutable";
const deploymentType = "kubernetes:apps/v1:Deployment";
/** A tag, which the config lets through outside of prod. */
const blueTag = "systems.mycrypto.colors.blue.images.mail-worker=latest";
const greenTag = releaseOf("green", "1.6.0", { "mail-worker": "latest" });

const open = (...overrides: string[]) => simulation({ stack: "staging", folder: broughtUp("staging"), overrides });

/** The image of every Deployment, by the Deployment's id. */
function images({ cloud }: Simulation): Record<string, unknown> {
  const deployments = cloud.all().filter(({ type }) => type === deploymentType);
  return Object.fromEntries(
    deployments.map(({ id, inputs }) => [id, JSON.stringify(plain(inputs)).match(/"image":"[^"]*"/g)]),
  );
}

describe.skipIf(noCli !== "")(`the policy pack${noCli}`, () => {
  test("stops an update before it begins, and names the rule and the resource", async () => {
    expect(rules.find(({ id }) => id === rule)).toMatchObject({
      level: "mandatory",
      types: expect.arrayContaining([deploymentType]) as string[],
    });
    const simulated = await open(blueTag);
    const before = await world(simulated);
    const error: unknown = await up(simulated.session, logged()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OperationFailed);
    const { message, record } = error as OperationFailed;
    expect(message).toMatch(/^the preview failed:\n/);
    expect(message).toMatch(/Deployment::mycrypto-blue-mail-worker: .*image: does not end in a digest/s);
    expect(record.violations).toEqual([
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
    const simulated = await open(blueTag);
    const before = images(simulated);
    const { stack, options } = simulated.session;
    await expect(stack.up({ policyPacks: [...options.policyPacks] })).rejects.toThrow(rule);
    expect(images(simulated)).toEqual(before);
  });

  test("stops the engine alone before a Deployment exists", async () => {
    const simulated = await open(greenTag);
    const { stack, options } = simulated.session;
    await expect(stack.up({ policyPacks: [...options.policyPacks] })).rejects.toThrow(rule);
    expect(Object.keys(images(simulated)).filter((id) => id.includes("green/mail-worker"))).toEqual([]);
    expect(JSON.stringify(images(simulated))).not.toContain("latest");
  });

  test("reports, and lets through, what the pack's own config makes advisory", async () => {
    const simulated = await open(blueTag);
    const { stack, options } = simulated.session;
    const config = join(options.workDir, "policies.json");
    writeFileSync(config, JSON.stringify({ [rule]: "advisory" }));
    const recorder = new Recorder();
    await stack.up({
      policyPacks: [...options.policyPacks],
      policyPackConfigs: [config],
      onEvent: recorder.onEvent,
    });
    expect(recorder.record.violations.map(({ policy, mandatory }) => ({ policy, mandatory }))).toEqual([
      { policy: rule, mandatory: false },
    ]);
    // Its components are told the new image, too.
    const made = changes(recorder.record).filter(({ custom }) => custom);
    expect(made.map(({ op, type, name }) => `${op} ${type} ${name}`)).toEqual([
      `update ${deploymentType} mycrypto-blue-mail-worker`,
    ]);
    expect(Object.values(images(simulated)).flat()).toContainEqual(expect.stringMatching(/mail-worker:latest"$/));
  });
});
