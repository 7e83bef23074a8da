import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { algorithmOf, sshForms } from "../../simulator/answers/tls-key.ts";
import { answer, keyOfBytes, text } from "./tls-resources.ts";

/** The fields of an OpenSSH public key, each with its length before it. */
function fieldsOf(line: string): Buffer[] {
  let rest = Buffer.from(line.split(" ")[1] ?? "", "base64");
  const fields: Buffer[] = [];
  while (rest.length > 0) {
    const end = 4 + rest.readUInt32BE();
    fields.push(rest.subarray(4, end));
    rest = rest.subarray(end);
  }
  return fields;
}

const url = (bytes: Buffer | undefined) => bytes?.toString("base64url") ?? "";

it("OpenSSH's form of a key is what ssh-keygen reads", () => {
  // Both fingerprints are what OpenSSH 9.2's `ssh-keygen -l` tells of the line.
  expect(sshForms(createPublicKey(keyOfBytes(1)))).toEqual({
    publicKeyOpenssh: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c\n",
    publicKeyFingerprintMd5: "ab:f1:da:70:fb:1d:78:2a:1a:c7:69:73:3c:43:07:4f",
    publicKeyFingerprintSha256: "SHA256:fe85JkIjo8VPe+XqXJGH5Mau1EMFdK1OdKvJUFicyA8",
  });
});

it.each([2048, 3072])("an RSA key of %i bits has no negative numbers in it", (rsaBits) => {
  // The first bit of a modulus is set, so a zero stands before it.
  const { outputs } = answer("key", { algorithm: "RSA", rsaBits });
  const [kind, e, n] = fieldsOf(outputs["publicKeyOpenssh"] as string);
  expect(kind?.toString()).toBe("ssh-rsa");
  expect([e, n?.subarray(0, 1), n?.length]).toEqual([Buffer.of(1, 0, 1), Buffer.of(0), rsaBits / 8 + 1]);
  const read = createPublicKey({ key: { kty: "RSA", e: url(e), n: url(n?.subarray(1)) }, format: "jwk" });
  expect(read.export({ type: "spki", format: "pem" })).toBe(outputs["publicKeyPem"]);
  expect(outputs).toMatchObject({ rsaBits, ecdsaCurve: "P224" });
});

it.each([
  ["P256", 32],
  ["P384", 48],
  ["P521", 66],
])("a key on %s has its point", (ecdsaCurve, size) => {
  const made = answer("key", { algorithm: "ECDSA", ecdsaCurve });
  const [kind, curve, point] = fieldsOf(text(made, "publicKeyOpenssh"));
  expect([kind, curve].map(String)).toEqual([`ecdsa-sha2-nistp${ecdsaCurve.slice(1)}`, `nistp${ecdsaCurve.slice(1)}`]);
  const [form, x, y] = [point?.[0], point?.subarray(1, 1 + size), point?.subarray(1 + size)];
  expect(form).toBe(4);
  const jwk = { kty: "EC", crv: `P-${ecdsaCurve.slice(1)}`, x: url(x), y: url(y) };
  const read = createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" });
  expect(read).toBe(made.outputs["publicKeyPem"]);
  const blob = Buffer.from(text(made, "publicKeyOpenssh").split(" ")[1] ?? "", "base64");
  const sha256 = createHash("sha256").update(blob).digest("base64").replace("=", "");
  expect(made.outputs["publicKeyFingerprintSha256"]).toBe(`SHA256:${sha256}`);
});

it("a key on P-224, which is where nobody asks for another curve, has no form for OpenSSH", () => {
  const { outputs } = answer("key", { algorithm: "ECDSA" });
  const empty = { publicKeyOpenssh: "", publicKeyFingerprintMd5: "", publicKeyFingerprintSha256: "" };
  expect(outputs).toMatchObject({ ...empty, ecdsaCurve: "P224", rsaBits: 2048 });
  expect(createPublicKey(outputs["publicKeyPem"] as string).asymmetricKeyDetails).toEqual({ namedCurve: "secp224r1" });
});

it("knows the algorithms of the provider, and no other", () => {
  expect(algorithmOf(createPublicKey(keyOfBytes(1)))).toBe("ED25519");
  expect(() => algorithmOf(generateKeyPairSync("x25519").publicKey)).toThrow("x25519 is no algorithm of tls");
});
