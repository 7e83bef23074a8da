import { demand, isSet } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { ingresses, isIngress } from "../transport/ingresses.ts";

export const ingressNoSnippets: ResourceRule = {
  id: "ingress-no-snippets",
  types: isIngress,
  severity: "high",
  level: "mandatory",
  requirements: [],
  refs: { checkov: ["CKV_K8S_152", "CKV_K8S_153", "CKV_K8S_154"] },
  rationale:
    "A snippet is configuration of the shared controller: who may write one reads every certificate and secret of it.",
  fix: "Remove the snippet annotations, and name a host in every rule.",
  check: (inputs, { type }) =>
    ingresses(type, inputs).flatMap((ingress) => [
      ...ingress
        .entries("metadata.annotations")
        .filter(([name]) => snippet.test(name))
        .map(([, value]) => ({ path: value.path, message: "configuration of the controller itself" })),
      ...hostFaults(ingress, type.endsWith("Patch")),
    ]),
};

/** Of the community's controller, and of F5's. */
const snippet = /^(nginx\.ingress\.kubernetes\.io\/.*-snippet|nginx\.(org|com)\/.*-snippets)$/;

function hostFaults(ingress: Reader, isPatch: boolean): Finding[] {
  const rules = ingress.items("spec.rules");
  const message = "answers for every host";
  if (rules.length > 0) return rules.flatMap((rule) => demand(rule, "host", isSet, message));
  return isPatch ? [] : demand(ingress, "spec.rules", () => false, message);
}
