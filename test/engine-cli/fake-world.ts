import type { Environment, Ran, RunOptions, World } from "../../engine/cli/world.ts";

export interface Machine {
  env?: Environment;
  home?: string;
  /** Executables, by path: what the file prints when it is asked for its version, or how else it ends. */
  files?: Record<string, string | Ran>;
  links?: Record<string, string>;
  /** Other commands, by name; one that is not listed is not there. */
  commands?: Record<string, (args: readonly string[], options: RunOptions, files: Map<string, string | Ran>) => Ran>;
}

export interface Call {
  line: string;
  options: RunOptions;
}

export const printed = (stdout: string): Ran => ({ ended: 0, stdout, stderr: "" });
export const failed = (stderr: string, status = 1): Ran => ({ ended: status, stdout: "", stderr });
export const ended = (why: string): Ran => ({ ended: why, stdout: "", stderr: "" });

/** A machine that holds what a test says, and remembers what it was asked to run. */
export function fakeWorld(machine: Machine): World & { calls: Call[]; said: string[] } {
  const { env = {}, home = "/home/me", links = {}, commands = {} } = machine;
  const files = new Map(Object.entries(machine.files ?? {}));
  const calls: Call[] = [];
  const said: string[] = [];
  return {
    env,
    home,
    calls,
    said,
    isExecutable: (file) => files.has(file),
    realPath: (file) => links[file] ?? file,
    run: (command, args, options) => {
      calls.push({ line: [command, ...args].join(" "), options });
      const answer = files.get(command) ?? commands[command]?.(args, options, files) ?? ended("is not there");
      return Promise.resolve(typeof answer === "string" ? printed(answer) : answer);
    },
    progress: (describe) => {
      said.push(describe());
      return () => said.push(describe());
    },
  };
}
