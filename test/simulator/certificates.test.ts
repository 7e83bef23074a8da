import { createHash, createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Properties } from "../../simulator/wire.ts";
import byGo from "./certificates-by-go.json" with { type: "json" };
import { answer, authority, key, keyOfBytes, leaf, text } from "./tls-resources.ts";

/** What stands between the lines of a PEM text. */
const der = (pem: string) => pem.replace(/-----[A-Z ]+-----|\n/g, "");

describe("as Go's crypto/x509 (1.26.8) writes it, which the provider uses, byte by byte", () => {
  // Ed25519 signs the same each time, so whole certificates compare; before and after 2050 times look different.
  const now = new Date("2049-12-31T23:00:00.999Z");
  const subject = {
    commonName: "Ü & co",
    organization: "ACME, Inc",
    organizationalUnit: "R+D",
    streetAddresses: ["A street 22", "Zoo 1"],
    locality: "Vienna",
    province: "W",
    country: "AT",
    postalCode: "1010",
    serialNumber: "77",
    emailAddress: "a@b.example",
  };
  const allowedUses = [
    ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"],
    ["cert_signing", "crl_signing", "encipher_only", "decipher_only", "any_extended", "server_auth", "client_auth"],
    ["code_signing", "email_protection", "ipsec_end_system", "ipsec_tunnel", "ipsec_user", "timestamping"],
    ["ocsp_signing", "microsoft_server_gated_crypto", "netscape_server_gated_crypto"],
    ["microsoft_commercial_code_signing", "microsoft_kernel_code_signing"],
  ].flat();
  const [caPrivateKeyPem, privateKeyPem] = [keyOfBytes(1), keyOfBytes(2)];
  const selfSigned = () =>
    answer(
      "selfSigned",
      {
        privateKeyPem: caPrivateKeyPem,
        subject,
        allowedUses,
        validityPeriodHours: 2,
        isCaCertificate: true,
        maxPathLength: 0,
        setAuthorityKeyId: true,
      },
      { name: "self", now },
    );
  const request = () =>
    answer("request", {
      privateKeyPem,
      subject,
      dnsNames: ["a.example", "*.b.example"],
      ipAddresses: ["10.0.0.1", "2001:DB8:0::1", "::ffff:1.2.3.4", "64:ff9b::1.2.3.4"],
      uris: ["spiffe://x/y"],
    });

  it("a self-signed authority with every usage and every part of a subject", () => {
    const made = selfSigned();
    expect(der(text(made, "certPem"))).toBe(byGo.selfSigned);
    expect(made.id).toBe(BigInt(`0x${new X509Certificate(text(made, "certPem")).serialNumber}`).toString());
    expect(made.outputs).toMatchObject({
      keyAlgorithm: "ED25519",
      maxPathLength: 0,
      validityStartTime: "2049-12-31T23:00:00.999Z",
      validityEndTime: "2050-01-01T01:00:00.999Z",
      readyForRenewal: false,
    });
  });

  it("a request with every kind of name", () => {
    const made = request();
    expect(der(text(made, "certRequestPem"))).toBe(byGo.request);
    expect(made).toMatchObject({ id: byGo.requestId, outputs: { keyAlgorithm: "ED25519" } });
  });

  it("a certificate that the authority made of the request, without the e-mail address and its own key's id", () => {
    const inputs = {
      caPrivateKeyPem,
      caCertPem: text(selfSigned(), "certPem"),
      certRequestPem: text(request(), "certRequestPem"),
      allowedUses: ["key_encipherment", "server_auth", "digital_signature"],
      validityPeriodHours: 0,
      // Only an authority has one.
      maxPathLength: 3,
    };
    const made = answer("locallySigned", inputs, { name: "local", now });
    expect(der(text(made, "certPem"))).toBe(byGo.locallySigned);
    expect(made.outputs).toMatchObject({ caKeyAlgorithm: "ED25519", maxPathLength: 3, readyForRenewal: true });
    expect(made.outputs).not.toHaveProperty("keyAlgorithm");
  });

  it("one that says nothing but a name, which is critical then", () => {
    const inputs = { privateKeyPem, dnsNames: ["a.example"], allowedUses: [], validityPeriodHours: 1 };
    const made = answer("selfSigned", inputs, { name: "bare", now });
    expect(der(text(made, "certPem"))).toBe(byGo.nameless);
    expect(made.outputs).toMatchObject({ maxPathLength: -1, setAuthorityKeyId: false });
  });
});

