import { identities, nameMadeOf } from "../../providers/identities.ts";
import type { EngineRecord } from "../record.ts";
import { importLine } from "./import.ts";
import { type Candidate, locate } from "./locate.ts";

/**
 * What a person can do about creates that the cloud refused because the resource exists, where neither a name nor tags
 * tell its id: an answer was lost, and only the service itself lists such resources.
 *
 * @param stack the stack's name
 * @returns a few lines for each
 */
export function advice({ failed, errors }: Pick<EngineRecord, "failed" | "errors">, stack: string): string[] {
  return failed.flatMap((candidate) => {
    const { urn, type } = candidate;
    const identity = identities[type];
    if (identity?.conflict === undefined || locate(candidate, [], new Set()).kind !== "untraceable") return [];
    const { conflict } = identity;
    if (!errors.some((error) => error.urn === urn && error.message.includes(conflict))) return [];
    const command = lookUpCommand(candidate);
    const how = command === undefined ? "" : `; ${command} tells it`;
    return [
      `${urn}: exists, and the state does not know it; take it in with its id for ID${how}`,
      `    ${importLine(candidate, "ID", stack)}`,
      "  or delete it by hand, then run this again",
    ];
  });
}

/** The command that tells the id of what has neither a name nor tags of its own, for a shell. */
export function lookUpCommand({ type, inputs }: Pick<Candidate, "type" | "inputs">): string | undefined {
  return identities[type]?.lookUp?.replaceAll(/\{(\w+)\}/g, (_, key: string) => nameMadeOf({ inputs: [key] }, inputs));
}
