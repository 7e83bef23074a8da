import { parseArgs, styleText } from "node:util";
import { fail } from "../../preview/fail.ts";
import { parse } from "../../preview/options.ts";
import { findCli } from "./find.ts";
import { foundDocument, renderFound } from "./report.ts";
import { cliVersion } from "./version.ts";

const usage = `Usage: npm run engine -- [--build] [--json]

Finds the official Pulumi CLI, version ${cliVersion}, and says what it can do. It takes the first of
  1. pulumi on PATH
  2. the one that the npm package "pulumi" downloads
  3. one built by Go from tools/pulumi-cli; the first time takes about 5 minutes on two cores
and looks for what is ready in all three before it downloads or builds.

  --build          only the third way
  --json           one JSON document (use npm run --silent engine)
  --help           this text`;

async function main(): Promise<void> {
  const { values } = parse(() =>
    parseArgs({
      options: {
        build: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }),
  );
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const found = await findCli(values.build ? { only: ["build"] } : {});
  const text = values.json ? JSON.stringify(foundDocument(found), undefined, 2) : renderFound(found, styleText);
  process.stdout.write(`${text}\n`);
}

await main().catch(fail);
