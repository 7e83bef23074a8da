import type { Rule } from "../rule.ts";
import { noDevEndpoints } from "./release/addresses.ts";
import { canaryAnalysis } from "./release/analysis.ts";
import { bluegreenPair } from "./release/blue-green.ts";
import { canaryPauses, canaryStepsMonotonic } from "./release/canary.ts";
import { frontendApiConsistent, wssOnly } from "./release/clients.ts";
import { edgeAuth } from "./release/edge-auth.ts";
import { bluegreenDbCompatible } from "./release/migrations.ts";
import { bluegreenParity } from "./release/parity.ts";
import { providerPinned } from "./release/providers.ts";
import { registrationGated } from "./release/registration.ts";
import { rollbackReady } from "./release/rollback.ts";
import { envProduction, inmemoryDbOff, logLevelProduction } from "./release/settings.ts";
import { stackGuard } from "./release/stack.ts";
import { requiredTags } from "./release/tags.ts";
import { greenTestRoute } from "./release/test-route.ts";
import { trafficWeights100 } from "./release/weights.ts";

export const releaseRules: readonly Rule[] = [
  inmemoryDbOff,
  envProduction,
  logLevelProduction,
  noDevEndpoints,
  wssOnly,
  registrationGated,
  frontendApiConsistent,
  bluegreenPair,
  bluegreenParity,
  bluegreenDbCompatible,
  trafficWeights100,
  canaryStepsMonotonic,
  canaryPauses,
  canaryAnalysis,
  rollbackReady,
  greenTestRoute,
  edgeAuth,
  requiredTags,
  providerPinned,
  stackGuard,
];

/** Rules that make no sense for this platform, each with the reason. */
export const releaseLeftOut: Readonly<Record<string, string>> = {};
