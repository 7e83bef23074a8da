import { X509Certificate } from "node:crypto";
import * as tls from "@pulumi/tls";
import { describe, expect, it } from "vitest";
import { computedOutputs } from "../../simulator/answers/computed.ts";
import { run } from "../../simulator/run.ts";
import { type Properties, plain, unknown } from "../../simulator/wire.ts";
import { runFile } from "../cli.ts";
import { withProviders } from "./provider-client.ts";
import { answer, authority, key, types } from "./tls-resources.ts";

const nobodyKnows: [keyof typeof types, Properties, string[]][] = [
  [
    "key",
    { algorithm: "RSA" },
    ["privateKeyPem", "privateKeyPemPkcs8", "publicKeyPem", "publicKeyOpenssh", "publicKeyFingerprintSha256"],
  ],
  ["request", { privateKeyPem: unknown, subject: { commonName: unknown } }, ["certRequestPem", "keyAlgorithm"]],
  [
    "selfSigned",
    { privateKeyPem: unknown, allowedUses: [unknown], validityPeriodHours: unknown, earlyRenewalHours: 0 },
    ["certPem", "keyAlgorithm", "readyForRenewal", "validityStartTime", "validityEndTime", "maxPathLength"],
  ],
  [
    "locallySigned",
    {
      caCertPem: unknown,
      caPrivateKeyPem: unknown,
      certRequestPem: unknown,
      allowedUses: ["server_auth"],
      validityPeriodHours: 1,
    },
    ["certPem", "caKeyAlgorithm", "readyForRenewal", "validityStartTime", "validityEndTime"],
  ],
];

it.each(nobodyKnows)("a preview of a new %s leaves unknown what is computed", (kind, inputs, computed) =>
  withProviders(async (connect) => {
    const { id, state } = await connect("tls").create(types[kind], inputs, { preview: true });
    expect(id).toBe("");
    expect(state).toMatchObject({ ...inputs, ...Object.fromEntries(computed.map((output) => [output, unknown])) });
  }),
);

it("everything that an answer tells is declared, so a preview knows of it without asking", () => {
  const privateKeyPem = key();
  const { certRequestPem = "" } = answer("request", { privateKeyPem }).outputs;
  const cert = { allowedUses: [], validityPeriodHours: 1 };
  const inputs: Record<keyof typeof types, Properties> = {
    key: { algorithm: "ED25519" },
    request: { privateKeyPem },
    selfSigned: { privateKeyPem, ...cert },
    locallySigned: { certRequestPem, ...cert, ...authority() },
  };
  for (const kind of ["key", "request", "selfSigned", "locallySigned"] as const) {
    const asked = { type: types[kind], name: "", urn: "", inputs: inputs[kind], nonce: "" };
    const declared = computedOutputs({ ...asked, account: "", region: "", tags: {} }, "");
    expect(Object.keys(declared)).toEqual(expect.arrayContaining(Object.keys(answer(kind, inputs[kind]).outputs)));
  }
});

describe("the library that knows certificates", () => {
  it("is loaded with the first one that is made, and not by a whole preview", async () => {
    const { stdout, stderr } = await runFile("test/simulator/what-is-loaded.ts", []);
    expect({ stderr, loaded: JSON.parse(stdout) as unknown }).toEqual({
      stderr: "",
      loaded: { preview: [], update: ["asn1-csr", "asn1-schema", "asn1-x509"] },
    });
  });
});

it("a program's certificates verify, and are plain where their keys are secret", async () => {
  const program = () => {
    const caKey = new tls.PrivateKey("ca", { algorithm: "ECDSA", ecdsaCurve: "P384" });
    const hours = { validityPeriodHours: 24, earlyRenewalHours: 1 };
    const ca = new tls.SelfSignedCert("ca", {
      privateKeyPem: caKey.privateKeyPem,
      subject: { commonName: "inside" },
      isCaCertificate: true,
      allowedUses: ["cert_signing"],
      ...hours,
    });
    const { privateKeyPem } = new tls.PrivateKey("db", { algorithm: "ECDSA", ecdsaCurve: "P256" });
    const request = new tls.CertRequest("db", { privateKeyPem, dnsNames: ["db.internal"] });
    const cert = new tls.LocallySignedCert("db", {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: caKey.privateKeyPem,
      caCertPem: ca.certPem,
      allowedUses: ["server_auth"],
      ...hours,
    });
    return { ca: ca.certPem, cert: cert.certPem, key: privateKeyPem };
  };
  const simulate = async (mode: "preview" | "update") =>
    (await run(program, { project: "p", stack: "test", mode })).outputs;
  const { ca, cert, key: secretKey } = await simulate("update");
  const made = new X509Certificate(cert as string);
  expect(made.verify(new X509Certificate(ca as string).publicKey)).toBe(true);
  expect(made.checkHost("db.internal")).toBe("db.internal");
  expect(secretKey).not.toBeTypeOf("string");
  expect(plain(secretKey ?? "")).toContain("BEGIN EC PRIVATE KEY");
  expect(await simulate("preview")).toMatchObject({ ca: unknown, cert: unknown });
});
