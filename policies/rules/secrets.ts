import type { Rule } from "../rule.ts";
import { noIamAccessKey } from "./secrets/access-keys.ts";
import { dbAdminUsernameCustom, rdsManagedMasterPassword } from "./secrets/database-users.ts";
import { secretInputEncrypted } from "./secrets/inputs.ts";
import { jwtSecret256Bits } from "./secrets/jwt.ts";
import { kmsPolicyNoStar, kmsRotation } from "./secrets/keys.ts";
import { noSecretInUserData, noSecretLikeLiteral } from "./secrets/literals.ts";
import { noDefaultPassword, passwordStrength } from "./secrets/passwords.ts";
import { secretCmk, secretRotation90d, secretRotationEnabled } from "./secrets/rotation.ts";
import { noPlaintextSecretEnv, noSecretInConfigmap, secretMountedAsFile } from "./secrets/settings.ts";

export const secretsRules: readonly Rule[] = [
  secretInputEncrypted,
  noPlaintextSecretEnv,
  noSecretInConfigmap,
  noSecretLikeLiteral,
  noDefaultPassword,
  passwordStrength,
  jwtSecret256Bits,
  dbAdminUsernameCustom,
  rdsManagedMasterPassword,
  secretRotationEnabled,
  secretRotation90d,
  secretCmk,
  noIamAccessKey,
  noSecretInUserData,
  secretMountedAsFile,
  kmsRotation,
  kmsPolicyNoStar,
];

/** Rules that make no sense for this platform, each with the reason. */
export const secretsLeftOut: Readonly<Record<string, string>> = {};
