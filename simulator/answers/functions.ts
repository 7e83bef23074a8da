import { callSites } from "../call-sites.ts";
import { ownArns } from "./computed.ts";
import { isObject, plain, type Properties, type Value } from "../wire.ts";

/** Who asks, and what the cloud holds. */
export interface Place {
  account: string;
  region: string;
  /** Resources with tags, by ARN. */
  tagged: ReadonlyMap<string, Properties>;
}

/** The entries of this list count as so many rules of a security group. */
const cloudFront = { name: "com.amazonaws.global.cloudfront.origin-facing", id: "pl-a3a144ca", maxEntries: 55 };

/** Data sources that the program and its tools ask, by token. */
const functions: Readonly<Record<string, (args: Properties, place: Place) => Properties>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account }) => ({
    accountId: account,
    arn: `arn:aws:sts::${account}:assumed-role/simulated/session`,
    id: account,
    userId: "AROASIMULATED:session",
  }),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ name }, { region }) => {
    if (name !== cloudFront.name) throw new Error("getManagedPrefixList knows CloudFront's list alone");
    return {
      ...cloudFront,
      arn: `arn:aws:ec2:${region}:aws:prefix-list/${cloudFront.id}`,
      ownerId: "AWS",
      addressFamily: "IPv4",
      version: 1,
      entries: [{ cidr: "120.52.22.96/27", description: "" }],
      region,
      tags: {},
    };
  },
  // Secrets that a person made: of the one form in which the program reads any.
  "aws:secretsmanager/getSecretVersion:getSecretVersion": ({ secretId = "" }) => ({
    arn: secretId,
    createdDate: "2026-01-01T00:00:00Z",
    id: "simulated|AWSCURRENT",
    secretId,
    secretString: JSON.stringify({ username: "simulated", password: "simulated-password" }),
    versionId: "00000000-0000-4000-8000-000000000001",
    versionStages: ["AWSCURRENT"],
  }),
  "aws:resourcegroupstaggingapi/getResources:getResources": (args, { tagged: all }) => {
    const filters = list(args["tagFilters"]).filter(isObject);
    const found = [...all].filter(([, tags]) =>
      filters.every(({ key, values }) => {
        const tag = typeof key === "string" ? tags[key] : undefined;
        return tag !== undefined && (list(values).length === 0 || list(values).includes(tag));
      }),
    );
    return { id: "tagged", resourceTagMappingLists: found.map(([resourceArn, tags]) => ({ resourceArn, tags })) };
  },
};

/** What the tagging service knows: every resource with an ARN and tags. */
export function tagged(kept: readonly { outputs: Properties }[]): Map<string, Properties> {
  return new Map(
    kept.flatMap(({ outputs }): [string, Properties][] => {
      const arn = ownArns.map((key) => outputs[key]).find((value) => value !== undefined);
      const tags = plain(outputs["tagsAll"] ?? null);
      return typeof arn === "string" && isObject(tags) ? [[arn, tags]] : [];
    }),
  );
}

/**
 * The result of a function call.
 *
 * @throws Error naming the function, its arguments (not their values, which may be secret) and the lines that call it,
 * when no answer is known: a made-up one would make the preview a lie
 */
export function call(token: string, args: Properties, place: Place): Properties {
  const known = functions[token];
  if (known === undefined) {
    const where = callSites(token);
    throw new Error(
      `no answer for ${token}(${Object.keys(args).join(", ")}), called in ${where.join(", ") || "a dependency"}; ` +
        "add one to simulator/answers/functions.ts",
    );
  }
  return known(args, place);
}

function list(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}
