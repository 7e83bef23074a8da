import type { Fault } from "../config/explain.ts";
import { type Agreement, totals } from "./agreement.ts";
import { type Framework, frameworks, type Opinion } from "./checkov.ts";
import { type Exception, type Finding, sift } from "./exceptions.ts";

/** A check that a stack's resource fails, or that cannot judge it. */
export interface StackFinding extends Finding {
  framework: Framework;
  demand: string;
}

/** How many of checkov's opinions of a stack are of each kind. */
export interface Count {
  stack: string;
  framework: Framework;
  passed: number;
  failed: number;
  skipped: number;
  /** Of those failed, how many the exceptions accept. */
  accepted: number;
}

/** All that a scan came to; also the document of `--json`. */
export interface ScanResult {
  /** Opinions without fault, and findings that are accepted. */
  passed: number;
  /** Findings that stand, and faults of the exceptions. */
  failed: number;
  skipped: { what: string; why: string }[];
  /** Who judged, such as `checkov==3.3.30`. */
  checkov: string;
  counts: Count[];
  findings: StackFinding[];
  accepted: (StackFinding & { reason: string; expires: string })[];
  faults: Fault[];
  agreement: Agreement[];
  agreementTotals: ReturnType<typeof totals>;
}

export function skippedScan(why: string, checkov: string): ScanResult {
  const skipped = [{ what: "independent scan with checkov", why }];
  const nothing = { counts: [], findings: [], accepted: [], faults: [], agreement: [] };
  return { passed: 0, failed: 0, skipped, checkov, ...nothing, agreementTotals: totals([]) };
}

export interface Scan {
  checkov: string;
  opinions: ReadonlyMap<string, readonly Opinion[]>;
  exceptions: readonly Exception[];
  agreement: readonly Agreement[];
  today: string;
  /** Whether every stack was scanned. */
  whole: boolean;
}

export function scanResult({ checkov, opinions, exceptions, agreement, today, whole }: Scan): ScanResult {
  const all = [...opinions].flatMap(([stack, list]) => list.map((opinion) => ({ stack, ...opinion })));
  const findings = all
    .filter(({ outcome }) => outcome === "failed" || outcome === "crashed")
    .map(({ stack, framework, check, demand, resource }) => ({ stack, framework, check, demand, resource }));
  const { standing, accepted, faults } = sift(findings, exceptions, { today, whole });
  const counts = [...opinions.keys()].flatMap((stack) =>
    frameworks.map((framework): Count => {
      const here = (one: { stack: string; framework: Framework }) => one.stack === stack && one.framework === framework;
      const of = (outcome: Opinion["outcome"]) => all.filter((one) => here(one) && one.outcome === outcome).length;
      return {
        stack,
        framework,
        passed: of("passed"),
        failed: of("failed") + of("crashed"),
        skipped: of("skipped"),
        accepted: accepted.filter(({ finding }) => here(finding)).length,
      };
    }),
  );
  const key = ({ check, resource, stack }: StackFinding) => `${check} ${resource} ${stack}`;
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, accepted.length),
    failed: standing.length + faults.length,
    // Only an exception with an end may turn a check off; a mark on a resource may not.
    skipped: all
      .filter(({ outcome }) => outcome === "skipped")
      .map(({ stack, check, resource }) => ({
        what: `${check} of ${resource} (${stack})`,
        why: "marked so in the resource",
      })),
    checkov,
    counts,
    findings: standing.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
    accepted: accepted.map(({ finding, exception: { reason, expires } }) => ({ ...finding, reason, expires })),
    faults: [...faults],
    agreement: [...agreement],
    agreementTotals: totals(agreement),
  };
}
