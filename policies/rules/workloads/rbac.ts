import { known } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { objectsOf, ofKind } from "./objects.ts";
import { isUnset } from "./pod.ts";

const group = "rbac.authorization.k8s.io";
const isRole = ofKind(group, "Role", "ClusterRole");
const isBinding = ofKind(group, "RoleBinding", "ClusterRoleBinding");

/** What opens the way to more than a role says. */
interface Power {
  /** API groups; a rule for others is about something else of the same name. */
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** A rule that names its objects grants no such power. */
  readonly unlessNamed?: true;
  readonly message: string;
}

// CIS EKS 4.1.2, 4.1.4 and 4.1.9 to 4.1.12; checkov CKV_K8S_155 and 156, CKV2_K8S_2, 4 and 5.
const powers: readonly Power[] = [
  {
    groups: [""],
    resources: ["secrets"],
    verbs: ["get", "list", "watch"],
    unlessNamed: true,
    message: "reads every secret",
  },
  {
    groups: [""],
    resources: ["pods/exec", "pods/attach"],
    verbs: ["create", "get"],
    message: "runs commands in any pod",
  },
  { groups: [""], resources: ["nodes/proxy"], verbs: ["create", "get"], message: "commands the kubelet past the API" },
  { groups: [""], resources: ["pods"], verbs: ["create"], message: "makes pods that run as any account" },
  { groups: [""], resources: ["persistentvolumes"], verbs: ["create"], message: "mounts directories of nodes" },
  {
    groups: [""],
    resources: ["serviceaccounts/token"],
    verbs: ["create"],
    unlessNamed: true,
    message: "makes tokens of any account",
  },
  {
    groups: [""],
    resources: ["services/status"],
    verbs: ["update", "patch"],
    message: "draws other services' traffic (CVE-2020-8554)",
  },
  {
    groups: ["admissionregistration.k8s.io"],
    resources: ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"],
    verbs: ["create", "update", "patch", "delete", "deletecollection"],
    message: "controls who may see and change every object",
  },
  {
    groups: ["certificates.k8s.io"],
    resources: ["certificatesigningrequests/approval", "signers"],
    verbs: ["update", "patch", "approve", "sign"],
    message: "makes certificates that pass for anybody",
  },
];

/** Verbs that are a way to any other right (CIS EKS 4.1.8, CKV_K8S_157 and 158, CKV2_K8S_3). */
const climbing: ReadonlySet<unknown> = new Set(["escalate", "bind", "impersonate"]);

/** Everybody, or everybody's administrators. */
const broadGroups = /^system:(masters|authenticated|unauthenticated|serviceaccounts(:.*)?)$/;

export const rbacLeast: ResourceRule = {
  id: "rbac-least",
  types: (type) => isRole(type) || isBinding(type),
  severity: "high",
  level: "mandatory",
  requirements: ["MC-043", "MC-239"],
  refs: {
    checkov: [
      ...["CKV_K8S_42", "CKV_K8S_49", "CKV_K8S_155", "CKV_K8S_156", "CKV_K8S_157", "CKV_K8S_158"],
      ...["CKV2_K8S_1", "CKV2_K8S_2", "CKV2_K8S_3", "CKV2_K8S_4", "CKV2_K8S_5"],
    ],
    "eks-cis": [
      ...[
        "4.1.1",
        "4.1.2",
        "4.1.3",
        "4.1.4",
        "4.1.5",
        "4.1.6",
        "4.1.7",
        "4.1.8",
        "4.1.9",
        "4.1.10",
        "4.1.11",
        "4.1.12",
      ],
    ],
    "kube-linter": ["access-to-create-pods", "access-to-secrets", "cluster-admin-role-binding", "wildcard-in-rules"],
  },
  rationale: "Who takes over a pod has the rights of its account, so these are what the pod needs and no way to more.",
  fix: "Name the API groups, resources, objects and verbs that are needed, and bind them to an account of its own.",
  check: (resource, { type }) =>
    objectsOf(type, resource).flatMap((object) =>
      isRole(type) ? object.items("rules").flatMap(ruleFaults) : bindingFaults(object),
    ),
};

function ruleFaults(rule: Reader): Finding[] {
  const resources = rule.items("resources");
  const verbs = rule.items("verbs");
  const wildcards = [...rule.items("apiGroups"), ...resources, ...verbs, ...rule.items("nonResourceURLs")]
    .filter((item) => known(item, "", isWildcard))
    .map(({ path }) => ({ path, message: "grants whatever there is, or will be" }));
  const climbs = verbs
    .filter((verb) => known(verb, "", (value) => climbing.has(value)))
    .map(({ path }) => ({ path, message: "is a way to any other right" }));
  return [...wildcards, ...climbs, ...resources.flatMap((resource) => powerFaults(rule, resource))];
}

// Also every subresource of a resource, as in `pods/*`, and one of every resource, as in `*/scale`.
function isWildcard(value: unknown): boolean {
  return typeof value === "string" && value.split("/").includes("*");
}

function powerFaults(rule: Reader, resource: Reader): Finding[] {
  const has = (key: string, wanted: readonly string[]) =>
    rule.literals(key).some(({ value }) => typeof value === "string" && (value === "*" || wanted.includes(value)));
  return powers
    .filter(({ resources }) => known(resource, "", (value) => typeof value === "string" && resources.includes(value)))
    .filter(({ groups, verbs }) => has("apiGroups", groups) && has("verbs", verbs))
    .filter(({ unlessNamed }) => unlessNamed !== true || known(rule, "resourceNames", isNobody))
    .map(({ message }) => ({ path: resource.path, message }));
}

function isNobody(names: unknown): boolean {
  return isUnset(names) || (Array.isArray(names) && names.length === 0);
}

function bindingFaults(binding: Reader): Finding[] {
  const role = "roleRef.name";
  const findings: Finding[] = [];
  if (known(binding, role, (name) => name === "cluster-admin")) {
    findings.push({ path: binding.at(role), message: "gives every right there is" });
  }
  for (const subject of binding.items("subjects")) {
    const kind = subject.get("kind");
    const name = subject.get("name");
    if (!kind.known || !name.known || typeof name.value !== "string") continue;
    const path = subject.at("name");
    if (isDefaultAccount(kind.value, name.value)) {
      findings.push({ path, message: "gives rights to every pod that asks for no account" });
    }
    if (isEverybody(kind.value, name.value))
      findings.push({ path, message: "gives rights to whole groups of callers" });
  }
  return findings;
}

function isDefaultAccount(kind: unknown, name: string): boolean {
  if (kind === "ServiceAccount") return name === "default";
  return kind === "User" && /^system:serviceaccount:[^:]+:default$/.test(name);
}

function isEverybody(kind: unknown, name: string): boolean {
  return kind === "Group" ? broadGroups.test(name) : kind === "User" && name === "system:anonymous";
}
