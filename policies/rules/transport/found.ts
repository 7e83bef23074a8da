import type { Node, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { Finding } from "../../rule.ts";
import { demand } from "../../demand.ts";

/** Findings of a resource, as a rule about resources together tells them. */
export function on({ urn }: Node, findings: readonly Finding[]): StackFinding[] {
  return findings.map((finding) => ({ urn, ...finding }));
}

/** A finding for each item of a list of plain values that does not hold. */
export function demandEach(of: Reader, path: string, holds: (value: unknown) => boolean, message: string): Finding[] {
  return of.items(path).flatMap((item) => demand(item, "", holds, message));
}

/** The texts of a list, with the path of each; what is unknown or no text is left out. */
export function texts(of: Reader, path: string): { path: string; value: string }[] {
  return of.items(path).flatMap((item) => {
    const reading = item.get("");
    return reading.known && typeof reading.value === "string" ? [{ path: item.path, value: reading.value }] : [];
  });
}
