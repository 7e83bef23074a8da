import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { plainPath } from "../../systems/model/paths.ts";

type Statement = aws.types.input.wafv2.WebAclRuleStatement;

/**
 * What a web ACL has to do to a path before it looks like what the service will read: `/API//v1/x/../auth/%6Cogin` is
 * `/api/v1/auth/login`.
 */
const asTheServiceReads = ["URL_DECODE", "NORMALIZE_PATH", "LOWERCASE"];

/**
 * Capacity units that a statement takes at most: a string match without transformations, and a regex match with three of
 * them (AWS WAF developer guide, "Match rule statements"). Transformations that several rules share may be counted once.
 */
export const matchCapacity = 2;
export const pathCapacity = 3 + 10 * asTheServiceReads.length;

/**
 * Whether the path begins with one of the prefixes. One pattern for all of them, because each string match would pay for
 * the transformations again.
 *
 * @throws Error for a prefix that is no plain path
 */
export function pathStatement(prefixes: readonly string[]): Statement {
  const bad = prefixes.find((prefix) => !plainPath.test(prefix));
  if (bad !== undefined) {
    throw new Error(`the firewall cannot look for the path "${bad}"; begin with / and use letters, digits, / _ . -`);
  }
  const alternatives = prefixes.map((prefix) => prefix.toLowerCase().replaceAll(".", "\\."));
  return {
    regexMatchStatement: {
      regexString: `^(${alternatives.join("|")})`,
      fieldToMatch: { uriPath: {} },
      textTransformations: asTheServiceReads.map((type, priority) => ({ type, priority })),
    },
  };
}

/** Whether a part of the request is this text, to the letter. */
export function equals(
  fieldToMatch: aws.types.input.wafv2.WebAclRuleStatementByteMatchStatementFieldToMatch,
  searchString: pulumi.Input<string>,
): Statement {
  return {
    byteMatchStatement: {
      fieldToMatch,
      searchString,
      positionalConstraint: "EXACTLY",
      textTransformations: [{ type: "NONE", priority: 0 }],
    },
  };
}
