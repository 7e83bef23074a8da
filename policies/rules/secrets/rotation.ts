import type { Reader } from "../../read.ts";
import type { ResourceRule, StackRule } from "../../rule.ts";
import { atMost, demand, is, isSet, known } from "../../demand.ts";

const secretType = "aws:secretsmanager/secret:Secret";
const rotationType = "aws:secretsmanager/secretRotation:SecretRotation";

export const secretRotationEnabled: StackRule = {
  id: "secret-rotation-enabled",
  severity: "high",
  level: "advisory",
  note: "Advisory since 2026-11-23: nothing rotates yet; a rotation needs two users in turn, or it cuts the live color off (step 3, open).",
  requirements: ["MC-035", "MC-036"],
  refs: { checkov: ["CKV2_AWS_57"], fsbp: ["SecretsManager.1"] },
  rationale: "Every secret rotates by itself, so that one that leaked unseen is worthless after a while.",
  fix: "Declare a SecretRotation for the secret.",
  checkStack: (graph) =>
    graph
      .of(secretType)
      .filter((secret) => !graph.referring(secret, "secretId", rotationType).some(({ reader }) => rotates(reader)))
      .map(({ urn }) => ({ urn, path: "", message: "does not rotate" })),
};

/** A rotation can also be declared to switch off what AWS would do. */
function rotates(rotation: Reader): boolean {
  return !known(rotation, "rotationEnabled", is(false));
}

// The checklist says rotated and no more; the figure is FSBP's (SecretsManager.4).
const mostDays = 90;

export const secretRotation90d: ResourceRule = {
  id: "secret-rotation-90d",
  types: [rotationType],
  severity: "medium",
  level: "mandatory",
  requirements: ["MC-036"],
  refs: { checkov: ["CKV_AWS_304"], fsbp: ["SecretsManager.4"] },
  rationale: "Secrets rotate at least every 90 days.",
  fix: "Set rotationRules.automaticallyAfterDays to 90 or less.",
  check: (rotation) => {
    const enabled = rotation.get("rotationEnabled");
    if (!enabled.known) return [];
    if (enabled.value === false) return "not-applicable";
    const [daysAt, scheduleAt] = ["rotationRules.automaticallyAfterDays", "rotationRules.scheduleExpression"] as const;
    if (known(rotation, daysAt, isSet)) return demand(rotation, daysAt, atMost(mostDays), "is more than 90 days");
    const schedule = rotation.get(scheduleAt);
    if (!rotation.get(daysAt).known || !schedule.known) return [];
    if (!isSet(schedule.value)) return [{ path: "rotationRules", message: "says neither days nor a schedule" }];
    return demand(rotation, scheduleAt, isOften, "leaves more than 90 days between two rotations");
  },
};

/** Whether a schedule such as `rate(10 days)` or `cron(0 8 1 * ? *)` comes round in time. */
function isOften(schedule: unknown): boolean {
  if (typeof schedule !== "string") return false;
  const [, count = "", unit = ""] = /^rate\((\d+) (hour|day)s?\)$/.exec(schedule) ?? [];
  if (count !== "") return Number(count) <= mostDays * (unit === "hour" ? 24 : 1);
  const [, , , , months = "", , year = ""] = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(schedule) ?? [];
  // Three months can have 92 days.
  return year === "*" && longestGap(monthsOf(months)) <= 2;
}

function longestGap(months: readonly number[]): number {
  const [first = 1] = months;
  const gaps = months.map((month, i) => (months[i + 1] ?? first + 12) - month);
  return Math.max(...gaps, months.length === 0 ? Infinity : 0);
}

const monthNames = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");

/** The months that a cron field such as `*`, `1,7`, `JAN-MAR` or `1/2` stands for, in order. */
function monthsOf(field: string): number[] {
  const number = (name: string) => monthNames.indexOf(name.toUpperCase()) + 1 || Number(name);
  const parts = field.split(",").map((part) => {
    const [range = "", step] = part.split("/");
    const [from = "", to = step === undefined ? from : "12"] = range === "*" ? ["1", "12"] : range.split("-");
    return { from: number(from), to: number(to), step: Number(step ?? 1) };
  });
  return monthNames
    .map((_, i) => i + 1)
    .filter((month) => parts.some(({ from, to, step }) => month >= from && month <= to && (month - from) % step === 0));
}

export const secretCmk: ResourceRule = {
  id: "secret-cmk",
  types: [secretType, "aws:ssm/parameter:Parameter"],
  severity: "low",
  level: "advisory",
  requirements: ["MT-004"],
  refs: { checkov: ["CKV_AWS_149", "CKV_AWS_337", "CKV2_AWS_34"] },
  rationale: "With a key of the platform's own, its policy decides who reads secrets, and each use of it is on record.",
  fix: "Name a KMS key of this stack.",
  check: (secret, { type }) => {
    if (type === secretType) return demand(secret, "kmsKeyId", isOwnKey, "is encrypted with AWS's key");
    const kind = secret.get("type");
    if (!kind.known) return [];
    if (kind.value !== "SecureString") return "not-applicable";
    return demand(secret, "keyId", isOwnKey, "is encrypted with AWS's key");
  },
};

function isOwnKey(key: unknown): boolean {
  return isSet(key) && !(typeof key === "string" && /(^|:)alias\/aws\//.test(key));
}
