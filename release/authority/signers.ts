import { createPublicKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { roleSchema } from "./roles.ts";

/**
 * Who holds which key, from the stack's config: `[{name, roles, publicKey}]`. A signature counts only when it was made
 * with a key of this list, for a role of its owner.
 */
export const signersSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1),
      roles: z.array(roleSchema).min(1, { error: "must give at least one role" }),
      /** Ed25519, as SPKI in base64: what stands between the lines of a PEM. */
      publicKey: z.string().refine((text) => keyOf(text) !== undefined, {
        error: "must be an Ed25519 public key, SPKI in base64 (openssl pkey -pubout -outform der | base64)",
      }),
    }),
  )
  .superRefine((signers, context) => {
    const seen = new Map<string, number>();
    signers.forEach(({ name, publicKey }, i) => {
      for (const [field, value] of Object.entries({ name, publicKey })) {
        const first = seen.get(value);
        if (first === undefined) seen.set(value, i);
        else context.addIssue({ code: "custom", path: [i, field], message: `is that of signer ${first}, too` });
      }
    });
  });

export type Signers = z.output<typeof signersSchema>;

/** The key in a text, if it is an Ed25519 public key. */
export function keyOf(text: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    return undefined;
  }
}