describe("says only what was asked:", () => {
  /** True where the object with this id, in hexadecimal DER, stands in a certificate or request. */
  const has = (pem: string, id: string) => Buffer.from(der(pem), "base64").includes(Buffer.from(id, "hex"));
  const [subjectKeyId, authorityKeyId, otherNames] = ["0603551d0e", "0603551d23", "0603551d11"];

  it("an authority always its own key's id, itself as an authority only when told", () => {
    const { caCertPem, caPrivateKeyPem } = authority();
    expect([subjectKeyId, authorityKeyId].map((id) => has(caCertPem, id))).toEqual([true, false]);
    const both = authority(caPrivateKeyPem, { setAuthorityKeyId: true });
    expect([subjectKeyId, authorityKeyId].map((id) => has(both.caCertPem, id))).toEqual([true, true]);
  });

  it("another its key's id when told, as text too, and the authority's unless it has the same name", () => {
    const by = authority();
    const ids = (asked: Parameters<typeof leaf>[1]) =>
      [subjectKeyId, authorityKeyId].map((id) => has(leaf(by, asked).cert, id));
    expect(ids({})).toEqual([false, true]);
    expect(ids({ cert: { setSubjectKeyId: true } })).toEqual([true, true]);
    expect(ids({ cert: { setSubjectKeyId: "true" } })).toEqual([true, true]);
    expect(ids({ cert: { setSubjectKeyId: "false" } })).toEqual([false, true]);
    expect(ids({ request: { subject: { commonName: "authority" } } })).toEqual([false, false]);
  });

  it("a request without names no extensions, nor does the certificate get any", () => {
    const extensionRequest = "06092a864886f70d01090e";
    const privateKeyPem = key();
    const asked = (dnsNames: string[]) => text(answer("request", { privateKeyPem, dnsNames }), "certRequestPem");
    expect([["a"], []].map((names) => has(asked(names), extensionRequest))).toEqual([true, false]);
    const { cert } = leaf(authority(), { request: { dnsNames: [], ipAddresses: [] } });
    expect(has(cert, otherNames)).toBe(false);
  });

  it("a signature of RSA NULL for its parameters, where the others have none", () => {
    const sha256WithRsa = "300d06092a864886f70d01010b0500";
    expect(has(authority(key({ algorithm: "RSA" })).caCertPem, sha256WithRsa)).toBe(true);
  });
});

const algorithms: [string, Properties, string][] = [
  ["RSA", { algorithm: "RSA" }, "sha256WithRSAEncryption"],
  ["P-224", { algorithm: "ECDSA" }, "ecdsa-with-SHA256"],
  ["P-256", { algorithm: "ECDSA", ecdsaCurve: "P256" }, "ecdsa-with-SHA256"],
  ["P-384", { algorithm: "ECDSA", ecdsaCurve: "P384" }, "ecdsa-with-SHA384"],
  ["P-521", { algorithm: "ECDSA", ecdsaCurve: "P521" }, "ecdsa-with-SHA512"],
  ["Ed25519", { algorithm: "ED25519" }, "ED25519"],
];

describe.each(algorithms)("%s", (_, inputs, signature) => {
  it("signs what verifies, and names the key of the authority", () => {
    const by = authority(key(inputs));
    const made = leaf(by, { request: { privateKeyPem: key(inputs) } });
    const [ca, cert] = [new X509Certificate(by.caCertPem), new X509Certificate(made.cert)];
    expect(cert.verify(ca.publicKey)).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(cert.publicKey.equals(createPublicKey(made.key))).toBe(true);
    expect(cert).toMatchObject({ issuer: ca.subject, subject: "CN=leaf", ca: false, signatureAlgorithm: signature });
    expect(ca.ca).toBe(true);
  });
});

describe("an authority", () => {
  const refusals: [string, () => unknown, string][] = [
    ["with another's key", () => leaf({ ...authority(), caPrivateKeyPem: key() }), "not the key of caCertPem"],
    ["without a subject", () => authority(key(), { subject: {} }), "needs a subject"],
    [
      "of which the key's id is asked, and not set",
      () => authority(key(), { isCaCertificate: false, setAuthorityKeyId: true }),
      "could not determine the authority key id",
    ],
    [
      "with a usage that is none",
      () => leaf(authority(), { cert: { allowedUses: ["serverAuth"] } }),
      '"serverAuth" must',
    ],
    ["for a host that is no address", () => leaf(authority(), { request: { ipAddresses: ["db"] } }), "no IP address"],
    ["of no request", () => leaf(authority(), { cert: { certRequestPem: "" } }), "certRequestPem cannot be read"],
    ["of no certificate", () => leaf({ ...authority(), caCertPem: "x" }), "caCertPem cannot be read"],
    ["of no key", () => leaf({ ...authority(), caPrivateKeyPem: "x" }), "caPrivateKeyPem cannot be read"],
  ];
  it.each(refusals)("%s is refused", (_, act, message) => {
    expect(act).toThrow(message);
  });

  it("takes a key that is never stored", () => {
    const pem = key();
    const common = { allowedUses: [], validityPeriodHours: 1, privateKeyPem: null };
    const made = answer("selfSigned", { ...common, privateKeyPemWo: pem, privateKeyPemWoVersion: 1 });
    expect(new X509Certificate(text(made, "certPem")).checkPrivateKey(createPrivateKey(pem))).toBe(true);
  });
});

it("ids of keys follow from the key, those of certificates from the resource", () => {
  const { id, outputs } = answer("key", { algorithm: "ED25519" });
  const spki = createPublicKey(outputs["publicKeyPem"] as string).export({ type: "spki", format: "der" });
  expect(id).toBe(createHash("sha1").update(spki).digest("hex"));
  const inputs = { privateKeyPem: key(), allowedUses: [], validityPeriodHours: 1 };
  const ids = ["a", "a", "b"].map((name) => answer("selfSigned", inputs, { name }).id);
  expect(new Set(ids).size).toBe(2);
  for (const serial of ids) expect(serial).toMatch(/^\d{38,39}$/);
});
