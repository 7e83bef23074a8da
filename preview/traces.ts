import { spawnSync } from "node:child_process";
import { fail, isForReader } from "./fail.ts";

/** Set for a run that says where an error came from. */
const traced = "TRADING_PLATFORM_TRACES";

/**
 * Runs a command of this process to its end. The SDK takes a stack trace of every promise, which is a third of a run's
 * time, so there are none at first; an error that is a fault of the program is found once more by a run that takes them.
 */
export async function runUntraced(main: () => Promise<void>): Promise<void> {
  const first = process.env[traced] === undefined;
  if (first) Error.stackTraceLimit = 0;
  try {
    await main();
  } catch (error) {
    if (first && !isForReader(error) && foundAgain()) return;
    fail(error);
  }
}

/** Whether the same command fails again; it then has said why. */
function foundAgain(): boolean {
  const [, ...command] = process.argv;
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...command], {
    stdio: ["inherit", "ignore", "inherit"],
    env: { ...process.env, [traced]: "1" },
  });
  if (status === 0) return false;
  process.exitCode = 1;
  return true;
}
