import { join, resolve } from "node:path";
import { type Answer, cliAt } from "./candidate.ts";
import { cliVersion } from "./version.ts";
import type { World } from "./world.ts";

/**
 * The npm package `pulumi` is a launcher without dependencies whose version is the CLI's. On its first use it fetches
 * Pulumi's install script and lets it unpack the official archive, language hosts included, into this folder, which
 * the Automation API's own `PulumiCommand.install` uses too.
 */
export function downloadFolder({ env, home }: World): string {
  return join(resolve(env["PULUMI_HOME"] || join(home, ".pulumi")), "versions", cliVersion);
}

/** The second way, as far as it was gone before. */
export async function downloadedCli(world: World): Promise<Answer> {
  const folder = downloadFolder(world);
  const file = join(folder, "bin", "pulumi");
  if (!world.isExecutable(file)) return { reason: "has not downloaded it yet" };
  const answer = await cliAt(file, world);
  // The launcher trusts any file that is there, also what an interrupted download left.
  return "cli" in answer ? answer : { reason: `${answer.reason}; remove ${folder} and try again` };
}

/** Lets the npm package download the CLI. Both have their time limits: a network that swallows packets ends it too. */
export async function downloadCli(world: World): Promise<Answer> {
  if (world.isExecutable(join(downloadFolder(world), "bin", "pulumi"))) return downloadedCli(world);
  const stop = world.progress(() => `downloading pulumi v${cliVersion} by its npm package`);
  // One attempt for npm, which would otherwise try for minutes. PULUMI_VERSION would overrule the package's own version.
  const args = ["exec", "--yes", "--loglevel=error", "--fetch-retries=0", "--fetch-timeout=30000"];
  const env = { ...world.env, PULUMI_VERSION: cliVersion, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const ran = await world
    .run("npm", [...args, "--", `pulumi@${cliVersion}`, "version"], { env, timeoutMs: 300_000 })
    .finally(stop);
  if (ran.ended === 0) return downloadedCli(world);
  if (typeof ran.ended === "string") return { reason: `npm ${ran.ended}` };
  return { reason: `the download failed: ${lastWord(ran.stderr)}` };
}

/** The launcher's own complaint if it got so far, else npm's first. */
function lastWord(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  const complaint = lines.find((line) => line.startsWith("pulumi: ")) ?? lines.find((line) => line !== "");
  return complaint ?? "without a word";
}
