import { is, isSet, known } from "../../demand.ts";
import type { Graph, Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";

export const webAclType = "aws:wafv2/webAcl:WebAcl";

/** A rule of a web ACL, wherever it is declared. */
export interface AclRule {
  /** The resource that it stands in. */
  node: Node;
  reader: Reader;
  /** How a path of a rule is written where this one stands. */
  at: (path: string) => string;
}

export interface AclRules {
  rules: readonly AclRule[];
  /** Whether these are all of them. */
  complete: boolean;
}

/** The rules of a web ACL: its own, as blocks or as JSON, and those that resources of their own add. */
export function aclRules(graph: Graph, acl: Node): AclRules {
  const blocks = acl.reader.items("rules");
  const json = acl.reader.json("ruleJson");
  const objects = json.items("");
  const added = (type: string, at: AclRule["at"]) =>
    graph.referring(acl, "webAclArn", type).map((node) => ({ node, reader: node.reader, at }));
  return {
    rules: [
      ...blocks.map((reader) => ({ node: acl, reader, at: asWritten })),
      ...objects.map((reader) => ({ node: acl, reader, at: inJson })),
      ...added("aws:wafv2/webAclRule:WebAclRule", asWritten),
      ...added("aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation", inAssociation),
    ],
    complete: (blocks.length > 0 || acl.reader.get("rules").known) && json.get("").known,
  };
}

function asWritten(path: string): string {
  return path;
}

/** In AWS's own API keys begin with a capital. */
function inJson(path: string): string {
  return path.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()).replace("CloudwatchMetrics", "CloudWatchMetrics");
}

/** An association is of a group alone, and has its block at the top. */
function inAssociation(path: string): string {
  return path.replace("statement.managedRuleGroupStatement", "managedRuleGroup");
}

/** Whether a rule has a block, which may be an empty one; undefined where that is unknown. */
export function has({ reader, at }: AclRule, path: string): boolean | undefined {
  if (reader.entries(at(path)).length > 0) return true;
  const reading = reader.get(at(path));
  return reading.known ? isSet(reading.value) : undefined;
}

/** The blocks of which a rule must have one, as far as they are known: true when one is there or may be. */
export function hasOneOf(rule: AclRule, block: string, ...keys: readonly string[]): boolean {
  return keys.some((key) => has(rule, `${block}.${key}`) !== false);
}

/** Whether a rule is a rule group, ours or one that AWS keeps; undefined where that is unknown. */
export function isGroup(rule: AclRule): boolean | undefined {
  const kinds = ["managedRuleGroupStatement", "ruleGroupReferenceStatement"];
  const found = kinds.map((kind) => has(rule, `statement.${kind}`));
  return found.includes(true) || (found.includes(undefined) ? undefined : false);
}

/** An association stops what its group stops when it says nothing. */
export function isAssociation({ at }: AclRule): boolean {
  return at === inAssociation;
}

/** Whether a group is only watched, for certain. */
export function onlyCounts(rule: AclRule): boolean {
  return isAssociation(rule)
    ? known(rule.reader, "overrideAction", is("count"))
    : has(rule, "overrideAction.count") === true;
}
