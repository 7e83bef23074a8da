import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { World } from "../engine/cli/world.ts";
import { inVenv } from "./checkov-home.ts";

export const frameworks = ["kubernetes", "terraform_plan"] as const;
export type Framework = (typeof frameworks)[number];

/** What checkov says of one resource by one check. */
export interface Opinion {
  framework: Framework;
  check: string;
  /** What the check demands, in checkov's words. */
  demand: string;
  /** Such as `aws_lb.trading-prod` and `Deployment.mycrypto-blue.api`. */
  resource: string;
  /** File below the scanned folder, with a slash before it. */
  file: string;
  /** One that crashed has not judged. */
  outcome: "passed" | "failed" | "skipped" | "crashed";
}

const opinion = z.object({ check_id: z.string(), check_name: z.string(), resource: z.string(), file_path: z.string() });
const opinions = z.array(opinion);
const report = z.object({
  check_type: z.enum(frameworks),
  results: z.object({
    passed_checks: opinions,
    failed_checks: opinions,
    skipped_checks: opinions,
    parsing_errors: z.array(z.string()),
  }),
});

/**
 * What checkov says of a folder that `writeExhibits` filled.
 *
 * @param home folder of its virtual environment
 * @param only the checks to judge by; without them all
 * @throws RunError when it does not get to its end, or cannot read what it is shown
 */
export async function judge(
  world: World,
  home: string,
  folder: string,
  only: readonly string[] = [],
): Promise<Opinion[]> {
  const args = ["--directory", ".", "--framework", ...frameworks, "--output", "json", "--compact"];
  const offline = ["--soft-fail", "--skip-download"];
  const chosen = only.length === 0 ? [] : ["--check", only.join(",")];
  // Bare: neither its own settings nor a key for its maker's service have a say.
  const env = { PATH: world.env["PATH"], HOME: home, LOG_LEVEL: "ERROR", CKV_SKIP_PACKAGE_UPDATE_CHECK: "true" };
  const ran = await world.run(inVenv(home, "checkov"), [...args, ...offline, ...chosen], {
    cwd: folder,
    env,
    timeoutMs: 10 * 60_000,
  });
  if (ran.ended !== 0) throw new pulumi.RunError(`checkov ended with ${ran.ended}:\n${ran.stderr || ran.stdout}`);
  return [...opinionsOf(ran.stdout), ...crashesOf(ran.stderr)];
}

/**
 * Reads checkov's JSON.
 *
 * @throws RunError when it is another form, or a file could not be read: what is not read is not judged
 */
export function opinionsOf(text: string): Opinion[] {
  const form = z.union([z.array(report), report.transform((one) => [one])]).safeParse(jsonOf(text));
  if (!form.success)
    throw new pulumi.RunError(`checkov's report is not in the form that is expected:\n${text.slice(0, 500)}`);
  const unread = form.data.flatMap(({ results }) => results.parsing_errors);
  if (unread.length > 0) throw new pulumi.RunError(`checkov cannot read ${unread.join(", ")}`);
  const all = form.data.flatMap(({ check_type, results }) => {
    const of = (list: z.infer<typeof opinions>, outcome: Opinion["outcome"]) =>
      list.map((each): Opinion => {
        const { check_id: check, check_name: demand, resource, file_path: file } = each;
        return { framework: check_type, check, demand, resource, file, outcome };
      });
    const { passed_checks, failed_checks, skipped_checks } = results;
    return [...of(failed_checks, "failed"), ...of(passed_checks, "passed"), ...of(skipped_checks, "skipped")];
  });
  const missing = frameworks.filter((framework) => !all.some((one) => one.framework === framework));
  if (missing.length > 0) throw new pulumi.RunError(`checkov judged nothing by ${missing.join(" and ")}`);
  return all;
}

/** Checks that stumbled over a resource, of which checkov tells on stderr alone. */
export function crashesOf(stderr: string): Opinion[] {
  return [...stderr.matchAll(/Failed to run check (\S+) on ([^\s:]+):(\S+)/g)].map(
    ([, check = "", file = "", resource = ""]) => {
      const framework = file.endsWith(".json") ? "terraform_plan" : "kubernetes";
      return { framework, check, demand: "(the check itself failed: not judged)", resource, file, outcome: "crashed" };
    },
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
