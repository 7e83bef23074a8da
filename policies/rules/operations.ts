import type { Rule } from "../rule.ts";
import { accountBaseline } from "./operations/account.ts";
import { alarmsActionable } from "./operations/alarms.ts";
import { eksAuthApi, eksEndpointPrivate, eksLogs, eksSecretsKms, eksVersionSupported } from "./operations/cluster.ts";
import { emailAuthenticated } from "./operations/email.ts";
import { logGroupCmk, logRetention } from "./operations/logs.ts";
import { eksNetpolEnabled } from "./operations/network-policy.ts";
import { eksNodesHardened } from "./operations/nodes.ts";
import { iamNoAdmin, iamNoEscalation, iamNoWildcard, iamUserNoPolicies } from "./operations/policies.ts";
import { dnsPointsToStack, dnsTtlMax, dnsWeightedComplete } from "./operations/records.ts";
import { alarmsCoverSlo } from "./operations/slo.ts";
import { iamTrustScoped } from "./operations/trust.ts";
import { dnsLogging, dnssec } from "./operations/zones.ts";

export const operationsRules: readonly Rule[] = [
  dnsTtlMax,
  dnsPointsToStack,
  dnsWeightedComplete,
  dnsLogging,
  dnssec,
  emailAuthenticated,
  logRetention,
  logGroupCmk,
  alarmsCoverSlo,
  alarmsActionable,
  accountBaseline,
  iamNoAdmin,
  iamNoWildcard,
  iamNoEscalation,
  iamTrustScoped,
  iamUserNoPolicies,
  eksEndpointPrivate,
  eksSecretsKms,
  eksLogs,
  eksVersionSupported,
  eksAuthApi,
  eksNodesHardened,
  eksNetpolEnabled,
];

/** Rules that make no sense for this platform, each with the reason. */
export const operationsLeftOut: Readonly<Record<string, string>> = {};
