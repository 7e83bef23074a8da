import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { ConfigError } from "../config.ts";
import { type Override, parseOverride } from "./stack-file.ts";

export interface PreviewOptions {
  stack: string;
  json: boolean;
  overrides: Override[];
  help: boolean;
}

export const previewUsage = `Usage: npm run preview -- [--stack NAME] [--json] [--config path.to.key=value …]

Runs the program for a stack without a cloud, an account or the Pulumi CLI, shows every resource it declares, and what the
policy pack says of them. To be stopped by it, see npm run policy.

  --stack NAME     the stack, as in Pulumi.NAME.yaml                       default: prod
  --config K=V     change a config value for this run; may be repeated; the value is YAML, null removes the key
                   example: --config 'systems.mycrypto.weights={blue: 90, green: 10}'
  --json           one JSON document instead of a tree (use npm run --silent preview)
  --help           this text`;

/** What preview and render have in common. */
export const commonOptions = {
  stack: { type: "string", default: "prod" },
  config: { type: "string", multiple: true, default: [] as string[] },
  help: { type: "boolean", default: false },
} satisfies ParseArgsOptionsConfig;

/** @throws ConfigError when an argument is not one of the usage's */
export function parsePreviewOptions(args: string[]): PreviewOptions {
  const { values } = parse(() =>
    parseArgs({
      args,
      options: { ...commonOptions, json: { type: "boolean", default: false } },
    }),
  );
  return { stack: values.stack, json: values.json, help: values.help, overrides: values.config.map(parseOverride) };
}

/** Runs `parseArgs` and turns its complaint into one that a person can act on. */
export function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : String(error)}\nSee --help.`);
  }
}
