import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Registration } from "../../simulator/resource.ts";
import { plain, type Properties } from "../../simulator/wire.ts";
import { counts } from "../harness.ts";
import { runWhole } from "../whole-program.ts";
import { actionsByType } from "./actions-by-type.ts";
import { allows, list, matches, policyFiles, type Statement, statements } from "./policy-files.ts";

const roles = policyFiles.filter(({ name }) => name.startsWith("trust-"));
/** What grants something: a boundary only ends what others grant. */
const permissions = policyFiles.filter(
  (file) => !roles.includes(file) && !["state-bucket", "boundary"].includes(file.name),
);
const counted = JSON.parse(readFileSync(new URL("../snapshots/counts-prod.json", import.meta.url), "utf8")) as Record<
  string,
  number
>;

it.each(policyFiles)("$name is a policy, of a size that IAM takes, without accounts but the sample", (file) => {
  const document = JSON.parse(file.text) as { Version: string; Statement: Statement[] };
  expect(Object.keys(document)).toEqual(["Version", "Statement"]);
  expect(document.Version).toBe("2012-10-17");
  expect(new Set(document.Statement.map(({ Sid }) => Sid)).size).toBe(document.Statement.length);
  for (const { Sid } of document.Statement) expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
  // A managed policy and a trust policy; white space does not count.
  expect(JSON.stringify(document).length).toBeLessThanOrEqual(roles.includes(file) ? 2048 : 6144);
  expect(new Set(file.text.match(/\d{12}/g) ?? ["111122223333"])).toEqual(new Set(["111122223333"]));
});

it("leaves open what the guide fills in, and nothing else", () => {
  const open = policyFiles.flatMap(({ text }) => text.match(/<[^>]*>/g) ?? []);
  const guide = readFileSync(new URL("../../docs/getting-to-aws.md", import.meta.url), "utf8");
  expect(open.length).toBeGreaterThan(0);
  for (const placeholder of new Set(open)) expect(guide).toContain(`s#${placeholder}#`);
  for (const { name } of policyFiles) expect(guide).toContain(name);
});

it("gives no whole service away", () => {
  const patterns = permissions.flatMap((file) => file.statements.flatMap(({ Action }) => list(Action)));
  expect(patterns.filter((pattern) => /^\*$|^[\w-]+:\*$/.test(pattern))).toEqual([]);
  // Only what reads a bucket's many settings is named by a beginning.
  expect(patterns.filter((pattern) => pattern.includes("*"))).toEqual(["s3:GetBucket*"]);
});

it("limits every action that changes something on every resource by a condition", () => {
  const unlimited = permissions
    .flatMap((file) => file.statements)
    .filter(({ Effect, Resource, Condition }) => {
      return Effect === "Allow" && Condition === undefined && list(Resource).includes("*");
    })
    .flatMap(({ Action }) => list(Action))
    .filter((action) => !/:(Describe|Get|List)/.test(action));
  // Route 53 has no condition for it, and a zone that nobody delegates to does nothing.
  expect(unlimited).toEqual(["route53:CreateHostedZone"]);
});

it("lets no role but the deploy role change anything in AWS", () => {
  const reading = statements("read", "state-read").flatMap(({ Action }) => list(Action));
  const other = reading.filter((action) => !/^[\w-]+:(Describe|Get|List)/.test(action));
  // Whoever looks at a topic connects to its cluster.
  expect(other).toEqual(["kafka-cluster:Connect", "kms:Decrypt"]);
});

it("keeps the values of secrets from a preview", () => {
  expect(statements("state-read").some((statement) => allows(statement, "secretsmanager:GetSecretValue"))).toBe(false);
  const file = permissions.find(({ statements: own }) =>
    own.some((statement) => allows(statement, "secretsmanager:GetSecretValue")),
  );
  expect(file?.name).toBe("read-secrets");
});

