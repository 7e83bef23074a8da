import type { Rule } from "../rule.ts";
import { naclNoAdminPorts } from "./network/acls.ts";
import { sg80OnlyRedirect, sgDataTierByReference, sgSingleManagement } from "./network/group-links.ts";
import { sgDescribed, sgEgressLimited, sgNoAllTraffic, sgPublicOnly44380 } from "./network/security-groups.ts";
import { dataPrivateSubnets, subnetNoPublicIp } from "./network/subnets.ts";
import { defaultSgClosed, vpcFlowLogs } from "./network/vpcs.ts";

export const networkRules: readonly Rule[] = [
  sgPublicOnly44380,
  sg80OnlyRedirect,
  sgDataTierByReference,
  sgNoAllTraffic,
  sgEgressLimited,
  sgDescribed,
  sgSingleManagement,
  defaultSgClosed,
  vpcFlowLogs,
  subnetNoPublicIp,
  dataPrivateSubnets,
  naclNoAdminPorts,
];

/** Rules that make no sense for this platform, each with the reason. */
export const networkLeftOut: Readonly<Record<string, string>> = {};
