import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { demand, is, known, text } from "../../demand.ts";
import { conditions, covers, grants, grantTypes } from "./documents.ts";
import { each } from "./values.ts";

/** Where a resource names managed policies. */
const attachments: Readonly<Record<string, string>> = {
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
  "aws:iam/role:Role": "managedPolicyArns",
};
const adminPolicy = /^arn:[^:]*:iam::aws:policy\/(AdministratorAccess|IAMFullAccess)$/;

export const iamNoAdmin: ResourceRule = {
  id: "iam-no-admin",
  types: [...new Set([...grantTypes, ...Object.keys(attachments)])],
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-043", "MC-239"],
  refs: {
    checkov: ["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_274", "CKV_AWS_275", "CKV2_AWS_40", "CKV2_AWS_56"],
    fsbp: ["IAM.1"],
    cis: ["1.15"],
  },
  rationale: "A leaked credential with every right, or with the right to give rights, is the whole account.",
  fix: "Allow the actions that are needed, and attach no managed policy for administrators.",
  check: (inputs, { type }) => {
    const attached = attachments[type];
    return [
      ...grants(type, inputs)
        .flat()
        .flatMap((statement) => actions(statement).flatMap(adminFaults)),
      ...(attached === undefined ? [] : each(inputs, attached)).flatMap((arn) =>
        demand(arn, "", (value) => !adminPolicy.test(String(value)), "a managed policy for administrators"),
      ),
    ];
  },
};

/** Who may do anything in IAM may do anything. No action has this name: only wildcards take it in. */
function adminFaults({ path, pattern }: Action): Finding[] {
  return covers(pattern, "iam:-") ? [{ path, message: "every action is allowed, or every one of IAM" }] : [];
}

export const iamNoWildcard: ResourceRule = {
  id: "iam-no-wildcard",
  types: grantTypes,
  severity: "high",
  level: "mandatory",
  requirements: ["MC-043", "MC-239"],
  refs: { checkov: ["CKV_AWS_289", "CKV_AWS_290", "CKV_AWS_355"], fsbp: ["IAM.21"] },
  rationale: "Rights that were never counted are rights that nobody misses until a stranger uses them.",
  fix: "List the actions and the resources, and narrow by a condition what AWS lets no resource be named for.",
  check: (inputs, { type }) => grants(type, inputs).flat().flatMap(wildcardFaults),
};

function wildcardFaults(statement: Reader): Finding[] {
  const allowed = actions(statement);
  const whole = allowed.filter(({ pattern }) => /^([^:]*:)?\*+$/.test(pattern));
  return [
    ...whole.map(({ path }) => ({ path, message: "every action of a service is allowed" })),
    ...demand(statement, "NotAction", is(undefined), "every action but a few is allowed"),
    ...(allowed.some(isWrite) ? anywhere(statement) : []),
  ];
}

function anywhere(statement: Reader): Finding[] {
  const wide = resources(statement, /^(\*+|arn(:[^:]*){4}:\*+)$/);
  const others = demand(statement, "NotResource", is(undefined), "changes are allowed to every resource but a few");
  const faults = [...wide.map(({ path }) => ({ path, message: "changes are allowed to every resource" })), ...others];
  if (faults.length === 0) return [];
  const { listed, all } = conditions(statement);
  return listed.length === 0 && all ? faults : [];
}

/** Verbs that change nothing. What gives away secrets by reading them is the next rule's. */
const readVerbs =
  /^[^:]*:(Batch)?(Check|Describe|Detect|Estimate|Filter|Get|Head|List|Lookup|Preview|Query|Read|Scan|Search|Select|Simulate|Validate|Verify|View)/i;
/** AWS takes no resource but `*` for them (Service Authorization Reference). */
const withoutResource: readonly string[] = [
  "cloudwatch:PutMetricData",
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
  "ec2messages:AcknowledgeMessage",
  "ec2messages:DeleteMessage",
  "ec2messages:FailMessage",
  "ec2messages:SendReply",
  "kms:CreateKey",
  "kms:GenerateRandom",
  "route53:CreateHostedZone",
];

function isWrite({ pattern }: Action): boolean {
  return !readVerbs.test(pattern) && !withoutResource.some((one) => one.toLowerCase() === pattern.toLowerCase());
}

export const iamNoEscalation: ResourceRule = {
  id: "iam-no-escalation",
  types: grantTypes,
  severity: "high",
  level: "mandatory",
  requirements: ["MC-043", "MC-239"],
  refs: { checkov: ["CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289"], fsbp: ["KMS.1", "KMS.2"] },
  rationale: "Some rights give all others: to edit policies, to hand any role to a machine, to open any secret.",
  fix: "Name the roles, keys and secrets, and let policies be edited only within a permissions boundary.",
  check: (inputs, { type }) =>
    grants(type, inputs).flatMap((document) => {
      const starts = document.some((statement) => actions(statement).some(takesIn(starting)));
      return document.flatMap((statement) => actions(statement).flatMap(escalation(statement, starts)));
    }),
};