it("trusts the jobs of one environment of one repository, word for word", () => {
  const [statement] = statements("trust-github");
  expect(statement?.Action).toBe("sts:AssumeRoleWithWebIdentity");
  expect(Object.keys(statement?.Condition ?? {})).toEqual(["StringEquals"]);
  expect(Object.values(statement?.Condition?.["StringEquals"] ?? {})).toEqual([
    "sts.amazonaws.com",
    "repo:<owner>/<repository>:environment:<github-environment>",
  ]);
});

it("passes roles only to the services that use them, and attaches only policies that the program names", async () => {
  const [pass] = statements("deploy-roles").filter((statement) => allows(statement, "iam:PassRole"));
  expect(Object.keys(pass?.Condition ?? {})).toEqual(["StringEquals"]);
  expect(pass?.Condition?.["StringEquals"]?.["iam:PassedToService"]).not.toContain("*");
  const [attach] = statements("deploy-roles").filter((statement) => allows(statement, "iam:AttachRolePolicy"));
  const attached = (await program()).filter(({ type }) => type.endsWith(":RolePolicyAttachment"));
  const named = new Set(attached.map(({ props }) => props["policyArn"]));
  expect(new Set(attach?.Condition?.["ArnEquals"]?.["iam:PolicyARN"])).toEqual(named);
});

const boundary = "arn:aws:iam::111122223333:policy/trading-boundary";

it("makes and fills roles only within the boundary, which the program puts on each and the deploy role cannot change", async () => {
  const made = (await program()).filter(({ short }) => short === "aws:iam:Role");
  expect(made.length).toBeGreaterThan(5);
  expect(new Set(made.map(({ props }) => props["permissionsBoundary"]))).toEqual(new Set([boundary]));
  const filling =
    /^iam:(CreateRole|PutRolePermissionsBoundary|PutRolePolicy|DeleteRolePolicy|(Attach|Detach)RolePolicy)$/;
  const granting = statements("deploy-").filter(({ Action }) => list(Action).some((action) => filling.test(action)));
  expect(granting.flatMap(({ Action }) => list(Action)).sort()).toEqual([
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
  ]);
  for (const { Condition } of granting) expect(Condition?.["StringEquals"]?.["iam:PermissionsBoundary"]).toBe(boundary);
  const policies = statements("deploy-").flatMap(({ Action }) => list(Action));
  expect(policies.filter((action) => /^iam:.*(PolicyVersion|DeleteRolePermissionsBoundary)$/.test(action))).toEqual([]);
});

it("lets roles do what the program's own policies say, but fill no role, and read no secret but one kind", async () => {
  const within = (action: string) => statements("boundary").some((statement) => allows(statement, action));
  const inline = (await program()).filter(({ short }) => short === "aws:iam:RolePolicy");
  const granted = inline.flatMap(({ props }) => {
    const { Statement } = JSON.parse(props["policy"] as string) as { Statement: Statement[] };
    return Statement.flatMap(({ Action }) => list(Action));
  });
  expect(granted.length).toBeGreaterThan(0);
  expect(granted.filter((action) => !within(action))).toEqual([]);
  const escalations = [
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:CreateAccessKey",
    "sts:AssumeRole",
  ];
  expect([...escalations, "iam:CreatePolicyVersion"].filter(within)).toEqual([]);
  const of = (action: string) => statements("boundary").filter((statement) => allows(statement, action));
  expect(of("secretsmanager:GetSecretValue").flatMap(({ Resource }) => list(Resource))).toEqual([
    "arn:aws:secretsmanager:<region>:111122223333:secret:<environment>/*/database-runtime-*",
  ]);
  expect(of("s3:GetObject").flatMap(({ Resource }) => list(Resource))).toEqual([
    "arn:aws:s3:::trading-<environment>-*-uploads-*/*",
  ]);
  expect(of("kms:Decrypt").map(({ Condition }) => Condition)).toEqual([
    { StringLike: { "kms:ViaService": "ec2.*.amazonaws.com" } },
    { StringEquals: { "kms:ViaService": "s3.<region>.amazonaws.com" } },
  ]);
});

const types = Object.keys(counted).filter((type) => type.startsWith("aws:"));

