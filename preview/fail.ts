import * as pulumi from "@pulumi/pulumi";

/**
 * Reports an error of the program and sets exit status 1. Errors meant for the reader come without a stack; any other
 * is a fault of the program, and its stack says where.
 */
export function fail(error: unknown): void {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

/** True for an error whose message says all, and false for a fault of the program. */
export function isForReader(error: unknown): error is Error {
  return pulumi.RunError.isInstance(error) || (pulumi.ResourceError.isInstance(error) && error.hideStack === true);
}

function explain(error: unknown): string {
  if (isForReader(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
