import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { atLeast, demand } from "../../demand.ts";
import { carriesSettings, wordsOf, workloadSettings } from "../workload-settings.ts";
import { lastKey, plain, secretPlaces, textsOf } from "./places.ts";
import { canBeSecret, namesSecret } from "./names.ts";

// HMAC with SHA-256 wants a key as long as its digest (RFC 7518, section 3.2).
const leastBytes = 32;

// Each of 62 letters and digits is worth 5.95 bits.
const leastCharacters = 43;

const keptSecrets = [
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:ssm/parameter:Parameter",
  "kubernetes:core/v1:Secret",
  "kubernetes:core/v1:SecretPatch",
  "kubernetes:core/v1:SecretList",
];

export const jwtSecret256Bits: ResourceRule = {
  id: "jwt-secret-256-bits",
  types: (type) =>
    /^random:index\/random(Bytes|Password):/.test(type) || keptSecrets.includes(type) || carriesSettings(type),
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-009"],
  refs: {},
  rationale: "Signing keys have at least 256 bits, the size of the signature, or sessions can be forged by guessing.",
  fix: "Generate the key with random.RandomBytes of length 32 or more.",
  check: (inputs, { type, name }) => {
    if (type.endsWith(":RandomBytes")) return demand(inputs, "length", atLeast(leastBytes), "is fewer than 32 bytes");
    if (type.endsWith(":RandomPassword")) {
      if (!isOfTokens(wordsOf(name))) return "not-applicable";
      return demand(inputs, "length", atLeast(leastCharacters), "is fewer than 43 characters, which is 256 bits");
    }
    if (keptSecrets.includes(type)) {
      const keys = type.startsWith("kubernetes:") ? keysOfSecret : keysOfText;
      return (secretPlaces(type, inputs) ?? []).flatMap((place) => weak(place.path, keys(place, wordsOf(name))));
    }
    const settings = workloadSettings(type, inputs).filter(({ words }) => isOfTokens(words) && namesSecret(words));
    return settings.flatMap(({ path, value }) => weak(path, [value() ?? ""]));
  },
};

/** The signing key in a value of a Kubernetes Secret, by the names of both. */
function keysOfSecret(place: Reader, name: readonly string[]): string[] {
  const words = wordsOf(lastKey(place.path));
  const isOne = (isOfTokens(words) && namesSecret(words)) || (isOfTokens(name) && isKey(words));
  return isOne ? [plain(place) ?? ""] : [];
}

/** The signing keys in a text, which is one as a whole or a JSON object of several. */
function keysOfText(place: Reader, name: readonly string[]): string[] {
  const value = plain(place) ?? "";
  const texts = textsOf(value);
  if (texts === undefined) return isOfTokens(name) ? [value] : [];
  return texts.flatMap(([key, text]) => {
    const words = wordsOf(key);
    return (isOfTokens(words) && namesSecret(words)) || (isOfTokens(name) && isKey(words)) ? [text] : [];
  });
}

/** Whether a name is about session tokens, as opposed to other things that are signed. */
function isOfTokens(words: readonly string[]): boolean {
  return words.some((word) => word.includes("jwt"));
}

/** Whether a name, beside others of the same secret, is that of the key. */
function isKey(words: readonly string[]): boolean {
  return words.join(" ") === "value" || namesSecret(words);
}

function weak(path: string, keys: readonly string[]): Finding[] {
  const short = keys.some((key) => canBeSecret(key, ["secret"]) && bytesOf(key) < leastBytes);
  return short ? [{ path, message: "is a signing key of fewer than 256 bits" }] : [];
}

/** What a text holds when it is read as hex or base64, if it can be. */
function bytesOf(key: string): number {
  if (/^([0-9a-f]{2})+$/i.test(key)) return key.length / 2;
  return Buffer.from(key, /^[A-Za-z0-9+/_-]+={0,2}$/.test(key) ? "base64" : "utf8").length;
}
