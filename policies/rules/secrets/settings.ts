import { isConfigMap, type Setting, workloadSettings } from "../workload-settings.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { carriesPods, containers, podTemplates } from "../pods.ts";
import { has } from "./places.ts";
import { assignsSecret, secretIn } from "./forms.ts";
import { canBeSecret, namesSecret } from "./names.ts";

export const noPlaintextSecretEnv: ResourceRule = {
  id: "no-plaintext-secret-env",
  types: carriesPods,
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-004", "MT-008", "MC-034"],
  refs: { "kube-linter": ["env-var-secret"] },
  rationale:
    "Secrets reach containers by reference, because everyone who can look at a pod can read its literal values.",
  fix: "Put the value into a Secret and refer to it with valueFrom.secretKeyRef.",
  exceptions: "none",
  check: (workload, { type }) => workloadSettings(type, workload).flatMap(openSecret),
};

export const noSecretInConfigmap: ResourceRule = {
  id: "no-secret-in-configmap",
  types: isConfigMap,
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-004", "MT-008", "MC-034"],
  refs: {},
  rationale: "ConfigMaps hold no secrets: they are not encrypted with the cluster's key, and many may read them.",
  fix: "Put the value into a Secret, and keep only what is no secret in the ConfigMap.",
  exceptions: "none",
  check: (map, { type }) => workloadSettings(type, map).flatMap(openSecret),
};

/** What comes from elsewhere has no value here. */
function openSecret({ words, path, value }: Setting): Finding[] {
  const text = value();
  if (text === undefined) return [];
  const form = secretIn(text, () => words);
  if (form !== undefined) return [{ path, message: `holds ${form}` }];
  if (namesSecret(words) && canBeSecret(text, words))
    return [{ path, message: "is a secret, by its name, in plain text" }];
  return assignsSecret(text) ? [{ path, message: "sets a secret, by its name, in plain text" }] : [];
}

export const secretMountedAsFile: ResourceRule = {
  id: "secret-mounted-as-file",
  types: carriesPods,
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: { checkov: ["CKV_K8S_35"], "eks-cis": ["4.4.1"] },
  rationale:
    "A file is read when it is needed, while a variable is copied into child processes, dumps and error reports.",
  fix: "Mount the Secret as a volume and have the program read the file.",
  check: (workload, { type }) => {
    const all = podTemplates(type, workload).flatMap((template) => containers(template));
    const whole = all.flatMap((container) => container.items("envFrom").filter((source) => has(source, "secretRef")));
    return [
      ...workloadSettings(type, workload).filter(({ from }) => from === "secret"),
      ...whole.map((source) => ({ path: source.at("secretRef") })),
    ].map(({ path }) => ({ path, message: "hands a secret over as a variable" }));
  },
};
