import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ConfigError } from "../config.ts";
import { type PackConfig, PackConfigError, parsePackConfig } from "../policies/pack-config.ts";
import type { Rule } from "../policies/rule.ts";
import { commonOptions, parse } from "./options.ts";
import { type Override, parseOverride } from "./stack-file.ts";

const formats = ["text", "json", "sarif", "markdown"] as const;
const modes = ["update", "preview"] as const;

export interface PolicyOptions {
  stack: string;
  format: (typeof formats)[number];
  mode: (typeof modes)[number];
  overrides: Override[];
  /** File in the form of `pulumi --policy-pack-config`. */
  policyConfig: string | undefined;
  help: boolean;
}

export const policyUsage = `Usage: npm run policy -- [--stack NAME] [--format FORMAT] [--mode MODE] [--policy-config FILE] [--config K=V …]

Judges every resource that the program declares for a stack by the policy pack, without a cloud, an account or the
Pulumi CLI. Exit status 1 where a mandatory rule is broken.

  --stack NAME          the stack, as in Pulumi.NAME.yaml                  default: prod
  --format FORMAT       text, json, sarif (code scanning) or markdown      default: text
  --mode MODE           update: with simulated answers of the cloud, so that nothing is unknown; preview: as a first
                        preview sees it                                    default: update
  --policy-config FILE  levels of rules and what an unknown value means, as for pulumi --policy-pack-config
                        example: { "rds-multi-az": "advisory", "iam-no-admin": { "onUnknown": "violation" } }
  --config K=V          as for npm run preview
  --help                this text`;

/** @throws ConfigError when an argument is not one of the usage's */
export function parsePolicyOptions(args: string[]): PolicyOptions {
  const { values } = parse(() =>
    parseArgs({
      args,
      options: {
        ...commonOptions,
        format: { type: "string", default: "text" },
        mode: { type: "string", default: "update" },
        "policy-config": { type: "string" },
      },
    }),
  );
  return {
    stack: values.stack,
    format: oneOf("--format", values.format, formats),
    mode: oneOf("--mode", values.mode, modes),
    overrides: values.config.map(parseOverride),
    policyConfig: values["policy-config"],
    help: values.help,
  };
}

/** @throws ConfigError for a file that cannot be read, is no JSON, or names what there is not */
export function packConfig(file: string | undefined, rules: readonly Rule[]): PackConfig {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(`--policy-config ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return parsePackConfig(JSON.parse(text) as unknown, rules, file);
  } catch (error) {
    if (error instanceof PackConfigError) throw new ConfigError(error.message);
    throw new ConfigError(
      `--policy-config ${file}: is no JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function oneOf<const T extends string>(option: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === given);
  if (found === undefined)
    throw new ConfigError(`${option} ${given}: must be one of ${allowed.join(", ")}\nSee --help.`);
  return found;
}
