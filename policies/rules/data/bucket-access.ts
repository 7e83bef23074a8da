import { demand, is, isSet, known, matches } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, StackRule } from "../../rule.ts";
import { oneOrMore, statements } from "../statements.ts";
import { besides, bucketsWithout, bucketTypes } from "./buckets.ts";

export const s3PublicAccessBlocked: StackRule = {
  id: "s3-public-access-blocked",
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-030"],
  refs: {
    checkov: [
      "CKV_AWS_20",
      "CKV_AWS_53",
      "CKV_AWS_54",
      "CKV_AWS_55",
      "CKV_AWS_56",
      "CKV_AWS_57",
      "CKV_AWS_70",
      "CKV2_AWS_6",
      "CKV2_AWS_65",
    ],
    fsbp: ["S3.1", "S3.2", "S3.3", "S3.8", "S3.12"],
    cis: ["2.1.4"],
  },
  rationale:
    "Users' files and logs are read by who was let in by name, whatever one policy or list may say by mistake.",
  fix: "Give the bucket a BucketPublicAccessBlock with all four flags, and let no list or policy name everybody.",
  exceptions: "none",
  checkStack: (graph) => {
    const faults: readonly [types: readonly string[], of: (reader: Reader) => Finding[]][] = [
      [besides("PublicAccessBlock"), openFlags],
      [besides("OwnershipControls"), ownership],
      [besides("Acl"), openList],
      [besides("Policy"), openPolicy],
      [bucketTypes, (bucket) => [...openList(bucket), ...openPolicy(bucket)]],
    ];
    return [
      ...bucketsWithout(graph, "PublicAccessBlock").map(({ urn }) => ({
        urn,
        path: "",
        message: "nothing blocks public access to it",
      })),
      ...faults.flatMap(([types, of]) =>
        graph.of(...types).flatMap(({ urn, reader }) => of(reader).map((finding) => ({ urn, ...finding }))),
      ),
    ];
  },
};

function openFlags(block: Reader): Finding[] {
  const flags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
  return flags.flatMap((flag) => demand(block, flag, is(true), "leaves a way to make the bucket public"));
}

/** Left out, lists are off: AWS's own value for a new bucket. */
function ownership(controls: Reader): Finding[] {
  return demand(controls, "rule.objectOwnership", is("BucketOwnerEnforced"), "access lists still count");
}

const openLists: ReadonlySet<unknown> = new Set(["public-read", "public-read-write", "authenticated-read"]);

/** Access lists of a bucket or beside one: a list with a name, or grants to groups of everybody. */
function openList(list: Reader): Finding[] {
  const message = "lets in everybody";
  const grants = [
    ...list.items("grants").map((grant) => grant.block("uri")),
    ...list.items("accessControlPolicy.grants").map((grant) => grant.block("grantee.uri")),
  ];
  const isGroup = matches(/\/(AllUsers|AuthenticatedUsers)$/);
  return [
    ...demand(list, "acl", (name) => !openLists.has(name), message),
    ...grants.flatMap((uri) => demand(uri, "", (value) => !isGroup(value), message)),
  ];
}

/** `NotPrincipal` lets in everybody but a few. */
function openPolicy(of: Reader): Finding[] {
  return statements(of, "policy").flatMap((statement) => {
    const effect = statement.get("Effect");
    if (!effect.known || effect.value !== "Allow") return [];
    // Asked for to have note taken: one of several names may be unknown, and another everybody.
    statement.get("Principal");
    const isEverybody = statement.literals("Principal").some(({ value }) => value === "*");
    const isOthers = known(statement, "NotPrincipal", isSet);
    if ((!isEverybody && !isOthers) || isLimited(statement.block("Condition"))) return [];
    return [{ path: statement.at(isEverybody ? "Principal" : "NotPrincipal"), message: "lets in everybody" }];
  });
}

/** Keys by which a statement stays private: Amazon S3 user guide, "The meaning of public". */
const limitingKeys: ReadonlySet<string> = new Set(
  [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:userid",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
  ].map((key) => key.toLowerCase()),
);
/** Operators that a request without the key does not pass, and that name who may instead of who may not. */
const limitingOperator = /^(ForAnyValue:)?(StringEquals(IgnoreCase)?|StringLike|ArnEquals|ArnLike|IpAddress)$/i;
const anybody: ReadonlySet<string> = new Set(["*", "0.0.0.0/0", "::/0"]);

/** Whether a condition lets few pass, or may. */
function isLimited(condition: Reader): boolean {
  if (!condition.get("").known && condition.entries("").length === 0) return true;
  return condition
    .entries("")
    .filter(([operator]) => limitingOperator.test(operator))
    .flatMap(([, keys]) => keys.entries(""))
    .some(
      ([key, values]) =>
        limitingKeys.has(key.toLowerCase()) && !oneOrMore(values, "").some((value) => anybody.has(value)),
    );
}
