import type { Properties } from "../simulator/wire.ts";
import { runCli, type Session } from "./session.ts";

/** The parts of a stack's state that this project reads (sdk/go/common/apitype/core.go, DeploymentV3). */
export interface State {
  resources?: readonly { urn: string; type: string; id?: string; protect?: boolean }[];
  pending_operations?: readonly { type: string; resource: Pending }[];
}

/** A resource with which something was begun. */
export interface Pending {
  urn: string;
  type: string;
  parent?: string;
  provider?: string;
  protect?: boolean;
  inputs?: Properties;
}

/** The whole of it, as an import takes it back. */
export interface Export {
  version: number;
  deployment: State;
}

/** Its secrets stay encrypted; the Automation API's own export would reveal them. */
export async function exported({ options }: Session): Promise<Export> {
  const { stdout } = await runCli(options, ["stack", "export", "--stack", options.stack]);
  const whole = JSON.parse(stdout) as Omit<Export, "deployment"> & { deployment: State | null };
  // Of a stack that never was updated there is none.
  return { ...whole, deployment: whole.deployment ?? {} };
}
