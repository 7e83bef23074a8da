import { createPrivateKey } from "node:crypto";
import type { Answer } from "../../simulator/answers/answer.ts";
import { created } from "../../simulator/answers/resources.ts";
import type { Properties } from "../../simulator/wire.ts";

export const types = {
  key: "tls:index/privateKey:PrivateKey",
  request: "tls:index/certRequest:CertRequest",
  selfSigned: "tls:index/selfSignedCert:SelfSignedCert",
  locallySigned: "tls:index/locallySignedCert:LocallySignedCert",
} as const;

const account = { account: "", region: "", tags: {} };

export interface When {
  /** Sets serial numbers apart. @default "one" */
  name?: string;
  now?: Date;
}

/** What the simulated provider makes of the inputs. */
export function answer(kind: keyof typeof types, inputs: Properties, { name = "one", now }: When = {}): Answer {
  const asked = { type: types[kind], name, urn: `urn:${name}`, inputs, nonce: "", ...account };
  return created(now === undefined ? asked : { ...asked, now });
}

export function text(answered: Answer, key: string): string {
  const value = answered.outputs[key];
  if (typeof value !== "string") throw new Error(`${key} is no text`);
  return value;
}

/** A new key in PEM. */
export function key(inputs: Properties = { algorithm: "ECDSA", ecdsaCurve: "P256" }): string {
  return text(answer("key", inputs), "privateKeyPem");
}

/** The Ed25519 key of 32 equal bytes: what it signs is the same each time. */
export function keyOfBytes(byte: number): string {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, byte)]);
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" })
    .export({ type: "pkcs8", format: "pem" })
    .toString();
}

/** An authority's key and certificate. */
export interface Authority {
  caPrivateKeyPem: string;
  caCertPem: string;
}

export function authority(caPrivateKeyPem = key(), more: Properties = {}, when: When = {}): Authority {
  const inputs = {
    privateKeyPem: caPrivateKeyPem,
    subject: { commonName: "authority" },
    isCaCertificate: true,
    allowedUses: ["cert_signing", "crl_signing"],
    validityPeriodHours: 10,
    ...more,
  };
  return { caPrivateKeyPem, caCertPem: text(answer("selfSigned", inputs, { name: "authority", ...when }), "certPem") };
}

/** A holder's key and a certificate for it. */
export interface Leaf {
  key: string;
  cert: string;
}

/** @param asked inputs of the request and of the certificate, each where it belongs */
export function leaf(by: Authority, asked: { request?: Properties; cert?: Properties } = {}, when: When = {}): Leaf {
  const privateKeyPem = typeof asked.request?.["privateKeyPem"] === "string" ? asked.request["privateKeyPem"] : key();
  const names = { subject: { commonName: "leaf" }, dnsNames: ["db.internal"], ipAddresses: ["127.0.0.1"] };
  const certRequestPem = text(answer("request", { ...names, ...asked.request, privateKeyPem }), "certRequestPem");
  const inputs = {
    ...by,
    certRequestPem,
    allowedUses: ["digital_signature", "key_encipherment", "server_auth"],
    validityPeriodHours: 5,
    ...asked.cert,
  };
  return { key: privateKeyPem, cert: text(answer("locallySigned", inputs, { name: "leaf", ...when }), "certPem") };
}
