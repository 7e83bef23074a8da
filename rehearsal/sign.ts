import { generateKeyPairSync } from "node:crypto";
import { heed } from "../release/authority/heed.ts";
import { signersSchema } from "../config/signers.ts";
import { signed } from "../release/authority/statement.ts";
import { type Plan, planHash } from "../release/plan/plan.ts";
import type { Word } from "../release/run/runner.ts";

/** The signatures that a plan waits for, made with keys of this rehearsal and verified as those of people are. */
export function signatures(plan: Plan): Word[] {
  const hash = planHash(plan);
  return plan.signatures.map(({ role, decision }) => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const name = `${role} of the rehearsal`;
    const text = publicKey.export({ format: "der", type: "spki" }).toString("base64");
    const signers = signersSchema.parse([{ name, roles: [role], publicKey: text }]);
    const said = { decision, role, by: name, plan: hash, at: new Date().toISOString() };
    const heeded = heed(signed(said, privateKey), signers, hash);
    if ("faults" in heeded) throw new Error(heeded.faults.join("; "));
    return heeded.word;
  });
}
