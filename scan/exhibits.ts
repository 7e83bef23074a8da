import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../preview/manifests.ts";
import type { Registration } from "../simulator/resource.ts";
import { isObject, shownInShape } from "../simulator/wire.ts";
import type { Declared, TerraformPlan } from "./terraform-plan.ts";

/** The AWS resources among all that a program registered, with secrets as `[secret]`. */
export function declaredOf(registrations: readonly Registration[]): Declared[] {
  const aws = registrations.filter(({ type }) => type.startsWith("aws:"));
  return aws.map(({ urn, type, name, checked, propertyDependencies }) => {
    const inputs = shownInShape(checked);
    return { urn, type, name, inputs: isObject(inputs) ? inputs : {}, propertyDependencies };
  });
}

/** Writes what checkov is shown, where it looks for it. No secrets: the caller has taken them out. */
export function writeExhibits(folder: string, objects: readonly Manifest[], plan: TerraformPlan): void {
  const kubernetes = join(folder, "kubernetes");
  mkdirSync(kubernetes, { recursive: true });
  for (const { file, text } of objects) writeFileSync(join(kubernetes, file), text);
  writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
}
