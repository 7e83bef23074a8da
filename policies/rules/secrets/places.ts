import type { Reader } from "../../read.ts";
import { text } from "../../demand.ts";

// Inputs that hold a secret. A step is a key, `[]` for every item of a list or `*` for every value of a mapping.
const patterns: Readonly<Record<string, readonly string[]>> = {
  "aws:rds/instance:Instance": ["password", "passwordWo"],
  "aws:rds/cluster:Cluster": ["masterPassword", "masterPasswordWo"],
  "aws:elasticache/replicationGroup:ReplicationGroup": ["authToken", "authTokenWo"],
  "aws:elasticache/user:User": ["passwords.[]", "passwordsWo", "authenticationMode.passwords.[]"],
  "aws:mq/broker:Broker": ["users.[].password", "ldapServerMetadata.serviceAccountPassword"],
  "aws:secretsmanager/secretVersion:SecretVersion": ["secretString", "secretBinary", "secretStringWo"],
  "aws:ssm/parameter:Parameter": ["value", "valueWo"],
  "kubernetes:core/v1:Secret": ["data.*", "stringData.*"],
  "kubernetes:core/v1:SecretPatch": ["data.*", "stringData.*"],
  "kubernetes:core/v1:SecretList": ["items.[].data.*", "items.[].stringData.*"],
  "postgresql:index/role:Role": ["password", "passwordWo"],
  "pulumi:providers:postgresql": ["password"],
};

/** Whether a type has inputs that hold secrets. */
export function takesSecrets(type: string): boolean {
  return patterns[type] !== undefined;
}

/** Whether a value of a type, by its path, is or is in a secret of its own accord. */
export function isSecretPlace(type: string, path: string): boolean {
  return (patterns[type] ?? []).some((pattern) => path.split(/[.[]/)[0] === pattern.split(".")[0]);
}

/**
 * One reader for each secret that is set, though it may be unknown; undefined where there cannot be one.
 *
 * @param whole yields a block that is a Pulumi secret as one, and looks no further into it
 */
export function secretPlaces(type: string, inputs: Reader, { whole = false } = {}): readonly Reader[] | undefined {
  const steps = (patterns[type] ?? []).map((pattern) => pattern.split("."));
  const set = steps.filter(([key = ""]) => has(inputs, key));
  if (set.length === 0) return undefined;
  // Of parameters only this type is encrypted; SDKs mark the others' values, too.
  if (type === "aws:ssm/parameter:Parameter") {
    const kind = inputs.get("type");
    if (!kind.known) return [];
    if (kind.value !== "SecureString") return undefined;
  }
  return set.flatMap((pattern) => below(inputs, pattern, whole));
}

function below(at: Reader, [step, ...rest]: readonly string[], whole: boolean): Reader[] {
  if (step === undefined || (whole && at.isSecret("") === true)) return [at];
  if (step === "[]") return at.items("").flatMap((item) => below(item, rest, whole));
  // What is not there is not asked for, and so is never undetermined.
  const parts = at.entries("").filter(([key]) => step === "*" || key === step);
  return parts.flatMap(([, part]) => below(part, rest, whole));
}

/** Whether an input is set, though it may be unknown. */
export function has(inputs: Reader, key: string): boolean {
  return inputs.entries("").some(([name]) => name === key);
}

/** The nearest key around a value: `b.c` of `a["b.c"][0]`. */
export function lastKey(path: string): string {
  return /([^.[\]"]+(?:\.[^[\]"]+(?="\]))?)"?\]?(?:\[\d+\])*$/.exec(path)?.[1] ?? path;
}

/** A secret as its reader gets it; undefined where it is unknown. */
export function plain(place: Reader): string | undefined {
  const value = text(place, "");
  const inBase64 = /^secretBinary$|(^|[.\]])data[.[]/.test(place.path);
  return value !== undefined && inBase64 ? Buffer.from(value, "base64").toString() : value;
}

/** The texts of a JSON object; undefined for what is none. */
export function textsOf(json: string): (readonly [key: string, text: string])[] | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== "object" || parsed === null) return undefined;
    return Object.entries(parsed).flatMap(([key, value]: [string, unknown]) =>
      typeof value === "string" ? [[key, value] as const] : [],
    );
  } catch {
    return undefined;
  }
}
