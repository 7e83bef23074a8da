import { type Registration } from "../simulator/resource.ts";
import type { SimulatorOptions } from "../simulator/monitor.ts";
import { type Program, run } from "../simulator/run.ts";
import { plain, type Properties, shown } from "../simulator/wire.ts";

export interface Deployed {
  /** Every registration but the stack's own, sorted by URN. */
  resources: readonly Found[];
  /** The stack's outputs as registered. */
  outputs: Properties;
  /** The one resource of this type and, where several have it, this name. Fails the test when there is not exactly one. */
  one: (type: string, name?: string) => Found;
  /** All resources of a type, sorted by URN. */
  all: (type: string) => Found[];
}

/** A registration with its inputs as the provider would read them. */
export interface Found extends Registration {
  /** Secrets unwrapped. */
  props: Properties;
  /** Secrets redacted. */
  shown: Properties;
}

const short = (type: string): string => type.replace(/^aws:(\w+)\/\w+:/, "aws:$1:");

/**
 * Runs a program under the simulator and waits until every registration is answered. Types are compared in the short
 * form `aws:ec2:Vpc` or in full.
 */
export async function deploy(
  program: Program,
  options: Partial<Omit<SimulatorOptions, "project">> = {},
): Promise<Deployed> {
  const { mode = "update", stack = "test", ...rest } = options;
  const { registrations, outputs } = await quickly(() =>
    run(program, { project: "trading-platform", stack, mode, ...rest }),
  );
  const resources = registrations.slice(1).map((registration): Found => ({
    ...registration,
    props: plain(registration.inputs) as Properties,
    shown: shown(registration.inputs) as Properties,
  }));
  const all = (type: string) => resources.filter((resource) => resource.type === type || short(resource.type) === type);
  return {
    resources,
    outputs,
    all,
    one: (type, name) => {
      const matches = all(type).filter((resource) => name === undefined || resource.name === name);
      const [match] = matches;
      if (match === undefined || matches.length > 1) {
        const names = all(type).map((resource) => resource.name);
        throw new Error(`${matches.length} resources ${type} ${name ?? ""}; there are: ${names.join(", ")}`);
      }
      return match;
    },
  };
}

/** The SDK takes a stack trace of every promise, and Vitest looks up each frame's source: two thirds of a run's time. */
async function quickly<T>(work: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  try {
    return await work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** How many resources of each type, by short type, sorted. */
export function counts(resources: readonly Registration[]): Record<string, number> {
  const types = resources.map(({ type }) => short(type)).sort();
  return Object.fromEntries([...new Set(types)].map((type) => [type, types.filter((other) => other === type).length]));
}
