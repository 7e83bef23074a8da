import type { Rule } from "../rule.ts";
import { saDedicated, saTokenOff } from "./workloads/accounts.ts";
import { pdbPresent, pdbSane } from "./workloads/disruption.ts";
import { helmReleaseOpaque } from "./workloads/helm.ts";
import { pssHostNamespaces, pssHostPorts, pssPrivileged, pssProbeHost, pssVolumes } from "./workloads/host-access.ts";
import { imageNotMutable, imagePullAlways, imageRegistryAllowed } from "./workloads/images.ts";
import { noDefaultNamespace, nsPsaLabels, quotaLimitrange } from "./workloads/namespaces.ts";
import { netpolCovers, netpolDefaultDeny } from "./workloads/network-policies.ts";
import { pssCapabilities, pssNonRoot, pssNoPrivEscalation, pssSeccomp } from "./workloads/privileges.ts";
import { probePathKnown, probesSet, readyWithin300s } from "./workloads/probes.ts";
import { rbacLeast } from "./workloads/rbac.ts";
import { replicasPerService, rolloutStrategy, spreadAcrossZones } from "./workloads/replicas.ts";
import { resourcesSet } from "./workloads/resources.ts";
import { highUid, pssMisc, readonlyRootfs } from "./workloads/sandbox.ts";
import { serviceNotExposed, serviceSelects } from "./workloads/services.ts";
import { gracefulShutdown } from "./workloads/shutdown.ts";

export const workloadsRules: readonly Rule[] = [
  pssHostNamespaces,
  pssPrivileged,
  pssCapabilities,
  pssNoPrivEscalation,
  pssNonRoot,
  pssSeccomp,
  pssVolumes,
  pssHostPorts,
  pssProbeHost,
  pssMisc,
  nsPsaLabels,
  readonlyRootfs,
  highUid,
  saTokenOff,
  saDedicated,
  noDefaultNamespace,
  resourcesSet,
  probesSet,
  probePathKnown,
  readyWithin300s,
  gracefulShutdown,
  imageNotMutable,
  imageRegistryAllowed,
  imagePullAlways,
  replicasPerService,
  pdbPresent,
  pdbSane,
  spreadAcrossZones,
  rolloutStrategy,
  netpolDefaultDeny,
  netpolCovers,
  serviceNotExposed,
  serviceSelects,
  rbacLeast,
  quotaLimitrange,
  helmReleaseOpaque,
];

/** Rules that make no sense for this platform, each with the reason. */
export const workloadsLeftOut: Readonly<Record<string, string>> = {};
