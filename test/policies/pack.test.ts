import { beforeAll, describe, expect, it } from "vitest";
import { line } from "../../policies/adapt.ts";
import { judgeStack } from "../../policies/judge.ts";
import { levelOf, type PackConfig } from "../../policies/pack-config.ts";
import { report } from "../../policies/report.ts";
import type { Resource } from "../../policies/resource.ts";
import { isResourceRule, isStackRule, type Rule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import { settingsOf } from "../../policies/settings.ts";
import { judged } from "../../preview/judged.ts";
import { runWhole } from "../whole-program.ts";
import { Given, resource, type ResourceFixture, type StackFixture, together } from "./fixture.ts";
import { fixtures } from "./fixtures.ts";
import { type Diagnostic, type PackServer, withPack } from "./server.ts";

/** One rule's cases about one resource, for prod. */
const cases = rules.filter(isResourceRule).flatMap(({ id }) => {
  const { type, good, bad, unknown } = fixtures[id] as ResourceFixture;
  const all = [...Object.values(good), ...[...Object.values(bad), ...Object.values(unknown)].map(([given]) => given)];
  return (
    all
      .map((given) => (given instanceof Given ? given : new Given(given, {})))
      .filter(({ environment }) => environment === "prod")
      // The server is always told which inputs are secrets, though it may be none.
      .map(({ inputs, resource: rest }) => ({
        ...resource(type, "fixture"),
        secrets: new Set<string>(),
        ...rest,
        inputs,
      }))
  );
});

/** One rule's cases about resources together, for prod. */
const stacks = rules.filter(isStackRule).flatMap((rule) => {
  const { good, bad, unknown, environments = {} } = fixtures[rule.id] as StackFixture;
  return [
    ...Object.entries(good),
    ...[...Object.entries(bad), ...Object.entries(unknown)].map(([name, [resources]]) => [name, resources] as const),
  ].flatMap(([name, resources]) =>
    environments[name] === undefined ? [{ rule, resources: together(resources) }] : [],
  );
});

/** What the rules say in this process, in the engine's form. */
function here(resources: readonly Resource[], by: readonly Rule[] = rules): Diagnostic[] {
  const { findings } = report(by, resources, settingsOf({}));
  return findings.map((finding) => ({
    policy: finding.rule,
    message: line(finding, finding),
    mandatory: finding.level === "mandatory",
  }));
}

const sorted = (diagnostics: readonly Diagnostic[]) => diagnostics.map((one) => JSON.stringify(one)).sort();

/** A pack's config in which no other rule judges. */
const allBut = ({ id }: Rule): PackConfig =>
  Object.fromEntries(rules.flatMap((rule) => (rule.id === id ? [] : [[rule.id, { enforcementLevel: "disabled" }]])));

/** What the pack says of resources, one after the other and then together, as in a run of the engine. */
async function there({ analyze, analyzeStack }: PackServer, resources: readonly Resource[]): Promise<Diagnostic[]> {
  const said: Diagnostic[] = [];
  for (const one of resources) said.push(...(await analyze(one)));
  for (const { policy, message, mandatory } of await analyzeStack(resources)) said.push({ policy, message, mandatory });
  return said;
}

describe("the pack over its own server", { timeout: 60_000 }, () => {
  it("tells what its rules are", async () => {
    await withPack(async ({ info, handshake }) => {
      const policies = (await info()).getPoliciesList();
      expect(policies.map((policy) => policy.getName())).toEqual([
        ...rules.map(({ id }) => id),
        "exceptions-in-force",
        "exceptions-valid",
      ]);
      const told = policies.find((policy) => policy.getName() === "kms-rotation");
      const rule = rules.find(({ id }) => id === "kms-rotation");
      expect(told?.getRemediationSteps()).toBe(rule?.fix);
      expect(told?.getDescription()).toBe(rule?.rationale);
      expect(told?.getTagsList()).toEqual(["checkov:CKV_AWS_7", "fsbp:KMS.4", "cis:3.6"]);
      expect(await handshake()).toBe("unimplemented");
    });
  });

  it("says of one resource what the rules say in this process, for every case of every rule", async () => {
    await withPack(async ({ analyze }) => {
      for (const one of cases) {
        const own = here([one], rules.filter(isResourceRule));
        expect(sorted(await analyze(one)), `${one.type} ${JSON.stringify(one.inputs)}`).toEqual(sorted(own));
      }
    });
  }, 300_000);

  it("says of resources together what the rules say in this process, for every case of every rule", async () => {
    await withPack(async ({ configure, analyze, analyzeStack }) => {
      let asked = "";
      for (const { rule, resources } of stacks) {
        // Of the others nothing is asked: there are many cases.
        if (rule.id !== asked) await configure(allBut(rule));
        asked = rule.id;
        for (const one of resources) await analyze(one);
        const said = (await analyzeStack(resources)).filter(({ policy }) => policy === rule.id);
        const own = judgeStack(rule, resources, "prod").flatMap(({ urn, findings }) =>
          findings.map((finding) => ({
            policy: rule.id,
            message: line(rule, finding),
            mandatory: levelOf(rule, "prod") === "mandatory",
            urn,
          })),
        );
        expect(sorted(said), JSON.stringify(resources)).toEqual(sorted(own));
      }
    });
  }, 300_000);

  it("takes levels and what an unknown value means from the pack's config", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const key = resource("aws:kms/key:Key", "key", { enableKeyRotation: unknown });
    const off = resource("aws:kms/key:Key", "key", { enableKeyRotation: false });
    await withPack(async ({ configure, analyze }) => {
      const rotation = async (one: Resource) => (await analyze(one)).filter(({ policy }) => policy === "kms-rotation");
      expect(await rotation(key)).toEqual([]);
      await configure({ "kms-rotation": { enforcementLevel: "advisory", onUnknown: "violation" } });
      expect(await rotation(key)).toMatchObject([
        { mandatory: false, message: expect.stringMatching(/^enableKeyRotation: is not known/) as string },
      ]);
      await configure({ "kms-rotation": { enforcementLevel: "disabled" } });
      expect(await rotation(off)).toEqual([]);
    });
  });

  it("takes the environment and the exceptions from the stack's config", async () => {
    const off = resource("aws:kms/key:Key", "key", { enableKeyRotation: false });
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    const exception = {
      rule: "kms-rotation",
      resource: "key",
      reason: "Imported from the old account until March",
      approvedBy: "cto@shop.example",
      expires: day(30),
    };
    const unused = { ...exception, resource: "other" };
    const config = { "trading-platform:exceptions": JSON.stringify([exception, unused]) };
    await withPack(async ({ analyze, analyzeStack }) => {
      expect((await analyze(off)).filter(({ policy }) => policy === "kms-rotation")).toEqual([]);
      const said = (await analyzeStack([off])).filter(({ policy }) => policy.startsWith("exceptions-"));
      expect(said).toEqual([
        {
          policy: "exceptions-in-force",
          message: expect.stringMatching(
            /^kms-rotation: enableKeyRotation: .*until March \(cto@shop\.example, until /,
          ) as string,
          mandatory: false,
          urn: off.urn,
        },
        {
          policy: "exceptions-valid",
          message: expect.stringMatching(
            /^exceptions\[1\]\.resource: is not needed: kms-rotation judges no such/,
          ) as string,
          mandatory: true,
          urn: "",
        },
      ]);
    }, config);
    const production = rules.find(({ level }) => level === "production");
    await withPack(
      async ({ info }) => {
        const told = (await info()).getPoliciesList().find((policy) => policy.getName() === production?.id);
        expect(told?.getEnforcementlevel()).toBe(0);
      },
      { "trading-platform:environment": "staging" },
    );
  });
});

describe.each(["preview", "update"] as const)("the whole of prod in %s over the pack's server", (mode) => {
  let resources: Resource[];
  beforeAll(async () => {
    resources = judged((await runWhole({ stack: "prod", mode })).registrations);
  }, 300_000);

  it("gets the verdicts that it gets in this process, right and with a fault in every tenth resource", async () => {
    const faulty = resources.map((one, i) => (i % 10 === 0 ? { ...one, inputs: flipped(one.inputs) } : one));
    await withPack(async (pack) => {
      for (const all of [resources, faulty]) {
        expect(sorted(await there(pack, all))).toEqual(sorted(here(all)));
      }
    });
  }, 300_000);
});

/** Every switch the other way. */
function flipped(inputs: unknown): unknown {
  if (typeof inputs === "boolean") return !inputs;
  if (Array.isArray(inputs)) return inputs.map(flipped);
  if (typeof inputs !== "object" || inputs === null) return inputs;
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, flipped(value)]));
}