/** A new version of a policy says whatever its author likes, also of the author's own rights. */
const versionEdits = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"];
const rightsEdits = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
];
/** What runs code with the role that it is handed. */
const starting = [
  "batch:RegisterJobDefinition",
  "cloudformation:CreateStack",
  "codebuild:CreateProject",
  "datapipeline:CreatePipeline",
  "ec2:RunInstances",
  "ecs:RegisterTaskDefinition",
  "ecs:RunTask",
  "eks:CreatePodIdentityAssociation",
  "glue:CreateDevEndpoint",
  "glue:CreateJob",
  "lambda:CreateFunction",
  "sagemaker:CreateNotebookInstance",
  "sagemaker:CreateTrainingJob",
  "states:CreateStateMachine",
];
const openings = [
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "s3:GetObject",
  "secretsmanager:GetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
];
/** Every resource, or every one of a kind. */
const everyOne = /^(\*+|arn(:[^:]*){4}:(\*+(\/\*+)?|(key|alias|secret|parameter|role|user|group|policy)[:/]\*+))$/;
/** The edited role or user, then, has no more rights than the boundary. */
const boundary = /^iam:PermissionsBoundary$/i;
/** Of conditions, the ones that tell resources apart. */
const namesResource = /^(kms:(ResourceAliases|RequestAlias)$|\w+:ResourceTag\/|s3:ExistingObjectTag\/)/i;

function escalation(statement: Reader, starts: boolean) {
  return (action: Action): Finding[] => {
    const found = (message: string) => [{ path: action.path, message }];
    const widely = () => resources(statement, everyOne).length > 0;
    if (takesIn(versionEdits)(action)) {
      return lacks(statement, boundary) ? found("policies may be given new versions") : [];
    }
    if (takesIn(rightsEdits)(action) && widely() && lacks(statement, boundary)) {
      return found("rights may be given to anyone");
    }
    if (takesIn(["iam:PassRole"])(action) && starts && widely()) {
      return found("any role may be handed to something that the same policy may start");
    }
    return takesIn(openings)(action) && widely() && lacks(statement, namesResource)
      ? found("everything of its kind may be read or decrypted")
      : [];
  };
}

/** Whether certainly no condition on such a key holds a statement back. */
function lacks(statement: Reader, key: RegExp): boolean {
  const { listed, all } = conditions(statement);
  return all && !listed.some((condition) => key.test(condition.key));
}

interface Action {
  path: string;
  pattern: string;
}

function actions(statement: Reader): Action[] {
  return each(statement, "Action").flatMap((action) => {
    const pattern = text(action, "");
    return pattern === undefined ? [] : [{ path: action.path, pattern }];
  });
}

function takesIn(some: readonly string[]) {
  return ({ pattern }: Action): boolean => some.some((one) => covers(pattern, one));
}

function resources(statement: Reader, wide: RegExp): readonly Reader[] {
  return each(statement, "Resource").filter((resource) => known(resource, "", (arn) => wide.test(String(arn))));
}

/** Where a resource gives rights to users, and what there is of them. */
const userGrants: Readonly<Record<string, { path: string; message: string }>> = {
  "aws:iam/userPolicy:UserPolicy": { path: "user", message: "a policy of a user's own" },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": { path: "user", message: "a policy attached to a user" },
  "aws:iam/userPoliciesExclusive:UserPoliciesExclusive": { path: "policyNames", message: "policies of a user's own" },
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": {
    path: "policyArns",
    message: "policies attached to a user",
  },
  "aws:iam/policyAttachment:PolicyAttachment": { path: "users", message: "a policy attached to users" },
};

export const iamUserNoPolicies: ResourceRule = {
  id: "iam-user-no-policies",
  types: Object.keys(userGrants),
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-043", "MC-239"],
  refs: { checkov: ["CKV_AWS_40"], fsbp: ["IAM.2"], cis: ["1.14"] },
  rationale: "Rights of single users are forgotten when people change; roles and groups are reviewed as a whole.",
  fix: "Give the rights to a role that people assume, or to a group.",
  check: (inputs, { type }) => {
    const { path, message } = userGrants[type] ?? { path: "", message: "" };
    // A list may be empty, which takes rights away; a single user is always named.
    return path === "user" || inputs.items(path).length > 0 ? [{ path, message }] : [];
  },
};
