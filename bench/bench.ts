import { cpus, loadavg, totalmem } from "node:os";
import { bothRoads } from "./engine.ts";
import { judgeTable } from "./judge/table.ts";
import { besideCheckov, packOverWire } from "./policies.ts";
import { flags, median, node, row, wall } from "./measure.ts";

const runs = 7;

interface Timings {
  startMs: number;
  programMs: number;
  policiesMs: number;
  totalMs: number;
  maxRssMiB: number;
}

/** A whole `npm run preview` against the bare start of Node.js and of the SDK, in turn, so that noise hits all alike. */
function wholeProcess(stack: string): void {
  const preview = [...flags, "preview/cli.ts", "--stack", stack, "--json"];
  const sdk = [...flags, "--input-type=module", "-e", 'await import("@pulumi/pulumi"); await import("@pulumi/aws")'];
  node(...preview);
  const samples = Array.from({ length: runs }, () => {
    const bareMs = wall("-e", "");
    const sdkMs = wall(...sdk);
    const started = performance.now();
    const document = JSON.parse(node(...preview)) as { timings: Timings; resources: { custom: boolean }[] };
    return { bareMs, sdkMs, wallMs: performance.now() - started, document };
  });
  const of = (figure: (sample: (typeof samples)[number]) => number) => median(samples.map(figure));
  const resources = samples[0]?.document.resources.filter(({ custom }) => custom).length ?? 0;
  const wallMs = of((sample) => sample.wallMs);
  const programMs = of(({ document }) => document.timings.programMs);
  row(`preview of ${stack}, whole process`, `${wallMs.toFixed(0)} ms`, `${resources} resources`);
  row(
    "  of that the program",
    `${programMs.toFixed(0)} ms`,
    `${((programMs / resources) * 100).toFixed(0)} ms per 100 resources`,
  );
  row("  of that the policy pack", `${of(({ document }) => document.timings.policiesMs).toFixed(0)} ms`);
  row("  peak memory", `${of(({ document }) => document.timings.maxRssMiB).toFixed(0)} MiB`);
  row("  against importing the SDK and @pulumi/aws", `x ${of((s) => s.wallMs / s.sdkMs).toFixed(2)}`);
  row("  against an empty Node.js", `x ${of((s) => s.wallMs / s.bareMs).toFixed(1)}`);
}

/** Warm runs with more and more systems; linear means that the last column stays. */
function growth(): void {
  const counts = [1, 2, 5, 10, 20];
  const results = counts.map((count) => {
    const samples = Array.from({ length: 3 }, () => {
      return JSON.parse(node(...flags, "bench/growth.ts", String(count))) as { ms: number; resources: number };
    });
    return { count, ms: median(samples.map(({ ms }) => ms)), resources: samples[0]?.resources ?? 0 };
  });
  for (const { count, ms, resources } of results) {
    const per = `${((ms / resources) * 100).toFixed(1)} ms per 100 resources`;
    row(
      `${count} ${count === 1 ? "system" : "systems"}, warm`,
      `${ms.toFixed(0)} ms`,
      `${resources} resources, ${per}`,
    );
  }
}

const memory = (totalmem() / 2 ** 30).toFixed(0);
const load = loadavg()[0]?.toFixed(2) ?? "?";
row(
  `${cpus().length} x ${cpus()[0]?.model ?? "unknown CPU"}, ${memory} GiB, Node.js ${process.versions.node}`,
  `load ${load}`,
);
row(`medians of ${runs} runs, compile cache warm`, "");
wholeProcess("prod");
wholeProcess("staging");
growth();
await packOverWire("prod");
await besideCheckov("prod");
judgeTable(45, [10, 100, 1000]);
await bothRoads("prod");
