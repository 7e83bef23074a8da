import type { Reader } from "../../read.ts";
import { is, known } from "../../demand.ts";
import { each } from "./values.ts";

const role = "aws:iam/role:Role";

/** What carries policy documents that grant rights. */
export const grantTypes: readonly string[] = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/groupPolicy:GroupPolicy",
  "aws:iam/userPolicy:UserPolicy",
  role,
];

/** The documents of a resource that grants rights, each as its allowing statements. */
export function grants(type: string, inputs: Reader): readonly (readonly Reader[])[] {
  const holders = type === role ? inputs.items("inlinePolicies") : [inputs];
  return holders.map((holder) => allowing(holder, "policy"));
}

/** The statements that allow something, of a policy document that is JSON text or a block. */
export function allowing(inputs: Reader, path: string): readonly Reader[] {
  const document = inputs.json(path);
  // Nothing is known of it, which stands in the notes, or nothing is in it.
  if (document.literals("").length === 0) return [];
  return each(document, "Statement").filter((statement) => known(statement, "Effect", is("Allow")));
}

/** Whether a pattern with `*` and `?` takes in an action. Letter case does not matter to IAM. */
export function covers(pattern: string, action: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replace(/\*+/g, ".*").replaceAll("?", ".")}$`, "i").test(action);
}

/** One key of a statement's conditions. */
export interface Condition {
  operator: string;
  key: string;
  /** One value or a list, any of which will do. */
  values: readonly Reader[];
}

/** A statement's conditions, and whether these are all: some may be unknown before the update. */
export function conditions(statement: Reader): { listed: readonly Condition[]; all: boolean } {
  const operators = statement.entries("Condition");
  const listed = operators.flatMap(([operator, keys]) =>
    keys.entries("").map(([key, value]) => ({ operator, key, values: each(value, "") })),
  );
  const all =
    operators.length === 0
      ? statement.get("Condition").known
      : operators.every(([, keys]) => keys.entries("").length > 0 || keys.get("").known);
  return { listed, all };
}

/** Holds only if the key is there and has the value: not negated, and not true of a key that is missing. */
export function affirms(operator: string): boolean {
  return /^(ForAnyValue:)?(String|Arn)(Equals|EqualsIgnoreCase|Like)$/i.test(operator);
}

/** Keys that say who asks, or for whose resource a service does. */
const whoKeys = /^aws:(Principal(Arn|Account|OrgID|OrgPaths)|Source(Arn|Account|Owner|OrgID|OrgPaths)|userid)$/i;

/** Whether anyone at all may make use of a statement whose principal is everyone; undefined while that is unknown. */
export function openToAll(statement: Reader): boolean | undefined {
  const { listed, all } = conditions(statement);
  const named = listed
    .filter(({ operator, key }) => affirms(operator) && whoKeys.test(key))
    .some(({ values }) => !values.some((value) => known(value, "", is("*"))));
  return named ? false : all ? true : undefined;
}

/** The principals of a statement, with the kind of each: `AWS`, `Service`, `Federated`; `*` alone is everyone. */
export function principals(statement: Reader): readonly (readonly [kind: string, principal: Reader])[] {
  const kinds = statement.entries("Principal");
  return kinds.length === 0
    ? [["AWS", statement.block("Principal")]]
    : kinds.flatMap(([kind, value]) => each(value, "").map((principal) => [kind, principal] as const));
}
