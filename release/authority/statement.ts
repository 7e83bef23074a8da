import { type KeyObject, sign, verify } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";
import type { Role } from "../../systems/model/sign-off.ts";
import { authority, type Decision, decisionSchema, roleSchema } from "./roles.ts";
import { keyOf, type Signers } from "../../config/signers.ts";

/** What a person says of a release, signed with their key. */
export const statementSchema = z.strictObject({
  decision: decisionSchema,
  role: roleSchema,
  /** As in the list of signers. */
  by: z.string().min(1),
  /** Hash of the plan, images and preview included; see `planHash`. */
  plan: z.string().regex(/^[0-9a-f]{64}$/, { error: "must be the hash of a plan" }),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** Ed25519 over all of the above, base64. */
  signature: z.string(),
});
export type Statement = z.output<typeof statementSchema>;

/** Signs what is said. @param key Ed25519 private key */
export function signed(said: Omit<Statement, "signature">, key: KeyObject): Statement {
  return { ...said, signature: sign(null, message(said), key).toString("base64") };
}

/**
 * What is wrong with a statement; nothing when it counts. A name alone is no signature: only the key decides.
 *
 * @param plan hash of the plan as it is now
 */
export function faultsOf(statement: Statement, signers: Signers, plan: string): string[] {
  const { signature, ...said } = statement;
  const signer = signers.find(({ name }) => name === said.by);
  if (signer === undefined) return [`${said.by} is none of the signers that config lists`];
  const key = keyOf(signer.publicKey);
  if (key === undefined || !verify(null, message(said), key, Buffer.from(signature, "base64"))) {
    return [`the signature is not ${said.by}'s, or the statement was changed after it was signed`];
  }
  return [
    ...(signer.roles.includes(said.role) ? [] : [`${said.by} does not hold the role ${said.role}`]),
    ...(mayDecide(said.role, said.decision) ? [] : [`${said.role} may not decide ${said.decision}`]),
    ...(said.plan === plan ? [] : ["plan, images or preview changed after it was signed: it must be signed anew"]),
  ];
}

function mayDecide(role: Role, decision: Decision): boolean {
  return decision === "ready" || decision === "go" || authority[decision].includes(role);
}

/** The bytes that are signed; the first line keeps such a signature from being taken for one of something else. */
function message(said: Omit<Statement, "signature">): Buffer {
  return Buffer.from(`trading-platform release statement v1\n${canonicalize(said) ?? ""}`);
}
