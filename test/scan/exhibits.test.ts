import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { declaredOf, writeExhibits } from "../../scan/exhibits.ts";
import { terraformPlan } from "../../scan/terraform-plan.ts";
import { secret } from "../../simulator/wire.ts";
import { registration, stack } from "../preview/registration.ts";

it("takes AWS resources as their provider checked them, without secrets", () => {
  const broker = registration("aws:mq/broker:Broker", "b", stack, {
    inputs: { brokerName: "b" },
    checked: { brokerName: "b", logs: { audit: false }, users: [{ username: "u", password: secret("hunter2") }] },
    propertyDependencies: { users: [stack.urn] },
  });
  const others = [stack, registration("kubernetes:core/v1:Secret", "s", stack)];
  expect(declaredOf([...others, broker])).toEqual([
    {
      urn: broker.urn,
      type: broker.type,
      name: "b",
      inputs: { brokerName: "b", logs: { audit: false }, users: [{ username: "u", password: "[secret]" }] },
      propertyDependencies: { users: [stack.urn] },
    },
  ]);
});

it("writes each object to a file of its own, and the plan beside them", () => {
  const folder = mkdtempSync(join(tmpdir(), "exhibits-"));
  const shown = join(folder, "prod");
  writeExhibits(shown, [{ file: "001-pod.yaml", text: "kind: Pod\n" }], terraformPlan([]));
  expect(readdirSync(shown).sort()).toEqual(["kubernetes", "plan.json"]);
  expect(readFileSync(join(shown, "kubernetes", "001-pod.yaml"), "utf8")).toBe("kind: Pod\n");
  expect(JSON.parse(readFileSync(join(shown, "plan.json"), "utf8"))).toEqual(terraformPlan([]));
  rmSync(folder, { recursive: true });
});
