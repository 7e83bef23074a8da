import { gunzipSync } from "node:zlib";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { wordsOf } from "../workload-settings.ts";
import { isSecretPlace, lastKey } from "./places.ts";
import { assignsSecret, secretIn } from "./forms.ts";

export const noSecretLikeLiteral: ResourceRule = {
  id: "no-secret-like-literal",
  types: () => true,
  needsSecrets: true,
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-004", "MC-034"],
  refs: { checkov: ["CKV_SECRET_2", "CKV_SECRET_4", "CKV_SECRET_6"] },
  rationale:
    "No text that looks like a key, a token or a password is an input that is not secret, or it ends up in git, state and logs.",
  fix: "Take the value from secret config or a secret output, and replace it where it was valid, for it has been seen.",
  check: (inputs, { type }) => {
    const texts = inputs.literals("").filter(({ value }) => typeof value === "string");
    if (texts.length === 0) return "not-applicable";
    return texts.flatMap(({ path, value }): Finding[] => {
      const form = secretIn(String(value), () => wordsOf(lastKey(path)));
      // Where the engine does not say, inputs that are made for secrets are taken to be them.
      const isSecret = () => inputs.isSecret(path) ?? isSecretPlace(type, path);
      return form === undefined || isSecret() ? [] : [{ path, message: `holds ${form}` }];
    });
  },
};

export const noSecretInUserData: ResourceRule = {
  id: "no-secret-in-user-data",
  types: [
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    "aws:ec2/instance:Instance",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  ],
  severity: "high",
  level: "mandatory",
  requirements: ["MT-004", "MC-034"],
  refs: { checkov: ["CKV_AWS_46"] },
  rationale: "Whatever runs on a machine, and everyone who may describe it, can read its user data.",
  fix: "Let the machine fetch the secret from Secrets Manager with its own role.",
  exceptions: "none",
  check: (machine) => ["userData", "userDataBase64"].flatMap((key) => inUserData(machine, key)),
};

function inUserData(machine: Reader, key: string): Finding[] {
  const data = machine.get(key);
  if (!data.known || typeof data.value !== "string") return [];
  const path = machine.at(key);
  const script = scriptOf(data.value);
  const form = secretIn(script, () => []);
  if (form !== undefined) return [{ path, message: `holds ${form}` }];
  return assignsSecret(script) ? [{ path, message: "sets a secret, by its name, in plain text" }] : [];
}

/** User data as the machine sees it: plain, in base64, or packed as well. */
function scriptOf(data: string): string {
  if (!/^[A-Za-z0-9+/\s]+=*\s*$/.test(data)) return data;
  const bytes = Buffer.from(data, "base64");
  try {
    // gzip's first bytes, RFC 1952.
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString();
  } catch {
    return data;
  }
}
