import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { PrivateCa } from "../../components/foundation/private-ca.ts";
import { ServiceCertificate } from "../../components/release/service-certificate.ts";
import { contentHash } from "../../components/release/naming.ts";
import { secretPaths } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const certificate = (mode: "preview" | "update" = "update", system = "mycrypto") =>
  deploy(
    () => {
      const ca = new PrivateCa(`${system}-ca`, { environment: "prod", system });
      const args = { service: "auth-service", namespace: "mycrypto-green", ca };
      return { secretName: new ServiceCertificate("mycrypto-green-auth-service", args).secretName };
    },
    { mode },
  );

const secretType = "kubernetes:core/v1:Secret";
const signedType = "tls:index/locallySignedCert:LocallySignedCert";

it("is a key of its own, a request, a signed certificate and the Secret of them", async () => {
  const { resources, one, all } = await certificate();
  expect(counts(resources)).toEqual({
    "kubernetes:core/v1:Secret": 1,
    "tls:index/certRequest:CertRequest": 1,
    "tls:index/locallySignedCert:LocallySignedCert": 1,
    "tls:index/privateKey:PrivateKey": 2,
    "tls:index/selfSignedCert:SelfSignedCert": 1,
    "trading:foundation:PrivateCa": 1,
    "trading:release:ServiceCertificate": 1,
  });
  const parent = one("trading:release:ServiceCertificate").urn;
  expect(all("tls:index/privateKey:PrivateKey").filter((key) => key.parent === parent)).toHaveLength(1);
  expect(one("tls:index/certRequest:CertRequest").props).toMatchObject({
    subject: { commonName: "auth-service", organization: "trading-platform" },
    dnsNames: [
      "auth-service",
      "auth-service.mycrypto-green",
      "auth-service.mycrypto-green.svc",
      "auth-service.mycrypto-green.svc.cluster.local",
    ],
  });
  expect(one(signedType).props).toMatchObject({
    allowedUses: ["digital_signature", "server_auth"],
    setSubjectKeyId: true,
    validityPeriodHours: 8760,
    earlyRenewalHours: 2190,
  });
});

it("proves by the system's authority, and no other's, that it is the service", async () => {
  const { one } = await certificate();
  const held = one(secretType).props["stringData"] as Record<string, string>;
  expect(Object.keys(held).sort()).toEqual(["ca.crt", "tls.crt", "tls.key"]);
  const leaf = new X509Certificate(held["tls.crt"] ?? "");
  const authority = new X509Certificate(held["ca.crt"] ?? "");
  expect(leaf.verify(authority.publicKey)).toBe(true);
  expect(leaf.checkIssued(authority)).toBe(true);
  expect(leaf.checkPrivateKey(createPrivateKey(held["tls.key"] ?? ""))).toBe(true);
  expect(leaf.checkHost("auth-service.mycrypto-green.svc.cluster.local")).toBeDefined();
  expect(leaf.checkHost("auth-service.mycrypto-blue.svc.cluster.local")).toBeUndefined();
  expect(leaf.ca).toBe(false);
  expect(new Date(leaf.validTo) < new Date(authority.validTo)).toBe(true);
  const other = (await certificate("update", "mytrader")).one(secretType).props["stringData"] as Record<string, string>;
  expect(leaf.verify(new X509Certificate(other["ca.crt"] ?? "").publicKey)).toBe(false);
});

it("names its Secret after the certificate, so that a renewed one is another", async () => {
  const { one, outputs } = await certificate();
  const { metadata, type, immutable, stringData } = one(secretType).props as {
    metadata: { name: string; namespace: string };
    type: string;
    immutable: boolean;
    stringData: Record<string, string>;
  };
  const { serialNumber } = new X509Certificate(stringData["tls.crt"] ?? "");
  expect(metadata).toEqual({
    name: `auth-service-certificate-${contentHash(String(BigInt(`0x${serialNumber}`)))}`,
    namespace: "mycrypto-green",
  });
  expect({ type, immutable, name: outputs["secretName"] }).toEqual({
    type: "kubernetes.io/tls",
    immutable: true,
    name: metadata.name,
  });
});

it.each(["preview", "update"] as const)("shows no key: %s", async (mode) => {
  const { one, all } = await certificate(mode);
  for (const key of all("tls:index/certRequest:CertRequest"))
    expect(secretPaths(key.inputs)).toEqual(["privateKeyPem"]);
  expect(secretPaths(one(signedType).inputs)).toEqual(["caPrivateKeyPem"]);
  expect(secretPaths(one(secretType).inputs)).toEqual(["stringData"]);
});
