import type { Graph, StackFinding } from "./graph.ts";
import type { Reader } from "./read.ts";
import type { Resource } from "./resource.ts";

/**
 * One thing wrong with a resource's inputs. The message never repeats a text of the inputs, which could be a secret:
 * the path says where it stands.
 */
export interface Finding {
  path: string;
  message: string;
}

/** What a rule is, and what a person needs to know of it. */
export interface About {
  /** Kebab case; also what an exception in the stack's config names. */
  id: string;
  severity: "low" | "medium" | "high" | "critical";
  /** What a finding does: stop the update, stop it where the stack is for production, or be told. */
  level: "mandatory" | "production" | "advisory";
  /** Ids of the requirements that it serves, such as `MT-009`. */
  requirements: readonly string[];
  /**
   * The same demand elsewhere: ids of checkov, of AWS Security Hub (FSBP), of the CIS benchmarks for AWS (5.0) and EKS
   * (1.8), of the Pod Security Standards, of kube-linter.
   */
  refs: Readonly<Partial<Record<"checkov" | "fsbp" | "cis" | "eks-cis" | "pss" | "kube-linter", readonly string[]>>>;
  /** What is demanded and why: one sentence. */
  rationale: string;
  /** How to satisfy it: one sentence. */
  fix: string;
  /**
   * Why its level is lower than its severity asks for, with the day this was said: what it needs is not built yet, or is
   * not this platform's.
   */
  note?: string;
  /** No exception is ever granted. */
  exceptions?: "none";
}

/** What a rule may know of the resource beside its inputs. */
export type Subject = Pick<Resource, "urn" | "type" | "name" | "protect" | "parent"> & { environment: Environment };

/** What the stack is for. One that the pack is not told counts as prod: the strictest. */
export type Environment = "prod" | "staging" | "dev";

/** One demand on resources of some types: plain data and a pure function. */
export interface ResourceRule extends About {
  /** Exact type tokens, or a test of one. */
  types: readonly string[] | ((type: string) => boolean);
  /** It asks `isSecret`, which takes the engine a question more. */
  needsSecrets?: true;
  /**
   * Everything that is wrong for certain; `not-applicable` where the demand makes no sense for such a resource. What is
   * unknown is left out; the reader keeps note of it.
   */
  check: (inputs: Reader, subject: Subject) => readonly Finding[] | "not-applicable";
}

/** One demand on resources together: how they refer to each other, or that one is there at all. */
export interface StackRule extends About {
  checkStack: (graph: Graph) => readonly StackFinding[];
}

export type Rule = ResourceRule | StackRule;

export function isStackRule(rule: Rule): rule is StackRule {
  return "checkStack" in rule;
}

export function isResourceRule(rule: Rule): rule is ResourceRule {
  return "check" in rule;
}

export function applies(rule: ResourceRule, type: string): boolean {
  return typeof rule.types === "function" ? rule.types(type) : rule.types.includes(type);
}
