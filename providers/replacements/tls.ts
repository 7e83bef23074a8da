import type { Replacements } from "./replacement.ts";

const provider = "hashicorp/terraform-provider-tls internal/provider";

/**
 * `privateKeyPemWo` and `caPrivateKeyPemWo` are never stored, so they never differ: their version is what replaces.
 * `earlyRenewalHours` changes in place; but once a certificate's end is nearer than that, any preview replaces it
 * although no input changed.
 */
export const tls: Replacements = {
  "tls:index/certRequest:CertRequest": {
    source: `${provider}/resource_cert_request.go 0ea34fd`,
    paths: ["dnsNames", "ipAddresses", "privateKeyPem", "privateKeyPemWoVersion", "subject", "uris"],
  },
  "tls:index/locallySignedCert:LocallySignedCert": {
    source:
      `${provider}/resource_locally_signed_cert.go stored file 18524091120; ` +
      "caPrivateKeyPemWoVersion: doc comment in @pulumi/tls 5.6.1 locallySignedCert.d.ts",
    paths: [
      "allowedUses",
      "caCertPem",
      "caPrivateKeyPem",
      "caPrivateKeyPemWoVersion",
      "certRequestPem",
      "isCaCertificate",
      "setSubjectKeyId",
      "validityPeriodHours",
    ],
    unread: ["maxPathLength"],
  },
  "tls:index/privateKey:PrivateKey": {
    source: `${provider}/resource_private_key.go 0fc9243`,
    paths: ["algorithm", "ecdsaCurve", "rsaBits"],
  },
  "tls:index/selfSignedCert:SelfSignedCert": {
    source:
      `${provider}/resource_self_signed_cert.go 0494451; ` +
      "privateKeyPemWoVersion: doc comment in @pulumi/tls 5.6.1 selfSignedCert.d.ts",
    paths: [
      "allowedUses",
      "dnsNames",
      "ipAddresses",
      "isCaCertificate",
      "privateKeyPem",
      "privateKeyPemWoVersion",
      "setAuthorityKeyId",
      "setSubjectKeyId",
      "subject",
      "uris",
      "validityPeriodHours",
    ],
    unread: ["maxPathLength"],
  },
};
