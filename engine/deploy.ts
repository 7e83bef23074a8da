import { fileURLToPath } from "node:url";
import { fail } from "../preview/fail.ts";
import { loadStackConfig, projectFolder } from "../preview/stack-file.ts";
import { commandFor } from "./cli/command.ts";
import { findCli } from "./cli/find.ts";
import { deployUsage, parseDeployOptions } from "./options.ts";
import { perform } from "./perform.ts";
import { policyPack } from "./project.ts";
import { openSession } from "./session.ts";

async function main(): Promise<void> {
  const options = parseDeployOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${deployUsage}\n`);
    return;
  }
  const config = loadStackConfig(options.stack, []);
  const found = await findCli();
  const session = await openSession({
    stack: options.stack,
    config,
    command: await commandFor(found),
    languageHost: found.languageHost,
    workDir: fileURLToPath(projectFolder),
    policyPacks: [policyPack],
    policyConfig: options.policyConfig,
    environment: {},
    databaseAuthorities: true,
  });
  await perform(session, options);
}

await main().catch(fail);
