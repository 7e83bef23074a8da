import { setImmediate, setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { Simulator, type SimulatorOptions } from "./monitor.ts";
import type { Registration } from "./resource.ts";
import { type Properties, texts, type Value } from "./wire.ts";

export type Program = () => Record<string, unknown> | Promise<Record<string, unknown>>;

/** What a program declared. */
export interface Run {
  /** Every registration, the stack's first, then sorted by URN. */
  registrations: readonly Registration[];
  /** The stack's outputs as registered: secrets wrapped, unknown values as the sentinel. */
  outputs: Properties;
}

/**
 * Runs a Pulumi program to its end under the simulator and waits until every registration is answered.
 *
 * @throws the first error of the program, a component, an `apply` or an unanswered call; Error with every input that a
 * provider refuses; Error naming resource and property when an `Output` was turned into a string
 */
export async function run(program: Program, options: SimulatorOptions): Promise<Run> {
  const simulator = new Simulator(options);
  await simulator.attach();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  // An error in an `apply` belongs to no caller; the SDK's own runner listens for it in the same way.
  process.on("unhandledRejection", reject);
  const stuck = () => {
    reject(new Error(`the program waits for something that never comes, after ${describeLast(simulator)}`));
  };
  process.once("beforeExit", stuck);
  failed.catch(() => undefined);
  // The SDK takes a stack trace of every promise. Four frames still say where; who wants none has said so.
  const frames = Error.stackTraceLimit;
  Error.stackTraceLimit = Math.min(frames, 4);
  try {
    await Promise.race([failed, pulumi.runtime.runInPulumiStack(async () => program())]);
    await Promise.race([failed, pulumi.runtime.disconnect()]);
    // Node.js reports a rejection only when its turn of the event loop has ended.
    await Promise.race([failed, setImmediate()]);
  } finally {
    // After a failure some registrations wait for ever; the others must not reach into the next run.
    const patience = new AbortController();
    await Promise.race([pulumi.runtime.disconnect(), setTimeout(250, undefined, { signal: patience.signal })]);
    // A timer that still runs would keep the process from ending.
    patience.abort();
    // Neither must an error that is reported only now.
    await setImmediate();
    process.off("unhandledRejection", reject);
    process.off("beforeExit", stuck);
    Error.stackTraceLimit = frames;
  }
  const [stack, ...rest] = [...simulator.registrations.values()];
  if (stack === undefined) throw new Error("the program registered no stack");
  const registrations = [stack, ...rest.sort((a, b) => (a.urn < b.urn ? -1 : 1))];
  const outputs = simulator.outputs.get(stack.urn) ?? {};
  // Before what providers refuse: the lecture in place of a value may be all that they refuse.
  refuseStringifiedOutputs(registrations, outputs);
  if (simulator.refusals.length > 0) {
    const { refusals } = simulator;
    throw new pulumi.RunError([`the providers refuse ${refusals.length} inputs:`, ...refusals].join("\n  "));
  }
  return { registrations, outputs };
}

function describeLast({ registrations }: Simulator): string {
  return [...registrations.keys()].at(-1) ?? "nothing was registered";
}

/** `${output}` compiles, and yields a lecture instead of a value. */
function refuseStringifiedOutputs(registrations: readonly Registration[], outputs: Properties): void {
  const places = registrations.flatMap(({ urn, type, name, parent = "", inputs }): [string, Value][] => [
    [`${type} under ${parent}`, { name }],
    [urn, inputs],
  ]);
  const found = [...places, ["stack outputs", outputs] satisfies [string, Value]].flatMap(([where, value]) =>
    texts(value)
      .filter(({ text }) => /Calling \[to(String|JSON)\] on an \[Output/.test(text))
      .map(({ path }) => `${where}: ${path} is an Output that was turned into a string; use pulumi.interpolate`),
  );
  if (found.length > 0) throw new Error(found.join("\n"));
}
