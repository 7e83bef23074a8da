import leven from "leven";
import { z } from "zod";

/** One thing wrong with the config: where, and what to do about it. */
export interface Fault {
  path: readonly PropertyKey[];
  message: string;
}

/**
 * The candidate closest to a wrong word, if any is close enough to have been meant: a few letters off, or one the
 * beginning of the other, as `production` and `prod`.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wrong = word.toLowerCase();
  const near = candidates.flatMap((candidate) => {
    const right = candidate.toLowerCase();
    const distance = leven(wrong, right);
    const begins = Math.min(wrong.length, right.length) >= 4 && (wrong.startsWith(right) || right.startsWith(wrong));
    return begins || distance <= Math.max(2, Math.floor(word.length / 3)) ? [{ candidate, distance }] : [];
  });
  return near.sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

function suggestion(word: string, allowed: readonly string[]): string {
  const guess = nearest(word, allowed);
  return `${guess === undefined ? "" : `did you mean "${guess}"? `}allowed: ${allowed.join(", ")}`;
}

const kinds: Readonly<Record<string, string>> = {
  object: "a mapping of keys",
  array: "a list",
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
};

/**
 * The message of zod's own issues, worded for a person; a field's own message wins over these.
 * Misspelt keys are told apart later, one fault each.
 */
export const wording: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === "unrecognized_keys") {
    // Carries the allowed keys to `faultsOf`, which has no access to the schema that was at fault.
    return JSON.stringify(issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []);
  }
  if (issue.input === undefined) return "is missing";
  if (issue.code === "invalid_type") return `must be ${kinds[issue.expected] ?? issue.expected}`;
  if (issue.code === "too_small") return `must be ${issue.inclusive === true ? "at least" : "above"} ${issue.minimum}`;
  if (issue.code === "too_big") return `must be ${issue.inclusive === true ? "at most" : "below"} ${issue.maximum}`;
  if (issue.code !== "invalid_value") return undefined;
  const given = typeof issue.input === "string" ? issue.input : JSON.stringify(issue.input);
  return `"${given}" is not allowed; ${suggestion(given, issue.values.map(String))}`;
};

/** Zod's issues as faults, one for each misspelt key and a plain word for what is missing. */
export function faultsOf(issues: readonly z.core.$ZodIssue[]): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    if (issue.code !== "unrecognized_keys") return [{ path: issue.path, message: issue.message }];
    const allowed = JSON.parse(issue.message) as string[];
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `is not a key here; ${suggestion(key, allowed)}`,
    }));
  });
}

/** A path as people write it: `network.zones[0].name`. */
export function dotted(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

/** Every fault on a line of its own, under a line that names the file. */
export function report(source: string, faults: readonly Fault[]): string {
  const lines = [...new Set(faults.map(({ path, message }) => `  ${dotted(path)}: ${message}`))];
  return [`${source}: ${lines.length} ${lines.length === 1 ? "fault" : "faults"}`, ...lines].join("\n");
}
