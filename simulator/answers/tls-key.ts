import { createHash, type KeyObject } from "node:crypto";
import type { Properties } from "../wire.ts";

/**
 * The provider's word for a key's algorithm.
 *
 * @throws Error for one that it does not have
 */
export function algorithmOf({ asymmetricKeyType }: KeyObject): string {
  if (asymmetricKeyType === "rsa") return "RSA";
  if (asymmetricKeyType === "ec") return "ECDSA";
  if (asymmetricKeyType === "ed25519") return "ED25519";
  throw new Error(`${asymmetricKeyType ?? "a secret"} is no algorithm of tls`);
}

/** The id of a key or a request: SHA-1 of what it is in DER. */
export function idOf(der: Buffer): string {
  return createHash("sha1").update(der).digest("hex");
}

/** A public key as OpenSSH writes it. Of a P-224 key, which OpenSSH does not know, the provider leaves all of it empty. */
export function sshForms(publicKey: KeyObject): Properties {
  const fields = sshFields(publicKey);
  const [name = ""] = fields;
  if (name === "") return { publicKeyOpenssh: "", publicKeyFingerprintMd5: "", publicKeyFingerprintSha256: "" };
  const blob = Buffer.concat(fields.flatMap(lengthAndBytes));
  const digest = (algorithm: string) => createHash(algorithm).update(blob);
  return {
    publicKeyOpenssh: `${name.toString()} ${blob.toString("base64")}\n`,
    publicKeyFingerprintMd5: digest("md5")
      .digest("hex")
      .replace(/..(?=.)/g, "$&:"),
    publicKeyFingerprintSha256: `SHA256:${digest("sha256").digest("base64").replace(/=+$/, "")}`,
  };
}

/** What stands in a public key (RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4), its kind first. */
function sshFields(key: KeyObject): (string | Buffer)[] {
  if (key.asymmetricKeyDetails?.namedCurve === "secp224r1") return [];
  const { kty, crv = "", n, e, x, y } = key.export({ format: "jwk" });
  if (kty === "RSA") return ["ssh-rsa", positive(e), positive(n)];
  if (kty === "OKP") return ["ssh-ed25519", bytes(x)];
  const curve = `nistp${crv.slice(2)}`;
  return [`ecdsa-sha2-${curve}`, curve, Buffer.concat([Buffer.of(4), bytes(x), bytes(y)])];
}

function bytes(base64url = ""): Buffer {
  return Buffer.from(base64url, "base64url");
}

/** A number whose first bit is set would be a negative one. */
function positive(base64url = ""): Buffer {
  const number = bytes(base64url);
  return (number[0] ?? 0) < 0x80 ? number : Buffer.concat([Buffer.of(0), number]);
}

function lengthAndBytes(field: string | Buffer): Buffer[] {
  const content = Buffer.from(field);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return [length, content];
}
