import type { Finding, Rule } from "../rule.ts";

const everywhere: ReadonlySet<unknown> = new Set(["0.0.0.0/0", "::/0"]);

export const eksEndpointPrivate: Rule = {
  id: "eks-endpoint-private",
  types: ["aws:eks/cluster:Cluster"],
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: { checkov: ["CKV_AWS_38", "CKV_AWS_39"], fsbp: ["EKS.1"] },
  rationale: "Who reaches the cluster's API server can try its credentials, so the internet at large does not.",
  fix: "Enable the private endpoint, and disable the public one or name the ranges that may reach it.",
  check: (cluster) => {
    const findings: Finding[] = [];
    const inside = cluster.get("vpcConfig.endpointPrivateAccess");
    if (inside.known && inside.value !== true) {
      findings.push({ path: "vpcConfig.endpointPrivateAccess", message: "nodes would leave the network to reach it" });
    }
    // Left out, the endpoint is public and open to everywhere.
    const open = cluster.get("vpcConfig.endpointPublicAccess");
    if (!open.known || open.value === false) return findings;
    const path = "vpcConfig.publicAccessCidrs";
    const listed = cluster.get(path);
    if (listed.known && (!Array.isArray(listed.value) || listed.value.length === 0)) {
      findings.push({ path, message: "without ranges the public endpoint is open to everywhere" });
    }
    for (const range of cluster.items(path)) {
      const value = range.get("");
      if (value.known && everywhere.has(value.value)) {
        findings.push({ path: range.path, message: "the public endpoint is open to everywhere" });
      }
    }
    return findings;
  },
};
