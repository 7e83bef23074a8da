import { atLeast, demand, is, isSet } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { carriesPods, containers } from "../pods.ts";
import { isUnset, ofEachPod, onLinux, type Pod, setBy, unsetOr } from "./pod.ts";

const context = "securityContext";

// Lists of k8s.io/pod-security-admission 0.37.

const profiles = ["RuntimeDefault", "Localhost"];

const seLinuxTypes = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

const sysctls = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_notsent_lowat",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_slow_start_after_idle",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
];

export const pssMisc: ResourceRule = {
  id: "pss-misc",
  types: carriesPods,
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: {
    pss: ["appArmorProfile", "seLinuxOptions", "procMount", "procMount_restricted", "sysctls"],
    "kube-linter": ["unsafe-proc-mount", "unsafe-sysctls"],
  },
  rationale: "The kernel's other fences around a container stay as they are, or a hole in one is a way out.",
  fix: "Leave AppArmor, SELinux, procMount and sysctls at their defaults, or within the Pod Security Standards' lists.",
  check: ofEachPod(({ template }) => [
    ...template
      .entries("metadata.annotations")
      .filter(([key]) => key.startsWith("container.apparmor.security.beta.kubernetes.io/"))
      .flatMap(([, profile]) => demand(profile, "", isAppArmorAnnotation, "takes the AppArmor profile away")),
    ...fences(template.block("spec")),
    ...template
      .items(`spec.${context}.sysctls`)
      .flatMap((sysctl) => demand(sysctl, "name", is(...sysctls), "is no setting of the kernel that a pod may change")),
    ...containers(template).flatMap((container) => [
      ...fences(container),
      ...demand(container, `${context}.procMount`, unsetOr(is("Default")), "unmasks parts of /proc"),
    ]),
  ]),
};

function isAppArmorAnnotation(profile: unknown): boolean {
  return !isSet(profile) || (typeof profile === "string" && /^(runtime\/default$|localhost\/)/.test(profile));
}

/** What a pod and a container alike may say. */
function fences(of: Reader): Finding[] {
  const seLinux = `${context}.seLinuxOptions`;
  return [
    ...demand(of, `${context}.appArmorProfile.type`, unsetOr(is(...profiles)), "takes the AppArmor profile away"),
    ...demand(of, `${seLinux}.type`, unsetOr(is("", ...seLinuxTypes)), "is no SELinux type that it may have"),
    ...["user", "role"].flatMap((key) =>
      demand(of, `${seLinux}.${key}`, (value) => !isSet(value), `sets its own SELinux ${key}`),
    ),
  ];
}

export const readonlyRootfs: ResourceRule = {
  id: "readonly-rootfs",
  types: carriesPods,
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-239"],
  refs: { checkov: ["CKV_K8S_22"], "kube-linter": ["no-read-only-root-fs"] },
  rationale: "Who breaks into a container finds nowhere to leave a program that its image does not have.",
  fix: "Set readOnlyRootFilesystem to true and mount an emptyDir where files are written, such as /tmp.",
  check: ofEachPod(
    onLinux((pod) =>
      containers(pod.template).flatMap((container) =>
        demand(
          container,
          `${context}.readOnlyRootFilesystem`,
          setBy(pod, is(true)),
          "its root file system can be written",
        ),
      ),
    ),
  ),
};

/** Below are the users of most nodes and images (CKV_K8S_40). */
const leastUid = 10_000;

export const highUid: ResourceRule = {
  id: "high-uid",
  types: carriesPods,
  severity: "low",
  level: "advisory",
  requirements: [],
  refs: { checkov: ["CKV_K8S_40"] },
  rationale: "A user that no node has owns nothing there, should a container's process get out.",
  fix: "Set runAsUser to 10000 or more, and runAsGroup, for the pod or every container.",
  check: ofEachPod(
    onLinux((pod) => [
      ...inEffect(pod, "runAsUser", atLeast(leastUid), "runs as a user whose number may be one of the node's"),
      ...inEffect(pod, "runAsGroup", isSet, "runs in the group of its image, which may be root's"),
    ]),
  ),
};

/** What a container says counts before what its pod says. */
function inEffect(
  { template, patch }: Pod,
  key: string,
  holds: (value: unknown) => boolean,
  message: string,
): Finding[] {
  const path = `${context}.${key}`;
  return containers(template).flatMap((container) => {
    const own = container.get(path);
    const value = own.known && isUnset(own.value) ? template.get(`spec.${path}`) : own;
    if (!value.known || holds(value.value) || (patch && isUnset(value.value))) return [];
    return [{ path: container.at(path), message }];
  });
}
