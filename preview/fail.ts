import * as pulumi from "@pulumi/pulumi";

/**
 * Reports an error of the program and sets exit status 1. Errors meant for the reader come without a stack; any other
 * is a fault of the program, and its stack says where.
 */
export function fail(error: unknown): void {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

function explain(error: unknown): string {
  if (pulumi.RunError.isInstance(error)) return error.message;
  if (pulumi.ResourceError.isInstance(error) && error.hideStack) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
