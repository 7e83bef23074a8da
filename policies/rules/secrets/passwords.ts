import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { atLeast, demand, text } from "../../demand.ts";
import { wordsOf } from "../workload-settings.ts";
import { lastKey, plain, secretPlaces, takesSecrets, textsOf } from "./places.ts";
import { loginsIn } from "./forms.ts";
import { namesSecret } from "./names.ts";

// What products are shipped with, what manuals write for an example, and the names of this platform's own systems.
const defaults = new Set(
  `1234 12345 123456 1234567 12345678 123456789 1234567890 admin administrator default demo dev development guest kafka
  letmein mycrypto mysql mytrader pass passphrase password postgres postgresql pwd qwerty rabbitmq redis root sa secret
  superuser temp test token trading user valkey welcome your256bitsecret`.split(/\s+/),
);

/** Also with a number or a mark at its end, with signs for letters, or with a request to change it. */
function isDefault(password: string): boolean {
  const plain = password.toLowerCase().replace(/[\s_-]/g, "");
  const letters = plain.replace(/[^a-z]+$/, "");
  const signs: Readonly<Record<string, string>> = { "@": "a", "0": "o", $: "s", "3": "e", "1": "i" };
  const spelt = letters.replace(/[@0$31]/g, (sign) => signs[sign] ?? sign);
  const asksForChange = /(change|replace)(it|me|this)|your(own|super)?(password|secret|key)|placeholder/.test(plain);
  return asksForChange || [plain, spelt].some((one) => defaults.has(one));
}

// Where the user's name stands, of a password that has nothing else with it.
const userNames: Readonly<Record<string, string>> = {
  "aws:rds/instance:Instance": "username",
  "aws:rds/cluster:Cluster": "masterUsername",
  "aws:elasticache/user:User": "userName",
  "aws:mq/broker:Broker": "./username",
  "postgresql:index/role:Role": "name",
  "pulumi:providers:postgresql": "username",
};

export const noDefaultPassword: ResourceRule = {
  id: "no-default-password",
  types: takesSecrets,
  severity: "critical",
  level: "mandatory",
  requirements: ["MC-035", "MT-009"],
  refs: {},
  rationale: "No password is one that a product is shipped with, or its user's name: those are what is tried first.",
  fix: "Generate the password with random.RandomPassword.",
  exceptions: "none",
  check: (inputs, { type }) => {
    const places = secretPlaces(type, inputs);
    if (places === undefined) return "not-applicable";
    const names = type.startsWith("kubernetes:") ? places.filter(({ path }) => isUser(lastKey(path))) : [];
    return places.flatMap((place): Finding[] => {
      const { path } = place;
      // Only such keys of a Secret hold passwords; what the others hold is judged by its form.
      const whole = !type.startsWith("kubernetes:") || namesSecret(wordsOf(lastKey(path)));
      const logins = loginsOf(plain(place), whole);
      const users = logins.length === 0 ? [] : [...names.map(plain), userOf(type, inputs, path)];
      const isWeak = logins.some(
        ({ user, password }) =>
          isDefault(password) || [user, ...users].some((name) => name?.toLowerCase() === password.toLowerCase()),
      );
      return isWeak ? [{ path, message: "is a default password, or its user's name" }] : [];
    });
  },
};

function userOf(type: string, inputs: Reader, path: string): string | undefined {
  const name = userNames[type];
  // A dot in front: beside the password.
  return name === undefined ? undefined : text(inputs, name.replace(/^\.\//, path.replace(/[^.]*$/, "")));
}

/** Passwords in a secret, with their users: in JSON, in addresses, or else the whole text. */
function loginsOf(value: string | undefined, whole: boolean): { user?: string | undefined; password: string }[] {
  if (value === undefined || value === "") return [];
  const inside = loginsIn(value);
  const texts = textsOf(value);
  if (texts === undefined) return inside.length > 0 || !whole ? inside : [{ password: value }];
  const user = texts.find(([key]) => isUser(key))?.[1];
  const passwords = texts.filter(([key]) => namesSecret(wordsOf(key)));
  return [...inside, ...passwords.map(([, password]) => ({ user, password }))];
}

function isUser(name: string): boolean {
  return /^(user|username|login)$/.test(wordsOf(name).at(-1) ?? "");
}

export const passwordStrength: ResourceRule = {
  id: "password-strength",
  types: ["random:index/randomPassword:RandomPassword", "random:index/randomString:RandomString"],
  severity: "high",
  level: "mandatory",
  requirements: ["MC-035"],
  refs: {},
  rationale: "Generated passwords are too long to be guessed and never shown, for nobody has to remember them.",
  fix: "Use RandomPassword with a length of 24 or more.",
  check: (password, { type, name }) => {
    if (type.endsWith(":RandomPassword")) return demand(password, "length", atLeast(24), "is fewer than 24 characters");
    // Its result is no secret; what else it is for, nobody can tell.
    return namesSecret(wordsOf(name))
      ? [{ path: "", message: "is a secret, by its name, but not kept as one" }]
      : "not-applicable";
  },
};
