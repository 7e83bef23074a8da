// Adds up vitest's JSON reports and prints the closing line. Usage: summary.js REPORTS_FOLDER [FAILED_STEP…]
// Exits 1 when a test or a step failed, or when a report that should be there is missing.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ fullName: string, status: string, failureMessages?: string[] }} Assertion */
/** @typedef {{ testResults: { name: string, status: string, message?: string, assertionResults: Assertion[] }[] }} Report */

const [folder = ".", ...failedSteps] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
for (const project of ["unit", "cluster"]) {
  /** @type {Report} */
  let report;
  try {
    report = JSON.parse(readFileSync(join(folder, `${project}.json`), "utf8"));
  } catch {
    console.log(`the ${project} tests left no report`);
    total.failed += 1;
    continue;
  }
  for (const file of report.testResults) {
    const { assertionResults: results } = file;
    // A file that cannot be loaded has no results of its own.
    if (file.status === "failed" && results.every(({ status }) => status !== "failed")) total.failed += 1;
    for (const { status, fullName } of results) {
      if (status === "passed") total.passed += 1;
      else if (status === "failed") total.failed += 1;
      else {
        total.skipped += 1;
        console.log(`skipped: ${fullName}`);
      }
    }
  }
}
for (const step of failedSteps) console.log(`failed step: ${step}`);
if (failedSteps.length > 0 && total.failed === 0) total.failed = failedSteps.length;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