it.each([...new Set([...types, ...Object.keys(actionsByType)])].sort())("has what %s takes", (type) => {
  const needed = actionsByType[type];
  expect(needed, `add ${type} to docs/aws and to actions-by-type.ts`).toBeDefined();
  const missing = (actions: readonly string[], from: readonly Statement[]) =>
    actions.filter((action) => !from.some((statement) => allows(statement, action)));
  expect(missing(needed?.deploy ?? [], statements("deploy-"))).toEqual([]);
  expect(missing(needed?.read ?? [], statements("read"))).toEqual([]);
});

it("asks for nothing that no resource type takes", () => {
  const known = Object.values(actionsByType).flatMap(({ deploy }) => deploy.map((action) => action.split(":")[0]));
  const asked = statements("deploy-").flatMap(({ Action }) => list(Action).map((action) => action.split(":")[0]));
  expect(asked.filter((service) => !known.includes(service))).toEqual([]);
});

/** Kinds of resources that policies know by name: what the program calls them, as the end of an ARN. */
const named: Readonly<Record<string, { action: string; arn: (props: Properties, name: string) => string }>> = {
  // Pulumi puts a hyphen and seven digits behind a name that the program leaves to it.
  "aws:iam:Role": { action: "iam:CreateRole", arn: (_, name) => `arn:aws:iam::111122223333:role/${name}-1234567` },
  "aws:iam:RolePolicy": {
    action: "iam:PutRolePolicy",
    arn: (_, name) => `arn:aws:iam::111122223333:role/${name}-1234567`,
  },
  "aws:cloudwatch:LogGroup": {
    action: "logs:CreateLogGroup",
    arn: ({ name, region }) =>
      `arn:aws:logs:${region === "us-east-1" ? region : "<region>"}:111122223333:log-group:${name as string}`,
  },
  "aws:kms:Alias": {
    action: "kms:CreateAlias",
    arn: ({ name }) => `arn:aws:kms:<region>:111122223333:${name as string}`,
  },
  "aws:s3:Bucket": { action: "s3:CreateBucket", arn: (_, name) => `arn:aws:s3:::${name}-1234567` },
  "aws:s3:BucketObjectv2": {
    action: "s3:PutObject",
    arn: ({ bucket, key }) => `arn:aws:s3:::${bucket as string}/${key as string}`,
  },
  "aws:secretsmanager:Secret": {
    action: "secretsmanager:CreateSecret",
    arn: ({ namePrefix }) => `arn:aws:secretsmanager:<region>:111122223333:secret:${namePrefix as string}20261122`,
  },
  "aws:eks:Cluster": {
    action: "eks:CreateCluster",
    arn: ({ name }) => `arn:aws:eks:<region>:111122223333:cluster/${name as string}`,
  },
  "aws:elasticache:ReplicationGroup": {
    action: "elasticache:CreateReplicationGroup",
    arn: ({ replicationGroupId }) =>
      `arn:aws:elasticache:<region>:111122223333:replicationgroup:${replicationGroupId as string}`,
  },
  "aws:elasticache:User": {
    action: "elasticache:CreateUser",
    arn: ({ userId }) => `arn:aws:elasticache:<region>:111122223333:user:${userId as string}`,
  },
  "aws:mq:Broker": {
    action: "mq:UpdateBroker",
    arn: ({ brokerName }) => `arn:aws:mq:<region>:111122223333:broker:${brokerName as string}:b-1234`,
  },
  "aws:msk:Cluster": {
    action: "kafka:CreateCluster",
    arn: ({ clusterName }) => `arn:aws:kafka:<region>:111122223333:cluster/${clusterName as string}/1234-2`,
  },
  "aws:msk:Configuration": {
    action: "kafka:CreateConfiguration",
    arn: ({ name }) => `arn:aws:kafka:<region>:111122223333:configuration/${name as string}/1234-2`,
  },
  "aws:rds:Instance": {
    action: "rds:CreateDBInstance",
    arn: ({ identifier }) => `arn:aws:rds:<region>:111122223333:db:${identifier as string}`,
  },
  "aws:rds:ParameterGroup": {
    action: "rds:CreateDBParameterGroup",
    arn: (_, name) => `arn:aws:rds:<region>:111122223333:pg:${name}-1234567`,
  },
  "aws:rds:SubnetGroup": {
    action: "rds:CreateDBSubnetGroup",
    arn: (_, name) => `arn:aws:rds:<region>:111122223333:subgrp:${name}-1234567`,
  },
  "aws:ecr:Repository": {
    action: "ecr:CreateRepository",
    arn: ({ name }) => `arn:aws:ecr:<region>:111122223333:repository/${name as string}`,
  },
  "aws:sesv2:ConfigurationSet": {
    action: "ses:CreateConfigurationSet",
    arn: ({ configurationSetName: name }) => `arn:aws:ses:<region>:111122223333:configuration-set/${name as string}`,
  },
  "aws:sesv2:EmailIdentity": {
    action: "ses:CreateEmailIdentity",
    arn: ({ emailIdentity }) => `arn:aws:ses:<region>:111122223333:identity/${emailIdentity as string}`,
  },
  "aws:sns:Topic": {
    action: "sns:CreateTopic",
    arn: (_, name) => `arn:aws:sns:<region>:111122223333:${name}-1234567`,
  },
  "aws:wafv2:WebAcl": {
    action: "wafv2:CreateWebACL",
    arn: ({ scope }, name) =>
      `arn:aws:wafv2:${scope === "CLOUDFRONT" ? "us-east-1:111122223333:global" : "<region>:111122223333:regional"}` +
      `/webacl/${name}-1234567/f1b7`,
  },
  "aws:lb:LoadBalancer": {
    action: "elasticloadbalancing:CreateLoadBalancer",
    arn: (_, name) => `arn:aws:elasticloadbalancing:<region>:111122223333:loadbalancer/app/${name}-1234567/50dc`,
  },
  "aws:lb:TargetGroup": {
    action: "elasticloadbalancing:CreateTargetGroup",
    arn: ({ name }) => `arn:aws:elasticloadbalancing:<region>:111122223333:targetgroup/${name as string}/6d0e`,
  },
};

