import type { styleText } from "node:util";
import { type Agreement, results } from "./agreement.ts";
import { faultLine } from "./exceptions.ts";
import type { ScanResult, StackFinding } from "./result.ts";

type Paint = typeof styleText;

/** The scan as a person reads it. */
export function renderResult(result: ScanResult, paint: Paint): string {
  const { counts, findings, accepted, faults, agreement } = result;
  const said = [
    `Judged by ${result.checkov}`,
    table(
      counts.map(({ stack, framework, passed, failed, accepted }) =>
        countRow(stack, framework, passed, failed, accepted),
      ),
    ),
    ...(findings.length === 0 ? [] : [renderFindings(findings, paint)]),
    ...(faults.length === 0 ? [] : [renderFaults(result, paint)]),
    ...(accepted.length === 0 ? [] : [renderAccepted(accepted)]),
    ...(agreement.length === 0 ? [] : [renderAgreement(agreement, result.agreementTotals, paint)]),
    summary(result, paint),
  ];
  return said.join("\n\n");
}

/** The line that says that nothing was judged. */
export function renderSkip({ skipped }: ScanResult, paint: Paint): string {
  return skipped.map(({ what, why }) => paint("yellow", `skipped: ${what}: ${why}`)).join("\n");
}

function countRow(stack: string, framework: string, passed: number, failed: number, accepted: number): string[] {
  return [
    stack,
    framework,
    `${passed} passed`,
    `${failed} failed`,
    accepted === 0 ? "" : `${accepted} of them accepted`,
  ];
}

/** One block for each check, since one mend is often for all of its resources. */
function renderFindings(findings: readonly StackFinding[], paint: Paint): string {
  const byCheck = Map.groupBy(findings, ({ check }) => check);
  return [...byCheck]
    .map(([check, own]) => {
      const lines = own.map(({ resource, stack }) => `  ${resource} (${stack})`);
      return [`${paint("red", check)} ${own[0]?.demand ?? ""}`, ...lines].join("\n");
    })
    .join("\n");
}

function renderFaults({ faults }: ScanResult, paint: Paint): string {
  return [paint("red", "scan/exceptions.yaml"), ...faults.map((fault) => `  ${faultLine(fault)}`)].join("\n");
}

function renderAccepted(accepted: ScanResult["accepted"]): string {
  const first = accepted.map(({ expires }) => expires).toSorted()[0] ?? "";
  const checks = new Set(accepted.map(({ check }) => check)).size;
  return `${accepted.length} findings of ${checks} checks are accepted by scan/exceptions.yaml; the first exception ends on ${first}`;
}

function renderAgreement(agreement: readonly Agreement[], totals: ScanResult["agreementTotals"], paint: Paint): string {
  const style = (result: Agreement["result"]) => (result === "theirs only" ? paint("yellow", result) : result);
  const rows = agreement.map(({ rule, check, result, note }) => [rule, check, result, note]);
  const painted = table(rows)
    .split("\n")
    .map((line, i) => line.replace(agreement[i]?.result ?? "", (result) => style(result as Agreement["result"])));
  const counted = results.map((result) => `${totals[result]} ${result}`).join(", ");
  return ["The policy pack and checkov on the pack's fixtures", ...painted.map((line) => `  ${line}`), counted].join(
    "\n",
  );
}

function summary({ passed, failed, skipped }: ScanResult, paint: Paint): string {
  const text = `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
  return failed === 0 ? text : paint("red", text);
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
