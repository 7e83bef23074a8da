import { beforeAll, describe, expect, it } from "vitest";
import { judgeAll, report } from "../../policies/report.ts";
import type { Resource } from "../../policies/resource.ts";
import { isStackRule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import { settingsOf } from "../../policies/settings.ts";
import { judged } from "../../preview/judged.ts";
import { loadStackConfig } from "../../preview/stack-file.ts";
import { runWhole } from "../whole-program.ts";

describe.each(["prod", "staging"] as const)("the whole program for %s under the policy pack", (stack) => {
  const settings = settingsOf(loadStackConfig(stack, []));
  let preview: Resource[];
  let update: Resource[];
  beforeAll(async () => {
    preview = judged((await runWhole({ stack, mode: "preview" })).registrations);
    update = judged((await runWhole({ stack, mode: "update" })).registrations);
  }, 120_000);

  it("breaks no mandatory rule, and has no exception", () => {
    expect(settings.exceptions).toEqual([]);
    for (const resources of [preview, update]) {
      const { findings } = report(rules, resources, settings);
      const mandatory = findings.filter(({ level }) => level === "mandatory");
      expect(mandatory.map(({ rule, urn, path, message }) => [rule, urn, path, message])).toEqual([]);
    }
  });

  it("leaves nothing undetermined once all is known", () => {
    expect(report(rules, update, settings).undetermined).toEqual([]);
  });

  it("is found at fault at the first preview by exactly the advisory rules of the update", () => {
    const advice = (resources: readonly Resource[]) =>
      report(rules, resources, settings).findings.map(({ rule, urn, path }) => `${rule} ${urn} ${path}`);
    const later = new Set(report(rules, preview, settings).undetermined.map(({ rule, urn }) => `${rule} ${urn}`));
    const [first, last] = [new Set(advice(preview)), new Set(advice(update))];
    const missing = [...last].filter((one) => !first.has(one));
    // What is found in the update alone was said to be unknown before.
    expect(missing.filter((one) => !later.has(one.split(" ").slice(0, 2).join(" ")))).toEqual([]);
    expect([...first].filter((one) => !last.has(one))).toEqual([]);
  });
});

it("gives every rule something to judge, but for those of things that this platform does not have", async () => {
  const resources = judged((await runWhole({ stack: "prod", mode: "update" })).registrations);
  const { environment } = settingsOf(loadStackConfig("prod", []));
  const verdicts = judgeAll(rules, resources, { environment }).filter(({ outcome }) => outcome !== "not-applicable");
  const judging = new Set(verdicts.map(({ rule }) => rule));
  const idle = rules.filter(({ id }) => !judging.has(id)).map((rule) => `${rule.id}${isStackRule(rule) ? " (S)" : ""}`);
  expect(idle.sort()).toMatchSnapshot();
}, 60_000);
