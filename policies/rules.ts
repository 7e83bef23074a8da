import type { Rule } from "./rule.ts";
import { eksEndpointPrivate } from "./rules/eks-endpoint-private.ts";
import { imageNotMutable } from "./rules/image-not-mutable.ts";
import { jwtSecret256Bits } from "./rules/jwt-secret-256-bits.ts";
import { kmsRotation } from "./rules/kms-rotation.ts";
import { lbListenerEncrypted } from "./rules/lb-listener-encrypted.ts";
import { sgPublicOnly44380 } from "./rules/sg-public-only-443-80.ts";
import { trafficWeights100 } from "./rules/traffic-weights-100.ts";

/** Every rule of the pack, by id. */
export const rules: readonly Rule[] = [
  eksEndpointPrivate,
  imageNotMutable,
  jwtSecret256Bits,
  kmsRotation,
  lbListenerEncrypted,
  sgPublicOnly44380,
  trafficWeights100,
];
