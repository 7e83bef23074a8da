import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { ConfigError } from "../config.ts";
import { commonOptions, parse } from "../preview/options.ts";
import { type Override, parseOverride } from "../preview/stack-file.ts";
import { type Fault, parseFault } from "../simulator/cloud/faults.ts";

export const operations = ["preview", "up", "refresh", "check", "destroy", "import"] as const;
export type Operation = (typeof operations)[number];

/** What both tools take. */
export interface CommonOptions {
  operation: Operation | "drift";
  stack: string;
  /** URNs. */
  targets: readonly string[];
  plan: string | undefined;
  /** File with levels of the policy pack's rules, as for `pulumi --policy-pack-config`. */
  policyConfig: string | undefined;
  json: boolean;
  help: boolean;
  /** What stands behind the operation: the resource and its change for `drift`, the CLI's own for `import`. */
  rest: readonly string[];
}

export interface SimulateOptions extends CommonOptions {
  overrides: readonly Override[];
  folder: string | undefined;
  faults: readonly Fault[];
  latencyMs: number;
}

const shared = {
  stack: commonOptions.stack,
  target: { type: "string", multiple: true, default: [] as string[] },
  plan: { type: "string" },
  "policy-config": { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} satisfies ParseArgsOptionsConfig;

export const simulateUsage = `Usage: npm run simulate -- OPERATION [--stack NAME] [options]

Runs the official Pulumi engine against simulated providers: no account, no network, no cloud is touched.

  preview | up | refresh | destroy
                   as \`pulumi\` does, with the policy pack and this project's gates
  check            fails when the cloud is no longer what the program says; changes nothing
  drift URN path=value
                   change a resource behind the engine's back; \`drift URN gone\` deletes it
  import …         \`pulumi import\` with its own arguments, against the simulated cloud

  --stack NAME     the stack, as in Pulumi.NAME.yaml                       default: staging
  --config K=V     change a config value for this run; may be repeated; see npm run preview -- --help
  --folder DIR     where state and cloud are kept                          default: .simulated/NAME
  --target URN     touch nothing else; may be repeated
  --plan FILE      preview writes it, up keeps to it
  --policy-config FILE
                   levels of the policy pack's rules; see npm run policy -- --help
  --latency MS     how long each request to the cloud takes                default: 0
  --fault F        kind:operation:type#n; may be repeated; kind is fail, throttle, time-out or lose-answer
                   example: --fault 'fail:create:aws:lb/listenerRule:ListenerRule#2'
  --json           one JSON document instead of the engine's display (use npm run --silent simulate)
  --help           this text`;

export const deployUsage = `Usage: npm run deploy -- OPERATION --stack NAME [options]

Runs the official Pulumi engine for real, with the policy pack and this project's gates: credentials, state backend and
secrets provider are yours, as for \`pulumi\` itself (README: from nothing to \`pulumi up\`).

  preview | up | refresh | destroy
                   as \`pulumi\` does; up makes a preview first and refuses what would lose data
  check            fails when the cloud is no longer what the program says; changes nothing
  import …         \`pulumi import\` with its own arguments

  --stack NAME     the stack, as in Pulumi.NAME.yaml                       required
  --target URN     touch nothing else; may be repeated
  --plan FILE      preview writes it, up keeps to it
  --policy-config FILE
                   levels of the policy pack's rules; see npm run policy -- --help
  --json           one JSON document instead of the engine's display (use npm run --silent deploy)
  --help           this text`;

/** @throws ConfigError when an argument is not one of the usage's */
export function parseSimulateOptions(args: readonly string[]): SimulateOptions {
  const { own, rest } = split(args);
  const { values, positionals } = parse(() =>
    parseArgs({
      args: own,
      allowPositionals: true,
      options: {
        ...shared,
        stack: { type: "string", default: "staging" },
        config: commonOptions.config,
        folder: { type: "string" },
        fault: { type: "string", multiple: true, default: [] as string[] },
        latency: { type: "string", default: "0" },
      },
    }),
  );
  const latencyMs = Number(values.latency);
  if (!Number.isInteger(latencyMs) || latencyMs < 0 || latencyMs > 60_000) {
    throw new ConfigError(`--latency ${values.latency}: must be whole milliseconds up to 60000`);
  }
  return {
    ...common(values, positionals, rest, [...operations, "drift"]),
    overrides: values.config.map(parseOverride),
    folder: values.folder,
    faults: values.fault.map((text) => parse(() => parseFault(text))),
    latencyMs,
  };
}

/** @throws ConfigError when an argument is not one of the usage's */
export function parseDeployOptions(args: readonly string[]): CommonOptions {
  const { own, rest } = split(args);
  const { values, positionals } = parse(() =>
    parseArgs({ args: own, allowPositionals: true, options: { ...shared, stack: { type: "string", default: "" } } }),
  );
  const options = common(values, positionals, rest, operations);
  if (options.stack === "" && !options.help && options.operation !== "import") {
    throw new ConfigError("--stack: is required, for example --stack staging; there is no default for a real one");
  }
  return options;
}

/** `import` has arguments of its own, which are the CLI's to judge. */
function split(args: readonly string[]): { own: string[]; rest: string[] } {
  const at = args.indexOf("import");
  if (at < 0) return { own: [...args], rest: [] };
  return { own: args.slice(0, at + 1), rest: args.slice(at + 1) };
}

function common(
  values: {
    stack: string;
    target: string[];
    plan?: string | undefined;
    "policy-config"?: string | undefined;
    json: boolean;
    help: boolean;
  },
  [operation, ...more]: readonly string[],
  rest: readonly string[],
  known: readonly (Operation | "drift")[],
): CommonOptions {
  const { stack, target, plan, "policy-config": policyConfig, json, help } = values;
  const found = known.find((one) => one === operation);
  if (found === undefined && !help) {
    const what = operation === undefined ? "no operation" : `"${operation}" is no operation`;
    throw new ConfigError(`${what}; it must be one of ${known.join(", ")}\nSee --help.`);
  }
  if (found !== "drift" && more.length > 0) throw new ConfigError(`"${more[0] ?? ""}" is too much\nSee --help.`);
  return {
    operation: found ?? "preview",
    stack,
    targets: target,
    plan,
    policyConfig,
    json,
    help,
    rest: found === "drift" ? more : rest,
  };
}
