import { z } from "zod";
import { type Role, roles } from "../../systems/model/sign-off.ts";

/** What is signed: that a role's part is ready, that the release goes or not, that it is to be ended, or a restore. */
export const decisions = ["ready", "go", "no-go", "abort", "planned-rollback", "database-restore"] as const;
export type Decision = (typeof decisions)[number];

export const roleSchema = z.enum(roles);
export const decisionSchema = z.enum(decisions);

/** The signatures that a release waits for. */
export const requiredSchema = z.array(
  z.strictObject({ role: roleSchema, decision: z.enum(["ready", "go"]).default("go") }),
);

/**
 * Who may decide what, besides the required signatures: the matrix of the requirements. An abort may come from anyone of
 * the team and at any time (MT-084); MyCrypto names nobody, so it has the same (G7).
 */
export const authority: Readonly<Record<Exclude<Decision, "ready" | "go">, readonly Role[]>> = {
  "no-go": roles,
  abort: roles,
  "planned-rollback": ["stakeholder", "product-manager", "executive-sponsor"],
  "database-restore": ["senior-developer"],
};
