import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  type SubjectPublicKeyInfo,
} from "@peculiar/asn1-x509";

/** What a holder is called beside the subject. */
export interface AlternativeNames {
  dnsNames: readonly string[];
  ipAddresses: readonly string[];
  uris: readonly string[];
}

// The words for usages, and which of them are which: hashicorp/terraform-provider-tls internal/provider/common_cert.go
// 1f1283d; the objects that stand for them: crypto/x509 of Go 1.26.

const keyUsages: Readonly<Record<string, KeyUsageFlags>> = {
  digital_signature: KeyUsageFlags.digitalSignature,
  content_commitment: KeyUsageFlags.nonRepudiation,
  key_encipherment: KeyUsageFlags.keyEncipherment,
  data_encipherment: KeyUsageFlags.dataEncipherment,
  key_agreement: KeyUsageFlags.keyAgreement,
  cert_signing: KeyUsageFlags.keyCertSign,
  crl_signing: KeyUsageFlags.cRLSign,
  encipher_only: KeyUsageFlags.encipherOnly,
  decipher_only: KeyUsageFlags.decipherOnly,
};

const extendedKeyUsages: Readonly<Record<string, string>> = {
  any_extended: "2.5.29.37.0",
  server_auth: "1.3.6.1.5.5.7.3.1",
  client_auth: "1.3.6.1.5.5.7.3.2",
  code_signing: "1.3.6.1.5.5.7.3.3",
  email_protection: "1.3.6.1.5.5.7.3.4",
  ipsec_end_system: "1.3.6.1.5.5.7.3.5",
  ipsec_tunnel: "1.3.6.1.5.5.7.3.6",
  ipsec_user: "1.3.6.1.5.5.7.3.7",
  timestamping: "1.3.6.1.5.5.7.3.8",
  ocsp_signing: "1.3.6.1.5.5.7.3.9",
  microsoft_server_gated_crypto: "1.3.6.1.4.1.311.10.3.3",
  netscape_server_gated_crypto: "2.16.840.1.113730.4.1",
  microsoft_commercial_code_signing: "1.3.6.1.4.1.311.2.1.22",
  microsoft_kernel_code_signing: "1.3.6.1.4.1.311.61.1.1",
};

/**
 * Key usage and extended key usage.
 *
 * @throws Error for a word that the provider does not have
 */
export function usageExtensions(uses: readonly string[]): Extension[] {
  const unknown = uses.find((use) => keyUsages[use] === undefined && extendedKeyUsages[use] === undefined);
  if (unknown !== undefined) {
    const all = [...Object.keys(keyUsages), ...Object.keys(extendedKeyUsages)].sort();
    throw new Error(`allowedUses: "${unknown}" must be one of ${all.join(", ")}`);
  }
  const flags = uses.reduce((sum, use) => sum | (keyUsages[use] ?? 0), 0);
  const purposes = uses.map((use) => extendedKeyUsages[use]).filter((id) => id !== undefined);
  return [
    ...(flags === 0 ? [] : [extension(id_ce_keyUsage, new KeyUsage(flags), true)]),
    ...(purposes.length === 0 ? [] : [extension(id_ce_extKeyUsage, new ExtendedKeyUsage(purposes))]),
  ];
}

/** @param maxPathLength below 0 for no limit; only an authority has one */
export function basicConstraints(isCa: boolean, maxPathLength: number): Extension {
  const limit = isCa && maxPathLength >= 0 ? { pathLenConstraint: maxPathLength } : {};
  return extension(id_ce_basicConstraints, new BasicConstraints({ cA: isCa, ...limit }), true);
}

export function subjectKeyId(keyId: Buffer): Extension {
  return extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyId));
}

export function authorityKeyId(keyId: Buffer): Extension {
  const keyIdentifier = new KeyIdentifier(keyId);
  return extension(id_ce_authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier }));
}

/**
 * None where there are no names.
 *
 * @param critical where no subject tells who the holder is (RFC 5280, 4.2.1.6)
 * @throws Error for what is no IP address
 */
export function alternativeNames({ dnsNames, ipAddresses, uris }: AlternativeNames, critical: boolean): Extension[] {
  const wrong = ipAddresses.find((address) => isIP(address) === 0);
  if (wrong !== undefined) throw new Error(`ipAddresses: "${wrong}" is no IP address`);
  const names = [
    ...dnsNames.map((dNSName) => new GeneralName({ dNSName })),
    ...ipAddresses.map((address) => new GeneralName({ iPAddress: canonical(address) })),
    ...uris.map((uniformResourceIdentifier) => new GeneralName({ uniformResourceIdentifier })),
  ];
  return names.length === 0 ? [] : [extension(id_ce_subjectAltName, new SubjectAlternativeName(names), critical)];
}

/** The names of such an extension in a request. */
export function readAlternativeNames(extensions: readonly Extension[]): AlternativeNames {
  const found = extensions.find(({ extnID }) => extnID === id_ce_subjectAltName);
  const names = found === undefined ? [] : [...AsnConvert.parse(found.extnValue, SubjectAlternativeName)];
  return {
    dnsNames: names.flatMap(({ dNSName }) => dNSName ?? []),
    ipAddresses: names.flatMap(({ iPAddress }) => iPAddress ?? []),
    uris: names.flatMap(({ uniformResourceIdentifier }) => uniformResourceIdentifier ?? []),
  };
}

/** The key identifier that an authority's certificate has, if it has one. */
export function readSubjectKeyId(extensions: readonly Extension[]): Buffer | undefined {
  const found = extensions.find(({ extnID }) => extnID === id_ce_subjectKeyIdentifier);
  return found === undefined ? undefined : Buffer.from(AsnConvert.parse(found.extnValue, SubjectKeyIdentifier).buffer);
}

/** SHA-1 of the public key. The provider puts an Ed25519 key into an octet string first, which nobody else does. */
export function keyIdOf({ algorithm, subjectPublicKey }: SubjectPublicKeyInfo): Buffer {
  const key = Buffer.from(subjectPublicKey);
  const hashed = algorithm.algorithm === "1.3.101.112" ? Buffer.concat([Buffer.of(4, key.length), key]) : key;
  return createHash("sha1").update(hashed).digest();
}

/** An IPv4 address that is written as an IPv6 one is one; the library takes no dots in the others. */
function canonical(address: string): string {
  const short = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(short) === 6 ? new URL(`http://[${short}]`).hostname.slice(1, -1) : short;
}

function extension(extnID: string, value: object, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}
