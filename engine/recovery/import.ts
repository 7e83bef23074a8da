import type { Candidate } from "./locate.ts";

/**
 * Arguments of `pulumi` that take an existing resource into the state under its URN.
 *
 * @param stack the stack's name
 */
export function importArguments(
  { type, name, parent, provider, protect }: Candidate,
  id: string,
  stack: string,
): string[] {
  // The import's own names for what it refers to; any will do.
  const within = parent === "" ? [] : ["--parent", `parent=${parent}`];
  const through = provider === "" ? [] : ["--provider", `provider=${urnOf(provider)}`];
  const options = ["--generate-code=false", `--protect=${String(protect)}`, "--yes", "--stack", stack];
  return ["import", type, name, id, ...within, ...through, ...options];
}

/** The same as one line for a shell. */
export function importLine(candidate: Candidate, id: string, stack: string): string {
  const words = importArguments(candidate, id, stack).map((word) => (/^[\w:/.,=@-]+$/.test(word) ? word : `'${word}'`));
  return ["pulumi", ...words].join(" ");
}

/** A provider reference is a URN and an id. */
function urnOf(reference: string): string {
  return reference.split("::").slice(0, 4).join("::");
}
