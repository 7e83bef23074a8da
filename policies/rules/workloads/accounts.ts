import type { Graph, StackFinding } from "../../graph.ts";
import type { Reader } from "../../read.ts";
import type { StackRule } from "../../rule.ts";
import {
  allOf,
  anyOf,
  type Certainty,
  isSame,
  itemsOf,
  type Item,
  names,
  ofEach,
  ofKind,
  type Place,
  textAt,
  together,
  type Workload,
  workloadsOf,
} from "./objects.ts";
import { hasKey, isUnset } from "./pod.ts";

const isAccount = ofKind("core", "ServiceAccount");
const accountName = "spec.serviceAccountName";
/** The same under its old name. */
const oldAccountName = "spec.serviceAccount";

export const saTokenOff: StackRule = {
  id: "sa-token-off",
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-043", "MC-239"],
  refs: { checkov: ["CKV_K8S_38"], "eks-cis": ["4.1.6"] },
  rationale: "A token that nobody needs is one to steal: only pods that call the Kubernetes API get one.",
  fix: "Set automountServiceAccountToken to false, or bind the account to the role that its pods need.",
  checkStack: (graph) => {
    const accounts = itemsOf(graph, isAccount);
    const bindings = bindingsOf(graph);
    const path = "automountServiceAccountToken";
    const ofAccounts = accounts
      .filter((account) => mounts(account.object, path, !account.patch) && needsToken(bindings, account) === false)
      .map(({ node, object }) => ({
        urn: node.urn,
        path: object.at(path),
        message: "pods of the account get its token, and nothing grants it rights",
      }));
    const ofWorkloads = workloadsOf(graph).filter(
      (workload) => mayMount(workload, accounts) && podNeedsToken(bindings, workload, accounts) === false,
    );
    return [
      ...ofAccounts,
      ...ofWorkloads.map(({ node, template }) => ({
        urn: node.urn,
        path: template.at(`spec.${path}`),
        message: "the pods get their account's token, and nothing grants it rights",
      })),
    ];
  },
};

/** Whether a token is mounted for certain; the default is that it is. */
function mounts(of: Reader, path: string, byDefault: boolean): boolean {
  const automount = of.get(path);
  if (!automount.known) return false;
  return isUnset(automount.value) ? byDefault : automount.value !== false;
}

/** What the pod says counts before what its account says. */
function mayMount(workload: Workload, accounts: readonly Item[]): boolean {
  const { template, patch } = workload;
  const path = "automountServiceAccountToken";
  const own = template.get(`spec.${path}`);
  if (!own.known) return false;
  if (!isUnset(own.value)) return own.value !== false;
  if (patch) return false;
  return accountsOf(workload, accounts).every((account) => mounts(account.object, path, !account.patch));
}

/** The accounts of the stack that a pod runs as, or may run as. */
function accountsOf(workload: Workload, accounts: readonly Item[]): Item[] {
  return accounts.filter((account) => runsAs(workload, account) !== false);
}

function runsAs(workload: Workload, account: Item): Certainty {
  const { template } = workload;
  const shared = together(workload, account);
  if (shared === false) return false;
  const path = usesOldName(template) ? oldAccountName : accountName;
  return allOf([shared, names(workload, template, path, account)]);
}

function usesOldName(template: Reader): boolean {
  return textAt(template, accountName) === undefined && textAt(template, oldAccountName) !== undefined;
}

function bindingsOf(graph: Graph): Item[] {
  return itemsOf(graph, ofKind("rbac.authorization.k8s.io", "RoleBinding", "ClusterRoleBinding"));
}

/** Whether something grants an account rights: a role of Kubernetes, or of AWS by its annotation. */
function needsToken(bindings: readonly Item[], account: Item): Certainty {
  const ofAws = hasKey(account.object, "metadata.annotations", "eks.amazonaws.com/role-arn");
  if (ofAws === true) return true;
  const bound = bindings.flatMap((binding) =>
    ofEach(binding.object, "subjects", (subject) => {
      const inside = isIn(subject, account.namespace);
      return inside === false ? false : allOf([inside, names(binding, subject, "name", account)]);
    }),
  );
  return anyOf([ofAws, ...bound]);
}

function podNeedsToken(bindings: readonly Item[], workload: Workload, accounts: readonly Item[]): Certainty {
  const its = accountsOf(workload, accounts);
  if (its.length > 0) return anyOf(its.map((account) => needsToken(bindings, account)));
  // An account from elsewhere: what this stack grants it shows by its name.
  const { template, namespace } = workload;
  const name = template.get(usesOldName(template) ? oldAccountName : accountName);
  return anyOf(
    bindings.flatMap(({ object }) =>
      ofEach(object, "subjects", (subject) => {
        const said = subject.get("name");
        const named = name.known && said.known ? said.value === (name.value ?? "default") : undefined;
        return allOf([isIn(subject, namespace), named]);
      }),
    ),
  );
}

/** Whether a subject is a service account of a namespace. */
function isIn(subject: Reader, namespace: Place | undefined): Certainty {
  const kind = subject.get("kind");
  if (kind.known && kind.value !== "ServiceAccount") return false;
  const said = subject.get("namespace");
  if (!kind.known || !said.known || namespace === undefined) return undefined;
  return typeof said.value === "string" && isSame(said.value, namespace);
}

export const saDedicated: StackRule = {
  id: "sa-dedicated",
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-043", "MC-239"],
  refs: {
    checkov: ["CKV_K8S_41"],
    "eks-cis": ["4.1.5"],
    "kube-linter": ["default-service-account", "non-existent-service-account"],
  },
  rationale: "Rights that are given to default are given to every pod that asks for no account.",
  fix: "Declare a ServiceAccount for the workload and name it in serviceAccountName.",
  checkStack: (graph) => {
    const accounts = itemsOf(graph, isAccount);
    return workloadsOf(graph).flatMap((workload): StackFinding[] => {
      const { node, template, patch } = workload;
      const path = usesOldName(template) ? oldAccountName : accountName;
      const wrong = (message: string) => [{ urn: node.urn, path: template.at(path), message }];
      const said = textAt(template, path);
      if (said === "default") return wrong("the pods run as the namespace's default account");
      const exists = anyOf(accounts.map((account) => runsAs(workload, account)));
      if (exists === true) return [];
      const name = template.get(path);
      if (!name.known) return [];
      if (isUnset(name.value) || name.value === "") {
        return patch ? [] : wrong("the pods run as the namespace's default account");
      }
      return exists === false ? wrong("the stack declares no such service account in the namespace") : [];
    });
  },
};
