import { wordsOf } from "../workload-settings.ts";
import { canBeSecret, isReference, namesSecret } from "./names.ts";

// How secrets are told by their form.

// Formats that their issuers document, so that scanners can find them. A key that pages show, such as Google's, is none.
const formats: readonly (readonly [what: string, form: RegExp])[] = [
  ["an AWS access key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a private key", /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/],
  ["a signed token", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/],
  ["a GitHub token", /\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22}/],
  ["a Slack token", /\bxox[abeoprs]-[\w-]{10}|hooks\.slack\.com\/services\/T\w+\/B\w+\/\w+/],
  ["a Stripe key", /\b[rs]k_live_\w{16}/],
];

// Names of what looks drawn at random and may be seen.
const openNames = new Set(
  `certificate checksum digest etag fingerprint hash id ids integrity public publishable revision sha1 sha256 sha512
  signature thumbprint version`.split(/\s+/),
);

/**
 * What kind of secret a text has in it, by its form; undefined for none.
 *
 * @param wordsOfName of the text's name, asked for where they matter
 */
export function secretIn(text: string, wordsOfName: () => readonly string[]): string | undefined {
  // No form below is that short, and most texts are.
  if (text.length < 9) return undefined;
  const [found] = formats.find(([, form]) => form.test(text)) ?? [];
  if (found !== undefined) return found;
  if (loginsIn(text).length > 0) return "a password in an address or connection string";
  const random = isRandom(text);
  if (!random && !/^[0-9a-f]{32,}$/i.test(text)) return undefined;
  const words = wordsOfName();
  const isSecret = (random || namesSecret(words)) && !words.some((word) => openNames.has(word));
  return isSecret ? "random characters, as keys have" : undefined;
}

// Such as `export NAME="value"`, `name: value` or `"name": "value",`: nothing but that. A bare value ends with the line,
// so that code is none.
const assignment =
  /^[ \t-]*(?:export |set |ENV )?["']?([A-Za-z_][\w.-]*)["']?[ \t]*[=:][ \t]*(?:(["'])([^"'\s]+)\2[,;]?|([^\s"',;(){}]+))[ \t]*\r?$/gm;

/** Whether a script or a file of settings gives a secret its value. */
export function assignsSecret(text: string): boolean {
  return [...text.matchAll(assignment)].some(([, name = "", , quoted, bare = ""]) => {
    const words = wordsOf(name);
    return namesSecret(words) && canBeSecret(quoted ?? bare, words);
  });
}

export interface Login {
  user: string;
  password: string;
}

/** Users and passwords of a text's addresses, and of a text that is a connection string. */
export function loginsIn(text: string): Login[] {
  // Most texts are neither.
  if (!/:\/\/|=/.test(text)) return [];
  const addresses = text.matchAll(/\b[a-z][a-z0-9+.-]{0,30}:\/\/([^\s/:@"'<>]{0,200}):([^\s@/"'<>]{1,400})@/gi);
  const parameters = text.matchAll(/[?&](?:password|pwd)=([^&\s"']{1,400})/gi);
  const logins = [
    ...[...addresses].map(([, user = "", password = ""]) => ({ user, password })),
    ...[...parameters].map(([, password = ""]) => ({ user: "", password })),
  ];
  return [...logins, ...connectionLogin(text)].filter(({ password }) => !isReference(password));
}

/** Such as `Host=db;Username=app;Password=x` or `host:6379,password=x,ssl=true`, in a line of its own. */
function connectionLogin(text: string): Login[] {
  if (text.includes("\n")) return [];
  const parts = text.split(text.includes(";") ? ";" : /[,\s]+/).filter((part) => part.trim() !== "");
  const pairs = new Map(
    parts.flatMap((part) => {
      const [, key = "", value = ""] = /^\s*([\w .-]+?)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
      return value === "" ? [] : [[key.toLowerCase(), value] as const];
    }),
  );
  const password = pairs.get("password") ?? pairs.get("pwd");
  const user = ["username", "user id", "userid", "uid", "user"]
    .map((key) => pairs.get(key))
    .find((one) => one !== undefined);
  // One pair alone can be code, and so can more with other things between them.
  if (password === undefined || parts.length < 2 || pairs.size < parts.length - 1) return [];
  return [{ user: user ?? "", password }];
}

/**
 * Whether a whole text looks drawn at random from base64's letters: long, with small and capital letters and digits, and
 * changing among them as often as chance does. Names have words in them; digests and ids in hex lack capitals.
 */
function isRandom(text: string): boolean {
  if (!/^[A-Za-z0-9+/_-]{32,200}={0,2}$/.test(text) || isReadable(text)) return false;
  // So begin digests, certificates, public keys and what is packed.
  if (/^(sha\d{1,3}-|MI[A-Z]|AAAA|H4sI)/.test(text)) return false;
  const letters = text.replace(/[^A-Za-z0-9]/g, "");
  const runs = letters.match(/[a-z]+|[A-Z]+|\d+/g) ?? [];
  const inWords = runs.filter((run) => /^[a-z]{4}/.test(run)).join("").length;
  // Chance changes kind after 64 of 100 letters, and puts 8 of 100 into what could be a word.
  const mixed = /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
  return mixed && runs.length / letters.length >= 0.35 && inWords / letters.length <= 0.25 && entropy(letters) >= 4;
}

/** Base64 of a text that people can read, such as a script. */
function isReadable(base64: string): boolean {
  return /^[\t\n\r -~]+$/.test(Buffer.from(base64, "base64").toString("latin1"));
}

/** Shannon's, in bits for each letter. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}
