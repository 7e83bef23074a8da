import { parseArgs } from "node:util";
import { ConfigError } from "../config.ts";
import { nearest } from "../config/explain.ts";
import { parse } from "../preview/options.ts";
import { stacks } from "../preview/stack-file.ts";

export interface ScanOptions {
  /** Those to be judged. */
  stacks: readonly string[];
  /** Whether these are all that the project has. */
  whole: boolean;
  json: string | undefined;
  keep: string | undefined;
  help: boolean;
}

export const scanUsage = `Usage: npm run scan -- [--stack NAME …] [--json FILE] [--keep DIR]

Shows an outside judge, checkov, what the program declares in a simulated update: Kubernetes objects as YAML, AWS
resources as a Terraform plan. Every finding that scan/exceptions.yaml does not accept fails, and so does every exception
that has ended or that nothing needs. Then the policy pack and checkov are compared on the pack's own fixtures.

Needs Python 3.9 or newer; without it, or without a way to install checkov, it says so and passes. Nothing is sent anywhere.

  --stack NAME     a stack, as in Pulumi.NAME.yaml; may be repeated        default: all of them
  --json FILE      also write the results there as JSON
  --keep DIR       a new folder that keeps what checkov was shown; no secrets
  --help           this text

Exit status: 0 without findings, or skipped; 1 with findings or after an error.`;

/**
 * @param known the stacks that there are
 * @throws ConfigError when an argument is not one of the usage's
 */
export function parseScanOptions(args: string[], known: readonly string[] = stacks()): ScanOptions {
  const { values } = parse(() =>
    parseArgs({
      args,
      options: {
        stack: { type: "string", multiple: true },
        json: { type: "string" },
        keep: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }),
  );
  const chosen = [...new Set(values.stack ?? known)];
  for (const stack of chosen) {
    if (known.includes(stack)) continue;
    const guess = nearest(stack, known);
    const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
    throw new ConfigError(`--stack ${stack}: there is no Pulumi.${stack}.yaml; ${hint}stacks: ${known.join(", ")}`);
  }
  const { json, keep, help } = values;
  return { stacks: chosen, whole: known.every((stack) => chosen.includes(stack)), json, keep, help };
}
