// What an offline preview knows of each resource beside what `npm run preview -- --json` shows: `options-offline.ts STACK`
// prints it as JSON, by URN. A process of its own, since `index.ts` runs once in a process.
import { plan } from "../../preview/plan.ts";
import { loadStackConfig } from "../../preview/stack-file.ts";
import type { Options } from "./declared.ts";

const [stack = ""] = process.argv.slice(2);
const { registrations } = await plan({ stack, config: loadStackConfig(stack, []), mode: "preview" });
const options = registrations.map(({ urn, ...rest }): [string, Options] => {
  const { provider, ignoreChanges, deleteBeforeReplace, retainOnDelete, additionalSecretOutputs } = rest;
  return [urn, { provider, ignoreChanges, deleteBeforeReplace, retainOnDelete, additionalSecretOutputs }];
});
process.stdout.write(JSON.stringify(Object.fromEntries(options)));
