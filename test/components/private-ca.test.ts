import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { PrivateCa, validity } from "../../components/foundation/private-ca.ts";
import { isSecret, plain, secretPaths } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const ca = (mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const { certPem, privateKeyPem } = new PrivateCa("mycrypto-ca", { environment: "prod", system: "mycrypto" });
      return { certPem, privateKeyPem };
    },
    { mode },
  );

it("is a key and a certificate that it signed itself", async () => {
  const { resources, one, outputs } = await ca();
  expect(counts(resources)).toEqual({
    "tls:index/privateKey:PrivateKey": 1,
    "tls:index/selfSignedCert:SelfSignedCert": 1,
    "trading:foundation:PrivateCa": 1,
  });
  expect(one("tls:index/privateKey:PrivateKey").props).toEqual({ algorithm: "ECDSA", ecdsaCurve: "P384" });
  const { privateKeyPem, ...rest } = one("tls:index/selfSignedCert:SelfSignedCert").props;
  expect(privateKeyPem).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
  expect(rest).toEqual({
    subject: { commonName: "mycrypto prod inside", organization: "trading-platform" },
    isCaCertificate: true,
    maxPathLength: 0,
    allowedUses: ["cert_signing", "crl_signing"],
    setSubjectKeyId: true,
    validityPeriodHours: 87_600,
    earlyRenewalHours: 17_520,
  });
  const certificate = new X509Certificate(plain(outputs["certPem"] ?? null) as string);
  expect(certificate.ca).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
});

it.each(["preview", "update"] as const)("keeps its key secret: %s", async (mode) => {
  const { one, outputs } = await ca(mode);
  expect(isSecret(outputs["privateKeyPem"] ?? null)).toBe(true);
  expect(secretPaths(one("tls:index/selfSignedCert:SelfSignedCert").inputs)).toEqual(["privateKeyPem"]);
});

it("outlives all that it signs, and is renewed before it would not", () => {
  const { authority, certificate } = validity;
  expect(authority.earlyRenewalHours).toBeGreaterThan(certificate.validityPeriodHours);
  for (const { validityPeriodHours, earlyRenewalHours } of [authority, certificate])
    expect(earlyRenewalHours).toBeLessThan(validityPeriodHours);
  // A quarter of a year in which any update renews.
  expect(certificate.earlyRenewalHours).toBe(90 * 24 + 30);
});
