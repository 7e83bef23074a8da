import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { demand, is, isSet, known } from "../../demand.ts";

const cluster = "aws:eks/cluster:Cluster";

export const eksEndpointPrivate: ResourceRule = {
  id: "eks-endpoint-private",
  types: [cluster],
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: { checkov: ["CKV_AWS_38", "CKV_AWS_39"], fsbp: ["EKS.1"], "eks-cis": ["5.4.1", "5.4.2"] },
  rationale: "Who reaches the cluster's API server can try its credentials, so the internet at large does not.",
  fix: "Enable the private endpoint, and disable the public one or name the ranges that may reach it.",
  check: (inputs) => {
    const findings = demand(
      inputs,
      "vpcConfig.endpointPrivateAccess",
      is(true),
      "nodes would leave the network to reach it",
    );
    // Left out, the endpoint is public and open to everywhere.
    const open = inputs.get("vpcConfig.endpointPublicAccess");
    if (!open.known || open.value === false) return findings;
    const path = "vpcConfig.publicAccessCidrs";
    const listed = (ranges: unknown) => Array.isArray(ranges) && ranges.length > 0;
    return [
      ...findings,
      ...demand(inputs, path, listed, "without ranges the public endpoint is open to everywhere"),
      ...inputs
        .items(path)
        .flatMap((range) =>
          demand(range, "", (value) => !isEverywhere(value), "the public endpoint is open to everywhere"),
        ),
    ];
  },
};

/** A range of no fixed bits, however its address is written. */
function isEverywhere(range: unknown): boolean {
  return typeof range === "string" && /\/0+$/.test(range);
}

export const eksSecretsKms: ResourceRule = {
  id: "eks-secrets-kms",
  types: [cluster],
  severity: "high",
  level: "mandatory",
  requirements: ["MT-004", "MC-034"],
  refs: { checkov: ["CKV_AWS_58"], fsbp: ["EKS.3"], "eks-cis": ["5.3.1"] },
  rationale:
    "Kubernetes Secrets hold the services' passwords; with a key of ours their every decryption is ours to log and stop.",
  fix: 'Set encryptionConfig with resources ["secrets"] and the ARN of a KMS key.',
  check: (inputs) => {
    const path = "encryptionConfig";
    if (known(inputs, `${path}.resources`, is(undefined)))
      return [{ path, message: "secrets are under AWS's own key" }];
    const names = (resources: unknown) => Array.isArray(resources) && resources.includes("secrets");
    return [
      ...demand(inputs, `${path}.resources`, names, "secrets are not among what is encrypted"),
      ...demand(inputs, `${path}.provider.keyArn`, isSet, "no key is named"),
    ];
  },
};

const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export const eksLogs: ResourceRule = {
  id: "eks-logs",
  types: [cluster],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-116", "MC-198"],
  refs: { checkov: ["CKV_AWS_37"], fsbp: ["EKS.8"], "eks-cis": ["2.1.1"] },
  rationale:
    "Only the control plane's logs say who asked the cluster for what, and none is kept unless it is asked for.",
  fix: "Set enabledClusterLogTypes to api, audit, authenticator, controllerManager and scheduler.",
  check: (inputs) => {
    const path = "enabledClusterLogTypes";
    const kinds = inputs.items(path);
    const missing = logTypes.filter((type) => !kinds.some((kind) => known(kind, "", is(type))));
    const unknown = kinds.filter((kind) => !kind.get("").known).length;
    // Each unknown one may be one of those that are missing.
    const certain = missing.length > unknown && (kinds.length > 0 || inputs.get(path).known);
    return certain ? [{ path, message: `not logged: ${missing.join(", ")}` }] : [];
  },
};

/**
 * Oldest minor version of Kubernetes 1 in standard support, as of 2026-11-23; 34 leaves it on 2026-12-02. Source of
 * both: docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html.
 */
const oldestStandard = 34;
/** The same for extended support, which costs more; 31 leaves it on 2026-11-26, 32 on 2027-03-23. */
const oldestExtended = 32;

export const eksVersionSupported: ResourceRule = {
  id: "eks-version-supported",
  types: [cluster, "aws:eks/nodeGroup:NodeGroup"],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: { checkov: ["CKV_AWS_339"], fsbp: ["EKS.2"] },
  rationale:
    "Holes in a version that is out of support stay open, until AWS puts the next one in at a time of its own.",
  fix: "Raise version by one minor version at a time to one in standard support.",
  check: (inputs) => {
    // Left out, AWS takes its newest, and node groups that of their cluster.
    if (known(inputs, "version", is(undefined))) return [];
    const old = demand(inputs, "version", isAtLeast(oldestExtended), "AWS no longer supports the version");
    if (old.length > 0 || known(inputs, "version", isAtLeast(oldestStandard))) return old;
    // Extended support is the default; a cluster that does without is upgraded by AWS as soon as standard support ends.
    return known(inputs, "upgradePolicy.supportType", is("STANDARD"))
      ? demand(inputs, "version", () => false, "the version is past standard support and the cluster has no other")
      : [];
  },
};

function isAtLeast(oldest: number) {
  return (version: unknown): boolean => Number(/^1\.(\d+)$/.exec(String(version))?.[1]) >= oldest;
}

const adminPolicy = /:cluster-access-policy\/AmazonEKSClusterAdminPolicy$/;

export const eksAuthApi: ResourceRule = {
  id: "eks-auth-api",
  types: [cluster, "aws:eks/accessEntry:AccessEntry", "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"],
  severity: "high",
  level: "production",
  requirements: ["MC-043", "MC-239"],
  refs: { "eks-cis": ["4.1.7", "5.5.1"] },
  rationale:
    "Who may do what in the cluster is declared in one place, and nobody keeps all rights for having created it.",
  fix: "Use authenticationMode API without the creator's rights, and give cluster admin to a role that people assume.",
  check: (inputs, { type, environment }) => {
    if (type === cluster) return clusterFaults(inputs, environment === "prod");
    if (type === "aws:eks/accessEntry:AccessEntry") {
      return inputs
        .items("kubernetesGroups")
        .flatMap((group) => demand(group, "", (name) => name !== "system:masters", "past all of the cluster's checks"));
    }
    if (!known(inputs, "policyArn", (arn) => adminPolicy.test(String(arn)))) return [];
    if (!known(inputs, "accessScope.type", is("cluster"))) return [];
    // Somebody must run the cluster. A role is taken for an hour and its taking is logged; a user's key stays.
    return demand(inputs, "principalArn", isRole, "cluster admin is no role that is assumed for a time");
  },
};

function clusterFaults(inputs: Reader, production: boolean): Finding[] {
  const creator = "accessConfig.bootstrapClusterCreatorAdminPermissions";
  return [
    ...demand(inputs, "accessConfig.authenticationMode", is("API"), "the ConfigMap aws-auth decides as well"),
    ...(production ? demand(inputs, creator, is(false), "whoever creates the cluster stays its admin") : []),
  ];
}

function isRole(arn: unknown): boolean {
  return typeof arn === "string" && /^arn:[^:]*:iam::\d{12}:role\//.test(arn);
}
