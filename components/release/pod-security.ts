import type { types } from "@pulumi/kubernetes";

// What Pod Security `restricted` demands, and a root file system that nobody writes but for /tmp.

export const podSecurity: types.input.core.v1.PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: 10_001,
  runAsGroup: 10_001,
  fsGroup: 10_001,
  seccompProfile: { type: "RuntimeDefault" },
};

export const containerSecurity: types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

export const scratchVolume = { name: "tmp", emptyDir: { sizeLimit: "128Mi" } };
export const scratchMount = { name: scratchVolume.name, mountPath: "/tmp" };
