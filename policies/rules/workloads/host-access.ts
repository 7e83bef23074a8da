import { demand, is, isSet } from "../../demand.ts";
import type { ResourceRule } from "../../rule.ts";
import { carriesPods, containers } from "../pods.ts";
import { isUnset, ofEachPod, unsetOr } from "./pod.ts";

// What keeps a pod apart from its node. Read like k8s.io/pod-security-admission 0.37; a cluster whose namespaces are pinned
// to an older version of the standards may refuse a little more.

const isOff = unsetOr(is(false));

export const pssHostNamespaces: ResourceRule = {
  id: "pss-host-namespaces",
  types: carriesPods,
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: {
    pss: ["hostNamespaces"],
    checkov: ["CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19"],
    "eks-cis": ["4.2.2", "4.2.3", "4.2.4"],
    "kube-linter": ["host-network", "host-pid", "host-ipc"],
  },
  rationale: "A pod in its node's namespaces sees the processes and the traffic of every other pod there.",
  fix: "Leave hostNetwork, hostPID and hostIPC out, or set them to false.",
  check: ofEachPod(({ template }) =>
    ["hostNetwork", "hostPID", "hostIPC"].flatMap((key) =>
      demand(template, `spec.${key}`, isOff, "the pod shares a namespace of its node"),
    ),
  ),
};

export const pssPrivileged: ResourceRule = {
  id: "pss-privileged",
  types: carriesPods,
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: {
    pss: ["privileged", "windowsHostProcess"],
    checkov: ["CKV_K8S_16"],
    "eks-cis": ["4.2.1"],
    "kube-linter": ["privileged-container"],
  },
  rationale: "A privileged container is root on its node, and so is whoever takes it over.",
  fix: "Leave privileged and windowsOptions.hostProcess out, or set them to false.",
  check: ofEachPod(({ template }) => {
    const hostProcess = "securityContext.windowsOptions.hostProcess";
    const message = "it runs as a process of the node";
    return [
      ...demand(template, `spec.${hostProcess}`, isOff, message),
      ...containers(template).flatMap((container) => [
        ...demand(container, "securityContext.privileged", isOff, "the container is privileged"),
        ...demand(container, hostProcess, isOff, message),
      ]),
    ];
  }),
};

const restrictedVolumes: ReadonlySet<string> = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

export const pssVolumes: ResourceRule = {
  id: "pss-volumes",
  types: carriesPods,
  severity: "high",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: {
    pss: ["restrictedVolumes", "hostPathVolumes"],
    checkov: ["CKV_K8S_27"],
    "kube-linter": ["docker-sock", "sensitive-host-mounts"],
  },
  rationale: "A volume from the node, such as its container runtime's socket, is a way out of the pod.",
  fix: "Use a volume of another kind, such as emptyDir, persistentVolumeClaim, configMap, secret or projected.",
  check: ofEachPod(({ template }) =>
    // A volume that names no source is an emptyDir.
    template.items("spec.volumes").flatMap((volume) =>
      volume
        .entries("")
        .filter(([source]) => source !== "name" && !restrictedVolumes.has(source))
        .flatMap(([, source]) => {
          const message = "is no volume that a restricted pod may have";
          // What is in it may be unknown, that it is there is not.
          if (source.entries("").length > 0) return [{ path: source.path, message }];
          return demand(source, "", isUnset, message);
        }),
    ),
  ),
};

export const pssHostPorts: ResourceRule = {
  id: "pss-host-ports",
  types: carriesPods,
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: { pss: ["hostPorts"], checkov: ["CKV_K8S_26"] },
  rationale: "A port of the node goes past Services and NetworkPolicies, and two such pods never share a node.",
  fix: "Leave hostPort out and put a Service in front of the pods.",
  check: ofEachPod(({ template }) =>
    containers(template)
      .flatMap((container) => container.items("ports"))
      .flatMap((port) => demand(port, "hostPort", unsetOr(is(0)), "opens a port of the node")),
  ),
};

const askers = ["startupProbe", "readinessProbe", "livenessProbe", "lifecycle.postStart", "lifecycle.preStop"];

export const pssProbeHost: ResourceRule = {
  id: "pss-probe-host",
  types: carriesPods,
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: { pss: ["hostProbesAndHostLifecycle"] },
  rationale: "The kubelet asks whatever host a probe or hook names, from the node's own network.",
  fix: "Leave host out, so that the pod itself is asked.",
  check: ofEachPod(({ template }) =>
    containers(template).flatMap((container) =>
      askers
        .flatMap((asker) => [`${asker}.httpGet.host`, `${asker}.tcpSocket.host`])
        .flatMap((path) => demand(container, path, (host) => !isSet(host), "the kubelet is sent to another host")),
    ),
  ),
};
