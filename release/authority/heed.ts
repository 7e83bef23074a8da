import type { Word } from "../run/runner.ts";
import type { Signers } from "../../config/signers.ts";
import { faultsOf, type Statement } from "./statement.ts";

/**
 * What a statement means to a release, once its signature was verified.
 *
 * @param plan hash of the plan as it is now
 * @returns what the runner is told, or why the statement does not count
 */
export function heed(statement: Statement, signers: Signers, plan: string): { word: Word } | { faults: string[] } {
  const faults = faultsOf(statement, signers, plan);
  if (faults.length > 0) return { faults };
  const { decision, role, by } = statement;
  switch (decision) {
    case "ready":
    case "go":
      return { word: { kind: "signed", role, decision, by } };
    case "no-go":
      return { word: { kind: "refused", role, by } };
    case "abort":
    case "planned-rollback":
      return { word: { kind: "abort", by: `${by}, ${role}`, why: `signed ${decision}` } };
    case "database-restore":
      return { faults: ["a database is restored by hand, from the runbook: no release does it by itself"] };
  }
}
