import { createPublicKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { roles } from "../systems/model/sign-off.ts";
import { says } from "./fields.ts";

/**
 * Who holds which key: `[{name, roles, publicKey}]`. A signature counts only when it was made with a key of this list, for
 * a role of its owner.
 */
export const signersSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1, { error: "must be a name" }).describe("Who they are, as statements name them"),
      roles: z.array(z.enum(roles)).min(1, { error: "must give at least one role" }).describe("What they may sign as"),
      publicKey: z
        .string()
        .refine(
          (text) => keyOf(text) !== undefined,
          says("must be an Ed25519 public key, SPKI in base64 (openssl pkey -pubout -outform der | base64)"),
        )
        .meta({ title: "Ed25519 public key, SPKI in base64" })
        .describe("What stands between the lines of a PEM"),
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
