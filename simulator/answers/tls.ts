import { generateKeyPairSync } from "node:crypto";
import type { Answers } from "./answer.ts";
import { hex } from "./identifier.ts";

/** A real key, as in the provider: nothing outside is asked for it. */
function privateKey(algorithm: unknown, bits: unknown, curve: unknown) {
  if (algorithm === "ED25519") return generateKeyPairSync("ed25519");
  // The provider writes P256 for P-256.
  const namedCurve = /^P(224|256|384|521)$/.exec(String(curve))?.[1] ?? "224";
  if (algorithm === "ECDSA") return generateKeyPairSync("ec", { namedCurve: `P-${namedCurve}` });
  return generateKeyPairSync("rsa", { modulusLength: typeof bits === "number" ? bits : 2048 });
}

export const tlsAnswers: Answers = {
  "tls:index/privateKey:PrivateKey": (asked) => {
    const { algorithm, rsaBits, ecdsaCurve } = asked.inputs;
    const { privateKey: secretKey, publicKey } = privateKey(algorithm, rsaBits, ecdsaCurve);
    const pkcs8 = secretKey.export({ type: "pkcs8", format: "pem" }).toString();
    const traditional = algorithm === "RSA" ? "pkcs1" : algorithm === "ECDSA" ? "sec1" : "pkcs8";
    return {
      id: hex(asked, 40),
      outputs: {
        privateKeyPem: secretKey.export({ type: traditional, format: "pem" }).toString(),
        privateKeyPemPkcs8: pkcs8,
        publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
      },
    };
  },
};
