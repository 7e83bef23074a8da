import type { ResourceRule } from "../../rule.ts";

export const noIamAccessKey: ResourceRule = {
  id: "no-iam-access-key",
  types: ["aws:iam/accessKey:AccessKey", "aws:iam/user:User"],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-036"],
  refs: { checkov: ["CKV_AWS_273"], fsbp: ["IAM.3"], cis: ["1.13"] },
  rationale: "Nothing signs in with a key that lasts: roles hand out ones that end by themselves within hours.",
  fix: "Use a role: EKS Pod Identity for pods, OIDC for pipelines, IAM Identity Center for people.",
  check: () => [{ path: "", message: "is or can have a key that never ends" }],
};
