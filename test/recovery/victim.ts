import { parseArgs } from "node:util";
import { openSimulation } from "../../engine/simulation.ts";
import { fail } from "../../preview/fail.ts";
import { loadStackConfig, parseOverride } from "../../preview/stack-file.ts";
import { converge } from "./converge.ts";

/**
 * Brings a stack up, and dies with its engine when the cloud holds so many resources, as with the machine under both:
 *
 *     victim.ts --stack NAME --folder FOLDER --made NUMBER [--config KEY=VALUE …]
 *
 * It must lead a process group of its own, which is what it kills.
 */
const { values } = parseArgs({
  options: {
    stack: { type: "string", default: "" },
    folder: { type: "string", default: "" },
    made: { type: "string", default: "" },
    config: { type: "string", multiple: true, default: [] },
  },
});

async function main(): Promise<void> {
  const { stack, folder } = values;
  const config = loadStackConfig(stack, values.config.map(parseOverride));
  const simulation = await openSimulation({ stack, folder, config, policyPacks: [], cli: { install: false } });
  setInterval(() => {
    if (simulation.cloud.all().length >= Number(values.made)) process.kill(-process.pid, "SIGKILL");
  }, 5).unref();
  try {
    await simulation.session.stack.cancel();
    await converge(simulation);
  } finally {
    simulation.stop();
  }
}

await main().catch(fail);
