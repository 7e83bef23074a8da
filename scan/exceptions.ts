import * as pulumi from "@pulumi/pulumi";
import { parseDocument } from "yaml";
import { z } from "zod";
import { inForce, latestDay, longestDays } from "../config/exceptions.ts";
import { dotted, type Fault, faultsOf, report, wording } from "../config/explain.ts";

const exception = z.strictObject({
  check: z
    .string()
    .regex(
      /^CKV2?_[A-Z0-9]+_\d+$/,
      "must be the id of one of checkov's checks, such as CKV_AWS_91; copy it from a finding",
    ),
  resource: z.string().min(1, "must name resources as a finding does; * stands for any text"),
  reason: z
    .string()
    .refine((text) => text.trim().length >= 20, "must say why in at least 20 characters; an auditor reads it"),
  expires: z.iso.date("must be a day such as 2026-12-31"),
});

/** Findings of one check that are accepted for a time. */
export type Exception = z.infer<typeof exception>;

export interface Finding {
  stack: string;
  check: string;
  resource: string;
}

export interface Sifted<F extends Finding> {
  /** What no exception accepts. */
  standing: readonly F[];
  accepted: readonly { finding: F; exception: Exception }[];
  /** What is wrong with the exceptions themselves. */
  faults: readonly Fault[];
}

/**
 * Reads the file of exceptions.
 *
 * @throws RunError with every fault at once
 */
export function parseExceptions(text: string, source: string): Exception[] {
  const document = parseDocument(text, { prettyErrors: true });
  const [broken] = document.errors;
  if (broken !== undefined) throw new pulumi.RunError(`${source}: is not valid YAML: ${broken.message}`);
  const parsed = z.array(exception).safeParse(document.toJS() ?? [], { error: wording });
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error.issues).map(({ path, message }) => ({
    path: path.length === 0 ? ["the file"] : path,
    message,
  }));
  throw new pulumi.RunError(report(source, faults));
}

/**
 * Sorts findings by whether an exception accepts them.
 *
 * @param today as in `2026-12-31`
 * @param whole whether the findings are of every stack; else nothing is said of exceptions that accept none
 */
export function sift<F extends Finding>(
  findings: readonly F[],
  exceptions: readonly Exception[],
  { today, whole }: { today: string; whole: boolean },
): Sifted<F> {
  const used = new Set<Exception>();
  const standing: F[] = [];
  const accepted: { finding: F; exception: Exception }[] = [];
  for (const finding of findings) {
    const names = (one: Exception) => one.check === finding.check && globs(one.resource, finding.resource);
    const holding = exceptions.find((one) => names(one) && inForce(one, today));
    if (holding === undefined) {
      standing.push(finding);
    } else {
      used.add(holding);
      accepted.push({ finding, exception: holding });
    }
  }
  const faults = exceptions.flatMap((one, i): Fault[] => {
    const message = (key: string, text: string) => [
      { path: [i, key], message: `${text} (${one.check} ${one.resource})` },
    ];
    if (one.expires < today)
      return message("expires", `ended on ${one.expires}: mend it, or renew it with a new reason`);
    if (!inForce(one, today)) {
      return message("expires", `may run ${longestDays} days at most, to ${latestDay(today)}`);
    }
    if (used.has(one) || !whole) return [];
    return message("resource", "accepts nothing: the finding is gone, or another exception has it; remove it");
  });
  return { standing, accepted, faults };
}

/** Whether a text is of a form in which `*` stands for any text. */
export function globs(form: string, text: string): boolean {
  const parts = form.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}

/** Where a fault is and what to do, for a person. */
export function faultLine({ path, message }: Fault): string {
  return `${dotted(path)}: ${message}`;
}
