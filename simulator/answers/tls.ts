import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { createRequire } from "node:module";
import { isReadyForRenewal } from "../renewal.ts";
import { isNothing, type Properties, type Value } from "../wire.ts";
import type { Terms } from "../x509/certificate.ts";
import type { Answer, Answers, Asked } from "./answer.ts";
import { hex } from "./identifier.ts";
import { algorithmOf, idOf, sshForms } from "./tls-key.ts";

const load = createRequire(import.meta.url);

/** Loaded with the first certificate that is made, never in a preview: its library takes 60 ms. */
const x509 = () => load("../x509/certificate.ts") as typeof import("../x509/certificate.ts");

/** A real key, as in the provider: nothing outside is asked for it. */
function privateKey(algorithm: unknown, bits: number, curve: unknown) {
  if (algorithm === "ED25519") return generateKeyPairSync("ed25519");
  // The provider writes P256 for P-256.
  const namedCurve = /^P(224|256|384|521)$/.exec(String(curve))?.[1] ?? "224";
  if (algorithm === "ECDSA") return generateKeyPairSync("ec", { namedCurve: `P-${namedCurve}` });
  return generateKeyPairSync("rsa", { modulusLength: bits });
}

/** Real keys, requests and certificates, made of the inputs alone as the provider makes them. */
export const tlsAnswers: Answers = {
  "tls:index/privateKey:PrivateKey": ({ inputs }) => {
    const { algorithm, ecdsaCurve = "P224" } = inputs;
    const rsaBits = Number(inputs["rsaBits"] ?? 2048);
    const { privateKey: secretKey, publicKey } = privateKey(algorithm, rsaBits, ecdsaCurve);
    const traditional = algorithm === "RSA" ? "pkcs1" : algorithm === "ECDSA" ? "sec1" : "pkcs8";
    return {
      id: idOf(publicKey.export({ type: "spki", format: "der" })),
      outputs: {
        rsaBits,
        ecdsaCurve,
        privateKeyPem: secretKey.export({ type: traditional, format: "pem" }).toString(),
        privateKeyPemPkcs8: secretKey.export({ type: "pkcs8", format: "pem" }).toString(),
        publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
        ...sshForms(publicKey),
      },
    };
  },
  "tls:index/certRequest:CertRequest": ({ inputs }) => {
    const key = keyOf(inputs, "privateKeyPem");
    const { holderOf, request } = x509();
    const der = request(holderOf(inputs, key), key);
    return {
      id: idOf(der),
      outputs: { certRequestPem: pem("CERTIFICATE REQUEST", der), keyAlgorithm: algorithmOf(key) },
    };
  },
  "tls:index/selfSignedCert:SelfSignedCert": (asked) => {
    const { inputs } = asked;
    const key = keyOf(inputs, "privateKeyPem");
    const { holderOf, selfSigned } = x509();
    const terms = termsOf(asked);
    const der = selfSigned(holderOf(inputs, key), terms, key, isSet(inputs["setAuthorityKeyId"]));
    return issued(asked, terms, der, { keyAlgorithm: algorithmOf(key) });
  },
  "tls:index/locallySignedCert:LocallySignedCert": (asked) => {
    const { inputs } = asked;
    const key = keyOf(inputs, "caPrivateKeyPem");
    const { locallySigned, readRequest } = x509();
    const holder = read(inputs, "certRequestPem", readRequest);
    const authority = read(inputs, "caCertPem", (text) => new X509Certificate(text));
    const terms = termsOf(asked);
    const der = locallySigned(holder, terms, authority, key);
    return issued(asked, terms, der, { caKeyAlgorithm: algorithmOf(key) });
  },
};

function termsOf(asked: Asked): Terms {
  const { inputs, now = new Date() } = asked;
  const hours = Number(inputs["validityPeriodHours"]);
  return {
    // 127 bits, so that the number is positive in as many bytes.
    serial: `4${hex(asked, 31)}`,
    notBefore: now,
    notAfter: new Date(now.getTime() + hours * 3_600_000),
    uses: (inputs["allowedUses"] as readonly Value[]).map(String),
    isCa: isSet(inputs["isCaCertificate"]),
    maxPathLength: Number(inputs["maxPathLength"] ?? -1),
    setSubjectKeyId: isSet(inputs["setSubjectKeyId"]),
  };
}

function issued({ inputs }: Asked, terms: Terms, der: Buffer, more: Properties): Answer {
  const { serial, notBefore, notAfter, maxPathLength } = terms;
  const validityEndTime = notAfter.toISOString();
  return {
    id: BigInt(`0x${serial}`).toString(),
    outputs: {
      certPem: pem("CERTIFICATE", der),
      maxPathLength,
      readyForRenewal: isReadyForRenewal(validityEndTime, inputs["earlyRenewalHours"], notBefore),
      validityStartTime: notBefore.toISOString(),
      validityEndTime,
      ...more,
    },
  };
}

/** The key of an input, or of the one beside it that is never stored. */
function keyOf(inputs: Properties, name: "privateKeyPem" | "caPrivateKeyPem"): KeyObject {
  const unstored = `${name}Wo`;
  return read(inputs, isNothing(inputs[name]) ? unstored : name, createPrivateKey);
}

/** @throws Error that names the input, and never shows it */
function read<T>(inputs: Properties, name: string, parse: (text: string) => T): T {
  const text = inputs[name];
  if (typeof text !== "string") throw new Error(`${name} is missing`);
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** As providers take it, a boolean may come as text. */
function isSet(value: Value | undefined): boolean {
  return value === true || value === "true";
}

function pem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString("base64").replace(/.{1,64}/g, "$&\n")}-----END ${label}-----\n`;
}
