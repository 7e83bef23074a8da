import "./strict-outputs.ts";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ConfigError } from "../config.ts";
import { type Manifest, manifests } from "./manifests.ts";
import { commonOptions, parse } from "./options.ts";
import { plan } from "./plan.ts";
import { loadStackConfig, parseOverride } from "./stack-file.ts";
import { runUntraced } from "./traces.ts";

const usage = `Usage: npm run render -- --out DIR [--stack NAME] [--config path.to.key=value …]

Writes the Kubernetes objects of a simulated update as YAML, one a file. Applied in the order of their names, a cluster
accepts them. Secret values are replaced by [secret].

  --out DIR        a new or empty folder, or one that this command wrote (its files are replaced)
  --stack NAME     the stack, as in Pulumi.NAME.yaml                       default: prod
  --config K=V     as for npm run preview
  --help           this text`;

const ours = /^\d{3,}-[a-z0-9.-]+\.yaml$/;

async function main(): Promise<void> {
  const { values } = parse(() => parseArgs({ options: { ...commonOptions, out: { type: "string" } } }));
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  if (values.out === undefined) throw new ConfigError("--out is missing: name a folder\nSee --help.");
  refuseForeign(values.out);
  const config = loadStackConfig(values.stack, values.config.map(parseOverride));
  const { registrations } = await plan({ stack: values.stack, config, mode: "update" });
  const written = write(values.out, manifests(registrations));
  process.stdout.write(`${written} objects of stack ${values.stack} in ${values.out}\n`);
}

/** Checked before anything runs: a folder with anyone else's files is left alone. */
function refuseForeign(folder: string): void {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status === undefined) return;
  if (!status.isDirectory()) throw new ConfigError(`--out ${folder}: is a file; name a folder`);
  const foreign = readdirSync(folder).filter((file) => !ours.test(file));
  if (foreign.length > 0) {
    throw new ConfigError(
      `--out ${folder}: holds other files (${foreign.slice(0, 3).join(", ")}); name an empty folder`,
    );
  }
}

function write(folder: string, files: readonly Manifest[]): number {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) rmSync(join(folder, file));
  for (const { file, text } of files) writeFileSync(join(folder, file), text);
  return files.length;
}

await runUntraced(main);
