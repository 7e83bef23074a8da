import { reader, type Reader } from "./read.ts";

/** One thing wrong with a resource's inputs. The message must not repeat a value that could be a secret. */
export interface Finding {
  path: string;
  message: string;
}

/** One demand on resources of some types: plain data and a pure function. */
export interface Rule {
  /** Kebab case; also what an exception in the stack's config names. */
  id: string;
  /** Exact type tokens, or a test of one. */
  types: readonly string[] | ((type: string) => boolean);
  severity: "low" | "medium" | "high" | "critical";
  /** What a finding does; a stack may say otherwise in the pack's own config. */
  level: "mandatory" | "advisory";
  /** Ids of the requirements that it serves, such as `MT-009`. */
  requirements: readonly string[];
  /** The same demand elsewhere: ids of checkov, of AWS Security Hub (FSBP), of a CIS benchmark. */
  refs: Readonly<Partial<Record<"checkov" | "fsbp" | "cis", readonly string[]>>>;
  /** What is demanded and why: one sentence. */
  rationale: string;
  /** How to satisfy it: one sentence. */
  fix: string;
  /** Everything that is wrong for certain. What is unknown is left out; the reader keeps note of it. */
  check: (inputs: Reader) => readonly Finding[];
}

/** What a rule says of one resource. A violation may have undetermined values beside it; a pass has none. */
export interface Verdict {
  outcome: "pass" | "violation" | "undetermined" | "not-applicable";
  findings: readonly Finding[];
  /** Paths that the rule asked for and that are unknown before the update. */
  undetermined: readonly string[];
}

export function applies(rule: Rule, type: string): boolean {
  return typeof rule.types === "function" ? rule.types(type) : rule.types.includes(type);
}

/** Judges one resource by one rule. The inputs may be plain or the proxy of `@pulumi/policy`; secrets are unwrapped. */
export function judge(rule: Rule, type: string, inputs: unknown): Verdict {
  if (!applies(rule, type)) return { outcome: "not-applicable", findings: [], undetermined: [] };
  const unknowns = new Set<string>();
  const findings = rule.check(reader(inputs, unknowns));
  const undetermined = [...unknowns];
  const outcome = findings.length > 0 ? "violation" : undetermined.length > 0 ? "undetermined" : "pass";
  return { outcome, findings, undetermined };
}
