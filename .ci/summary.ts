// Adds up vitest's JSON reports and those of the other checks, and prints the closing line.
// Usage: summary.ts REPORTS_FOLDER [FAILED_STEP…]
// Exits 1 when a test or a step failed, or when a report that should be there is missing.
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface TestFile {
  name: string;
  status: string;
  assertionResults: { fullName: string; status: string }[];
}

function read(file: string): TestFile[] | undefined {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { testResults: TestFile[] }).testResults;
  } catch {
    return undefined;
  }
}

/** What the outside judge (`scan/result.ts`), the rehearsal and the check of the workflows say of themselves. */
interface Check {
  passed: number;
  failed: number;
  skipped: { what: string; why: string }[];
}

function readCheck(file: string): Check {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Check;
  } catch {
    console.log(`${file} is missing: a check left no report`);
    return { passed: 0, failed: 1, skipped: [] };
  }
}

const [folder = ".", ...failedSteps] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
for (const project of ["unit", "engine", "database", "cluster"]) {
  const files = read(join(folder, `${project}.json`));
  if (files === undefined) {
    console.log(`the ${project} tests left no report`);
    total.failed += 1;
  }
  for (const { name, status: outcome, assertionResults } of files ?? []) {
    for (const { status, fullName } of assertionResults) {
      if (status === "passed") total.passed += 1;
      else if (status === "failed") total.failed += 1;
      else {
        total.skipped += 1;
        console.log(`skipped: ${fullName}`);
      }
    }
    // A file that cannot be loaded has no results of its own.
    if (outcome === "failed" && assertionResults.every(({ status }) => status !== "failed")) {
      total.failed += 1;
      console.log(`failed as a whole: ${name}`);
    }
  }
}
for (const name of ["workflows", "scan", "rehearsal"]) {
  const check = readCheck(join(folder, `${name}.json`));
  total.passed += check.passed;
  total.failed += check.failed;
  total.skipped += check.skipped.length;
  for (const { what, why } of check.skipped) console.log(`skipped: ${what}: ${why}`);
}
for (const step of failedSteps) console.log(`failed step: ${step}`);
if (total.failed === 0) total.failed = failedSteps.length;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
