import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { demand, is, known, text } from "../../demand.ts";
import { affirms, allowing, conditions, covers, openToAll, principals } from "./documents.ts";
import { each } from "./values.ts";

export const iamTrustScoped: ResourceRule = {
  id: "iam-trust-scoped",
  types: ["aws:iam/role:Role"],
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-043", "MC-239"],
  refs: { checkov: ["CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_393"] },
  rationale: "Whoever may assume a role has all of its rights, so the trust names who that is, down to the workload.",
  fix: "Name the principals, and bind accounts, pods and identity providers by conditions on source, subject and audience.",
  check: (role) => allowing(role, "assumeRolePolicy").flatMap(faultsOf),
};

const account = /^(\d{12}|arn:[^:]*:iam::\d{12}:root)$/;
/** Hands a role on to pods. Other services use it themselves, and who may hand it to them is decided by iam:PassRole. */
const podIdentity = "pods.eks.amazonaws.com";
/** Its identity pools are told apart by the audience; subjects are its own users. */
const cognito = "cognito-identity.amazonaws.com";

function faultsOf(statement: Reader): Finding[] {
  return [
    ...demand(statement, "NotPrincipal", is(undefined), "everyone but a few is trusted"),
    ...principals(statement).flatMap(([kind, principal]) => {
      const who = text(principal, "");
      if (who?.includes("*") === true) return openToAll(statement) === true ? at(principal, "everyone is trusted") : [];
      if (kind === "AWS") return who !== undefined && account.test(who) ? accountFaults(statement, principal) : [];
      if (kind === "Service") return who === podIdentity ? podFaults(statement, principal) : [];
      return tokenFaults(statement, who);
    }),
  ];
}

function accountFaults(statement: Reader, principal: Reader): Finding[] {
  const { listed, all } = conditions(statement);
  return listed.length === 0 && all ? at(principal, "all of an account is trusted, on no condition") : [];
}

function podFaults(statement: Reader, principal: Reader): Finding[] {
  const { listed, all } = conditions(statement);
  const bound = listed.some(
    ({ operator, key }) => affirms(operator) && /^aws:(Source(Arn|Account|OrgID|OrgPaths)$|RequestTag\/)/i.test(key),
  );
  return !bound && all ? at(principal, "pods of any cluster are trusted: no condition on account, cluster or pod") : [];
}

/** An identity provider signs tokens for many: who of them, and that the token is meant for AWS, is for us to say. */
function tokenFaults(statement: Reader, provider: string | undefined): Finding[] {
  const byToken = each(statement, "Action").some((action) =>
    known(action, "", (name) => typeof name === "string" && covers(name, "sts:AssumeRoleWithWebIdentity")),
  );
  if (!byToken) return [];
  const subject = provider === undefined || provider === cognito ? [] : pinFaults(statement, "sub", "subject");
  return [...subject, ...pinFaults(statement, "aud", "audience")];
}

function pinFaults(statement: Reader, claim: string, meaning: string): Finding[] {
  const { listed, all } = conditions(statement);
  const pins = listed.filter(({ operator, key }) => affirms(operator) && key.toLowerCase().endsWith(`:${claim}`));
  if (pins.length === 0) {
    return all ? [{ path: statement.at("Condition"), message: `no condition on the token's ${meaning}` }] : [];
  }
  // Of two conditions both must hold, so one that names somebody is enough.
  const faults = pins.map(({ values }) =>
    values.flatMap((value) => demand(value, "", isOne, `the token's ${meaning} may be one of many`)),
  );
  return faults.some((found) => found.length === 0) ? [] : faults.flat();
}

/** Names one workload; a repository may leave its branch open. */
function isOne(claim: unknown): boolean {
  return typeof claim === "string" && (!/[*?]/.test(claim) || /^repo:[^/*?]+\/[^:*?]+:/.test(claim));
}

function at({ path }: Reader, message: string): Finding[] {
  return [{ path, message }];
}
