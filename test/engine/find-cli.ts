import type { TestProject } from "vitest/node";
import { findCli } from "../../engine/cli/find.ts";

/**
 * Looks for a CLI that is ready; tests do not download or build one. Without it they skip, each with the reason.
 *
 * @returns why there is none; empty where there is one
 */
export async function findReadyCli(project: TestProject): Promise<string> {
  const noCli = await findCli({ install: false }).then(
    () => "",
    () => " (skipped: no Pulumi CLI is ready; npm run engine gets one)",
  );
  project.provide("noCli", noCli);
  return noCli;
}

export default async function setUp(project: TestProject): Promise<void> {
  await findReadyCli(project);
}
