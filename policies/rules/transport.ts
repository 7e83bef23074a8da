import type { Rule } from "../rule.ts";
import { s3DenyHttp } from "./transport/buckets.ts";
import { certNoWildcard, certValid } from "./transport/certificates.ts";
import { rdsForceSsl, rdsProxyTls } from "./transport/databases.ts";
import { cfOriginHttps, cfTlsMin, cfViewerHttps } from "./transport/distributions.ts";
import { ingressTls } from "./transport/ingresses.ts";
import { lbHttpRedirectsHttps, lbListenerEncrypted, lbTlsPolicy, targetGroupEncrypted } from "./transport/listeners.ts";
import { mskTls, redisTls, sesTlsRequire } from "./transport/services.ts";
import { noCleartextUrl } from "./transport/urls.ts";

export const transportRules: readonly Rule[] = [
  lbListenerEncrypted,
  lbHttpRedirectsHttps,
  lbTlsPolicy,
  targetGroupEncrypted,
  cfViewerHttps,
  cfTlsMin,
  cfOriginHttps,
  certValid,
  certNoWildcard,
  rdsForceSsl,
  rdsProxyTls,
  redisTls,
  mskTls,
  s3DenyHttp,
  sesTlsRequire,
  ingressTls,
  noCleartextUrl,
];

/** Rules that make no sense for this platform, each with the reason. */
export const transportLeftOut: Readonly<Record<string, string>> = {};
