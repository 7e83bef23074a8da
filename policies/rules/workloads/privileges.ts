import { demand, hasAll, is } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { carriesPods, containers } from "../pods.ts";
import { isUnset, ofEachPod, onLinux, type Pod, setBy, unsetOr } from "./pod.ts";

// What a container's processes may do. Read like k8s.io/pod-security-admission 0.37.

const context = "securityContext";

export const pssCapabilities: ResourceRule = {
  id: "pss-capabilities",
  types: carriesPods,
  severity: "high",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: {
    pss: ["capabilities_restricted"],
    checkov: ["CKV_K8S_25", "CKV_K8S_28", "CKV_K8S_37", "CKV_K8S_39"],
    "kube-linter": ["drop-net-raw-capability"],
  },
  rationale: "No service needs a part of root's power, but for binding a port below 1024.",
  fix: "Set capabilities.drop to [ALL] and add nothing but NET_BIND_SERVICE.",
  check: ofEachPod(
    onLinux((pod) =>
      containers(pod.template).flatMap((container) => [
        ...dropped(pod, container),
        ...container
          .items(`${context}.capabilities.add`)
          .flatMap((added) => demand(added, "", is("NET_BIND_SERVICE"), "adds a capability that it may not have")),
      ]),
    ),
  ),
};

function dropped(pod: Pod, container: Reader): Finding[] {
  const path = `${context}.capabilities.drop`;
  // Beside ALL it does not matter what else is in the list, or unknown.
  if (container.literals(path).some(({ value }) => value === "ALL")) return [];
  return demand(container, path, setBy(pod, hasAll("ALL")), "does not drop ALL");
}

export const pssNoPrivEscalation: ResourceRule = {
  id: "pss-no-priv-escalation",
  types: carriesPods,
  severity: "high",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: {
    pss: ["allowPrivilegeEscalation"],
    checkov: ["CKV_K8S_20"],
    "eks-cis": ["4.2.5"],
    "kube-linter": ["privilege-escalation-container"],
  },
  rationale: "A process must not gain more rights than the one that started it, as by a setuid file.",
  fix: "Set allowPrivilegeEscalation to false in every container.",
  check: ofEachPod(
    onLinux((pod) =>
      containers(pod.template).flatMap((container) =>
        demand(
          container,
          `${context}.allowPrivilegeEscalation`,
          setBy(pod, is(false)),
          "its processes may gain more rights",
        ),
      ),
    ),
  ),
};

export const pssNonRoot: ResourceRule = {
  id: "pss-non-root",
  types: carriesPods,
  severity: "high",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: {
    pss: ["runAsNonRoot", "runAsUser"],
    checkov: ["CKV_K8S_23"],
    "kube-linter": ["run-as-non-root"],
  },
  rationale: "Root in a container is root to the kernel that all containers of a node share.",
  fix: "Set runAsNonRoot to true for the pod or every container, and runAsUser to another user than 0.",
  check: ofEachPod((pod) => {
    const { template } = pod;
    const shared = template.get("spec.hostUsers");
    // Root of the pod's own user namespace is nobody to the node; accepted from version 1.35 of the standards on.
    if (!shared.known || shared.value === false) return [];
    const user = `${context}.runAsUser`;
    const isNotRoot = (value: unknown) => value !== 0;
    return [
      ...taken(pod, `${context}.runAsNonRoot`, is(true), "may run as root"),
      ...demand(template, `spec.${user}`, isNotRoot, "runs as root"),
      ...containers(template).flatMap((container) => demand(container, user, isNotRoot, "runs as root")),
    ];
  }),
};

export const pssSeccomp: ResourceRule = {
  id: "pss-seccomp",
  types: carriesPods,
  severity: "high",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: { pss: ["seccompProfile_restricted"], checkov: ["CKV_K8S_31"] },
  rationale: "Most holes of the kernel are in calls that no service makes, and a profile takes those away.",
  fix: "Set seccompProfile.type to RuntimeDefault for the pod, or to Localhost with a profile of your own.",
  check: ofEachPod(
    onLinux((pod) =>
      taken(pod, `${context}.seccompProfile.type`, is("RuntimeDefault", "Localhost"), "has no seccomp profile"),
    ),
  ),
};

/**
 * A setting that each container has itself or takes from its pod. The pod's must hold even where every container has its
 * own: so Pod Security reads it.
 */
function taken(pod: Pod, path: string, holds: (value: unknown) => boolean, message: string): Finding[] {
  const { template, patch } = pod;
  const common = template.get(`spec.${path}`);
  // What is wrong with the pod's is said once, there.
  const nothingToTake = common.known && isUnset(common.value) && !patch;
  const holdsOrTakes = nothingToTake ? holds : unsetOr(holds);
  return [
    ...demand(template, `spec.${path}`, unsetOr(holds), message),
    ...containers(template).flatMap((container) => demand(container, path, holdsOrTakes, message)),
  ];
}
