import { AuthorizationV1Api, type KubeConfig, V1SelfSubjectRulesReview } from "@kubernetes/client-node";
import { type V1ResourceRule, V1SubjectAccessReview } from "@kubernetes/client-node";

/** A ServiceAccount. */
export interface Account {
  namespace: string;
  name: string;
}

/** Something one may do to leases; without a name, to any. */
export interface LeaseAccess {
  verb: string;
  namespace: string;
  name?: string;
}

/** Whether RBAC allows it, asked by an administrator. */
export async function mayTouchLease(config: KubeConfig, account: Account, access: LeaseAccess): Promise<boolean> {
  const spec = {
    user: `system:serviceaccount:${account.namespace}:${account.name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${account.namespace}`, "system:authenticated"],
    resourceAttributes: { group: "coordination.k8s.io", resource: "leases", ...access },
  };
  const body = Object.assign(new V1SubjectAccessReview(), { spec });
  const { status } = await config.makeApiClient(AuthorizationV1Api).createSubjectAccessReview({ body });
  return status?.allowed ?? false;
}

/** All that the bearer may do to objects in a namespace, but for asking about itself, which everyone may. */
export async function ownRules(bearer: KubeConfig, namespace: string): Promise<V1ResourceRule[]> {
  const body = Object.assign(new V1SelfSubjectRulesReview(), { spec: { namespace } });
  const { status } = await bearer.makeApiClient(AuthorizationV1Api).createSelfSubjectRulesReview({ body });
  if (status?.incomplete !== false) throw new Error(`no complete list of rules: ${status?.evaluationError ?? ""}`);
  return status.resourceRules.filter(({ resources = [] }) => !resources.every((one) => one.startsWith("selfsubject")));
}
