import { expect, it } from "vitest";
import { judge } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import { fixtures } from "./fixtures.ts";
import { withPack } from "./server.ts";

const resources = Object.values(fixtures).flatMap(({ type, good, bad, unknown }) =>
  [
    {},
    ...Object.values(good),
    ...Object.values(bad).map(([inputs]) => inputs),
    ...Object.values(unknown).map(([inputs]) => inputs),
  ].map((inputs) => ({ type, inputs })),
);

it("says over the wire what the rules say in this process, of every fixture", async () => {
  await withPack(async ({ info, analyze }) => {
    const policies = (await info()).getPoliciesList();
    expect(policies.map((policy) => policy.getName())).toEqual(rules.map(({ id }) => id));
    expect(policies.map((policy) => policy.getRemediationSteps())).toEqual(rules.map(({ fix }) => fix));
    expect(policies.find((policy) => policy.getName() === "kms-rotation")?.getTagsList()).toEqual([
      "checkov:CKV_AWS_7",
      "fsbp:KMS.4",
      "cis:3.6",
    ]);

    for (const { type, inputs } of resources) {
      const here = rules.flatMap((rule) =>
        judge(rule, type, inputs).findings.map(({ path, message }) => ({
          policy: rule.id,
          message: `${path}: ${message}. ${rule.fix}`,
          mandatory: rule.level === "mandatory",
        })),
      );
      const there = (await analyze(type, inputs)).map(({ message, ...rest }) => ({
        ...rest,
        // The SDK puts the policy's description on a line of its own in front.
        message: message.split("\n").at(-1),
      }));
      expect(there, `${type} ${JSON.stringify(inputs)}`).toEqual(here);
    }
  });
});