it("knows resources by the names that the program gives", async () => {
  const resources = await program();
  expect(Object.keys(counts(resources))).toEqual(expect.arrayContaining(Object.keys(named)));
  const refused = resources.flatMap(({ short, name, props }) => {
    const kind = named[short];
    if (kind === undefined) return [];
    const arn = kind.arn(props, name);
    const granting = statements("deploy-").filter((statement) => allows(statement, kind.action));
    const patterns = granting.flatMap(({ Resource }) => list(Resource));
    return patterns.some((pattern) => matches(pattern.replaceAll("<environment>", "prod"), arn)) ? [] : [arn];
  });
  expect(refused).toEqual([]);
});

it("may change records of the systems' own domains", async () => {
  const [statement] = statements("deploy-edge").filter((one) => allows(one, "route53:ChangeResourceRecordSets"));
  const domains = list(
    statement?.Condition?.["ForAllValues:StringLike"]?.["route53:ChangeResourceRecordSetsNormalizedRecordNames"],
  );
  const records = (await program()).filter(({ short }) => short === "aws:route53:Record");
  // The condition's names are normalized: no dot at the end.
  const names = records.flatMap(({ props: { name } }) => (typeof name === "string" ? [name.replace(/\.$/, "")] : []));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !domains.some((domain) => matches(domain, name)))).toEqual([]);
});

let run: Promise<(Registration & { props: Properties; short: string })[]> | undefined;

/** The prod stack's registrations, from one simulated update. */
function program() {
  run ??= runWhole({ stack: "prod", mode: "update" }).then(({ registrations }) =>
    registrations.map((one) => ({
      ...one,
      props: plain(one.inputs) as Properties,
      short: one.type.replace(/^aws:(\w+)\/\w+:/, "aws:$1:"),
    })),
  );
  return run;
}
