import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fail } from "../preview/fail.ts";
import { loadStackConfig, projectFolder } from "../preview/stack-file.ts";
import { drift } from "./drift.ts";
import { parseSimulateOptions, simulateUsage } from "./options.ts";
import { perform } from "./perform.ts";
import { openSimulation } from "./simulation.ts";

async function main(): Promise<void> {
  const options = parseSimulateOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${simulateUsage}\n`);
    return;
  }
  const { stack, overrides, faults, latencyMs, policyConfig } = options;
  const folder = resolve(options.folder ?? fileURLToPath(new URL(`.simulated/${stack}`, projectFolder)));
  const config = loadStackConfig(stack, overrides);
  const simulation = await openSimulation({ stack, config, folder, faults, latencyMs, policyConfig });
  try {
    if (options.operation === "drift") await drift(simulation, options.rest);
    else await perform(simulation.session, options);
    for (const fault of simulation.faults.waiting) {
      process.stderr.write(`fault ${fault.kind}:${fault.on}:${fault.type}#${fault.nth} did not strike\n`);
    }
  } finally {
    simulation.stop();
    process.stderr.write(`Simulated: no cloud was touched. State and simulated cloud: ${folder}\n`);
  }
}

await main().catch(fail);
