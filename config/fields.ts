import { z } from "zod";
import { canonical } from "./cidr.ts";

// One definition per kind of value; each message says what is allowed.

/** A message for a wrong value; a missing one is said to be missing. */
export function says(message: string) {
  return { error: (issue: { input?: unknown }) => (issue.input === undefined ? "is missing" : message) };
}

/** Text of a certain form. The kind is also the type that the configuration's documentation shows. */
export function named(kind: string, form: RegExp, example: string) {
  const article = /^[AEIO]/i.test(kind) ? "an" : "a";
  const error = says(`must be ${article} ${kind} such as ${example}`);
  return z
    .string(error)
    .regex(form, error)
    .meta({ title: `${kind} such as ${example}` });
}

// `abort`: a second fault of a text that has not even the right form would only mislead.
const ipv4Cidr = z
  .cidrv4({ ...says("must be an IPv4 range such as 10.20.0.0/16"), abort: true })
  .meta({ title: "IPv4 range" });

/** An IPv4 range without host bits. */
export const cidr = ipv4Cidr.superRefine((value, context) => {
  const network = canonical(value);
  if (network !== value) context.addIssue({ code: "custom", message: `has host bits set; did you mean "${network}"?` });
});

/** A range that may be opened to: not the whole internet. */
export const narrowCidr = cidr.refine((value) => value !== "0.0.0.0/0", {
  error: "opens the endpoint to the whole internet; name the ranges that need it",
});

const label = "(?!-)[a-z0-9-]{1,63}(?<!-)";
const domainPattern = new RegExp(`^(?=.{4,200}$)(?:${label}\\.)+(?!\\d+$)${label}$`);
/** Names that belong to others or are placeholders of the requirements. */
const foreign = /(^|\.)(yourdomain\.com|mycrypto\.com|mytrader\.com)$/;

export const domain = z
  .string()
  .regex(domainPattern, {
    error: "must be a lower-case host name of at least two labels, such as mycrypto.example",
    abort: true,
  })
  .refine((value) => !foreign.test(value), {
    error: "is a placeholder or belongs to someone else; use a domain you own",
  })
  .meta({ title: "host name such as mycrypto.example" });

export const email = z
  .email({ ...says("must be an e-mail address"), abort: true })
  .refine((value) => !/\.(internal|local)$/.test(value), {
    error: "ends in a name that the internet cannot deliver to",
  })
  .meta({ title: "e-mail address" });

export const accountId = z
  .string(says("must be the 12 digits of an AWS account, in quotes"))
  .regex(/^\d{12}$/, { error: "must be the 12 digits of an AWS account, in quotes" })
  .meta({ title: "12 digits, in quotes" });

export const region = named("AWS region", /^[a-z]{2}(-[a-z]+)+-\d$/, "eu-central-1");

export const roleArn = named(
  "ARN of an IAM role",
  /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/,
  "arn:aws:iam::111122223333:role/platform-admin",
);

export const policyArn = named(
  "ARN of an IAM policy",
  /^arn:aws[a-z-]*:iam::\d{12}:policy\/[\w+=,.@/-]+$/,
  "arn:aws:iam::111122223333:policy/trading-boundary",
);

export const secretArn = named(
  "ARN of a secret",
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/,
  "arn:aws:secretsmanager:eu-central-1:111122223333:secret:mail-relay-AbCdEf",
);

export const securityGroupId = named("security group's id", /^sg-[0-9a-f]{8,17}$/, "sg-0123456789abcdef0");

export const zoneId = named("Route 53 zone id", /^Z[A-Z0-9]{7,31}$/, "Z0123456789AB");

export const semver = named("version", /^\d+\.\d+\.\d+(-[0-9a-z]+([.-][0-9a-z]+)*)?$/, "1.4.2, in quotes");

/** What follows the repository in an image reference: `tag`, `sha256:…` or `tag@sha256:…`. */
export const image = z
  .string()
  .regex(/^(?:[A-Za-z0-9_][\w.-]{0,127}@)?sha256:[0-9a-f]{64}$|^[A-Za-z0-9_][\w.-]{0,127}$/, {
    error: "must be a digest (sha256: and 64 hex digits), optionally after tag@; outside prod a tag alone will do",
  })
  .meta({ title: "digest (sha256: and 64 hex digits), optionally after tag@; outside prod a tag alone" });

export const registry = named(
  "registry host",
  /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._/-]+)?$/,
  "111122223333.dkr.ecr.eu-central-1.amazonaws.com, without a scheme",
);

/** A whole number with bounds that the message repeats. */
export function whole(min: number, max: number, unit = "") {
  const error = says(`must be a whole number from ${min} to ${max}${unit && ` ${unit}`}`);
  return z
    .int(error)
    .min(min, error)
    .max(max, error)
    .meta({ title: `${min} to ${max}${unit && ` ${unit}`}` });
}

/** Retention that CloudWatch Logs accepts, in days. */
const retentions = [30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
export const logRetentionDays = z.union(
  retentions.map((days) => z.literal(days)),
  says(`must be a retention that CloudWatch Logs accepts, in days: ${retentions.join(", ")}`),
);
