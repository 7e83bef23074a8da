import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { RawConfig } from "../config.ts";
import { Clock } from "../simulator/cloud/clock.ts";
import type { SimulatedCloud } from "../simulator/cloud/cloud.ts";
import { type Fault, Faults } from "../simulator/cloud/faults.ts";
import { openCloud } from "../simulator/cloud/journal.ts";
import { type ProviderHost, startProviders } from "../simulator/provider/host.ts";
import type { World } from "../simulator/provider/provider.ts";
import { commandFor } from "./cli/command.ts";
import { type FindOptions, findCli } from "./cli/find.ts";
import { policyPack } from "./project.ts";
import { openSession, type Session } from "./session.ts";
import { writeWorkspace } from "./workspace.ts";

export interface SimulationOptions {
  stack: string;
  config: RawConfig;
  /** Where state and cloud are kept from one run to the next. */
  folder: string;
  faults?: readonly Fault[];
  latencyMs?: number;
  /** Folders of policy packs. @default the project's own */
  policyPacks?: readonly string[];
  /** File with the levels of the pack's rules. */
  policyConfig?: string | undefined;
  /** How to get the CLI. @default every way */
  cli?: FindOptions;
}

/** The official engine with simulated providers. */
export interface Simulation {
  session: Session;
  cloud: SimulatedCloud;
  faults: Faults;
  /** The providers' own; the engine has the machine's. */
  clock: Clock;
  stop: () => void;
}

/** @throws ConfigError, NoCliError */
export async function openSimulation(options: SimulationOptions): Promise<Simulation> {
  const { stack, config, folder, latencyMs = 0, policyPacks = [policyPack], policyConfig } = options;
  const found = await findCli(options.cli);
  const state = join(folder, "state");
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const world: World = {
    cloud: openCloud(join(folder, "cloud.jsonl")),
    faults: new Faults(options.faults),
    clock: new Clock(),
    latencyMs,
  };
  const host: ProviderHost = await startProviders(world);
  try {
    const session = await openSession({
      stack,
      config,
      command: await commandFor(found),
      languageHost: found.languageHost,
      workDir: writeWorkspace(folder, stack, config),
      policyPacks,
      policyConfig,
      environment: {
        ...host.environment,
        // Nothing is fetched, and nothing of the person's own state or login is used.
        PULUMI_SKIP_UPDATE_CHECK: "1",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_HOME: join(folder, "home"),
        // Files of attributes beside the state are not written in one step: a killed engine leaves one that is empty.
        PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
        PULUMI_CONFIG_PASSPHRASE: "simulated",
      },
    });
    return {
      session,
      cloud: world.cloud,
      faults: world.faults,
      clock: world.clock,
      stop: () => {
        host.stop();
      },
    };
  } catch (error) {
    host.stop();
    throw error;
  }
}
