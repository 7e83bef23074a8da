import { createPublicKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import { Attributes, CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  Extensions,
  type Name,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";
import type { Properties, Value } from "../wire.ts";
import {
  type AlternativeNames,
  alternativeNames,
  authorityKeyId,
  basicConstraints,
  keyIdOf,
  readAlternativeNames,
  readSubjectKeyId,
  subjectKeyId,
  usageExtensions,
} from "./extensions.ts";
import { encoded, nameOf, takenOver } from "./name.ts";

// Certificates and requests with the fields, and in the order, of Go's crypto/x509 1.26, which the provider writes them
// with. node:crypto signs, at once and without a promise; the library only knows the structures.

/** Whom a certificate is for. */
export interface Holder extends AlternativeNames {
  subject: Name;
  publicKey: SubjectPublicKeyInfo;
}

/** What a certificate says of its holder. */
export interface Terms {
  /** In hexadecimal, an even number of digits, the first below 8. */
  serial: string;
  notBefore: Date;
  notAfter: Date;
  /** The provider's words, such as `server_auth`. */
  uses: readonly string[];
  isCa: boolean;
  /** Below 0 for no limit. */
  maxPathLength: number;
  setSubjectKeyId: boolean;
}

interface Issuer {
  name: Name;
  keyId: Buffer | undefined;
  key: KeyObject;
}

const extensionRequest = "1.2.840.113549.1.9.14";

/** Whom a resource's inputs name. */
export function holderOf(inputs: Properties, key: KeyObject): Holder {
  const { subject, dnsNames, ipAddresses, uris } = inputs;
  const texts = (value: Value | undefined) => (Array.isArray(value) ? (value as readonly Value[]).map(String) : []);
  return {
    subject: nameOf((subject ?? {}) as Properties),
    dnsNames: texts(dnsNames),
    ipAddresses: texts(ipAddresses),
    uris: texts(uris),
    publicKey: AsnConvert.parse(createPublicKey(key).export({ type: "spki", format: "der" }), SubjectPublicKeyInfo),
  };
}

/** A request for a certificate, in DER. */
export function request(holder: Holder, key: KeyObject): Buffer {
  const names = alternativeNames(holder, false);
  const wanted = new Attribute({
    type: extensionRequest,
    values: [AsnConvert.serialize(new Extensions(names))],
  });
  const certificationRequestInfo = new CertificationRequestInfo({
    subject: holder.subject,
    subjectPKInfo: holder.publicKey,
    attributes: new Attributes(names.length === 0 ? [] : [wanted]),
  });
  const { algorithm, signature } = signed(AsnConvert.serialize(certificationRequestInfo), key);
  const made = new CertificationRequest({ certificationRequestInfo, signatureAlgorithm: algorithm, signature });
  return Buffer.from(AsnConvert.serialize(made));
}

/** @throws Error for what is no request */
export function readRequest(pem: string): Holder {
  const [, base64] = /-----BEGIN CERTIFICATE REQUEST-----([^-]+)-----END/.exec(pem) ?? [];
  if (base64 === undefined) throw new Error("no certificate request in PEM");
  const { certificationRequestInfo } = AsnConvert.parse(Buffer.from(base64, "base64"), CertificationRequest);
  const { subject, subjectPKInfo, attributes } = certificationRequestInfo;
  const wanted = attributes.find(({ type }) => type === extensionRequest)?.values[0];
  const names = readAlternativeNames(wanted === undefined ? [] : AsnConvert.parse(wanted, Extensions));
  return { ...names, subject: takenOver(subject), publicKey: subjectPKInfo };
}

/**
 * A certificate that its holder signs, in DER.
 *
 * @throws Error when its authority's key id is asked for and it has none
 */
export function selfSigned(holder: Holder, terms: Terms, key: KeyObject, setAuthorityKeyId: boolean): Buffer {
  const keyId = keyIdFor(holder, terms);
  if (setAuthorityKeyId && keyId === undefined) throw new Error("could not determine the authority key id");
  return issue(holder, terms, { name: holder.subject, keyId, key }, setAuthorityKeyId);
}

/**
 * A certificate that an authority signs, in DER.
 *
 * @throws Error when the key is not the authority's
 */
export function locallySigned(holder: Holder, terms: Terms, authority: X509Certificate, key: KeyObject): Buffer {
  if (!authority.checkPrivateKey(key)) throw new Error("caPrivateKeyPem is not the key of caCertPem");
  const { subject: name, extensions } = AsnConvert.parse(authority.raw, Certificate).tbsCertificate;
  return issue(holder, terms, { name, keyId: readSubjectKeyId(extensions ?? []), key }, !isSame(name, holder.subject));
}

function issue(holder: Holder, terms: Terms, issuer: Issuer, namesAuthority: boolean): Buffer {
  const { serial, notBefore, notAfter, uses, isCa, maxPathLength } = terms;
  const nameless = holder.subject.length === 0;
  if (isCa && nameless) throw new Error("an authority's certificate needs a subject");
  const keyId = keyIdFor(holder, terms);
  const algorithm = signatureOf(issuer.key).algorithm;
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: new Uint8Array(Buffer.from(serial, "hex")).buffer,
    signature: algorithm,
    issuer: issuer.name,
    validity: new Validity({ notBefore, notAfter }),
    subject: holder.subject,
    subjectPublicKeyInfo: holder.publicKey,
    extensions: new Extensions([
      ...usageExtensions(uses),
      basicConstraints(isCa, maxPathLength),
      ...(keyId === undefined ? [] : [subjectKeyId(keyId)]),
      ...(namesAuthority && issuer.keyId !== undefined ? [authorityKeyId(issuer.keyId)] : []),
      ...alternativeNames(holder, nameless),
    ]),
  });
  const { signature } = signed(AsnConvert.serialize(tbsCertificate), issuer.key);
  const made = new Certificate({ tbsCertificate, signatureAlgorithm: algorithm, signatureValue: signature });
  return Buffer.from(AsnConvert.serialize(made));
}

/** An authority always has one. */
function keyIdFor({ publicKey }: Holder, { isCa, setSubjectKeyId }: Terms): Buffer | undefined {
  return isCa || setSubjectKeyId ? keyIdOf(publicKey) : undefined;
}

function isSame(one: Name, other: Name): boolean {
  return encoded(one).equals(encoded(other));
}

function signed(data: ArrayBuffer, key: KeyObject): { algorithm: AlgorithmIdentifier; signature: ArrayBuffer } {
  const { algorithm, hash } = signatureOf(key);
  return { algorithm, signature: new Uint8Array(sign(hash, Buffer.from(data), key)).buffer };
}

/** What Go signs with when nothing else is said: the hash follows from the curve. */
function signatureOf(key: KeyObject): { algorithm: AlgorithmIdentifier; hash: string | null } {
  if (key.asymmetricKeyType === "ed25519") return { algorithm: identifier("1.3.101.112"), hash: null };
  // The parameters of RSA are there, and are NULL.
  if (key.asymmetricKeyType === "rsa") return { algorithm: identifier("1.2.840.113549.1.1.11", null), hash: "sha256" };
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve === "secp384r1") return { algorithm: identifier("1.2.840.10045.4.3.3"), hash: "sha384" };
  if (curve === "secp521r1") return { algorithm: identifier("1.2.840.10045.4.3.4"), hash: "sha512" };
  return { algorithm: identifier("1.2.840.10045.4.3.2"), hash: "sha256" };
}

function identifier(algorithm: string, parameters?: null): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithm, ...(parameters === undefined ? {} : { parameters }) });
}
