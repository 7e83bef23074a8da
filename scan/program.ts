// Writes what the program declares for a stack as checkov reads it; a process of its own, for `index.ts` is a module:
//   node --import ./start.js scan/program.ts STACK FOLDER
import "../preview/strict-outputs.ts";
import { manifests } from "../preview/manifests.ts";
import { plan } from "../preview/plan.ts";
import { loadStackConfig } from "../preview/stack-file.ts";
import { runUntraced } from "../preview/traces.ts";
import { declaredOf, writeExhibits } from "./exhibits.ts";
import { terraformPlan } from "./terraform-plan.ts";

await runUntraced(async () => {
  const [stack = "", folder = ""] = process.argv.slice(2);
  const { registrations } = await plan({ stack, config: loadStackConfig(stack, []), mode: "update" });
  writeExhibits(folder, manifests(registrations), terraformPlan(declaredOf(registrations)));
});
