import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { thisMachine } from "../engine/cli/world.ts";
import { judged } from "../preview/judged.ts";
import { plan } from "../preview/plan.ts";
import { loadStackConfig, projectFolder } from "../preview/stack-file.ts";
import { checkovHome } from "../scan/checkov-home.ts";
import { judge } from "../scan/checkov.ts";
import { requestOf, stackRequestOf, withPack } from "../test/policies/server.ts";
import { flags, median, node, row, wall } from "./measure.ts";

const runs = 3;
/** Resources that the engine registers at a time where nobody says otherwise: four for each processor. */
const parallel = 4 * cpus().length;

/** The policy pack as the engine meets it: how long until it listens, and for each resource of a stack. */
export async function packOverWire(stack: string): Promise<void> {
  const { registrations } = await plan({ stack, config: loadStackConfig(stack, []), mode: "preview" });
  const resources = judged(registrations);
  // Before the clock starts: to put the questions into words is the engine's work.
  const requests = resources.map((resource) => requestOf(resource).serializeBinary());
  const together = stackRequestOf(resources);
  const runTimes = await samples(runs, async () => {
    const started = performance.now();
    let figures = { startMs: 0, emptyMs: 0, analyzeMs: 0, bothMs: 0, oneByOneMs: 0, togetherMs: 0 };
    await withPack(async ({ info, version, ask, analyzeStack }) => {
      await info();
      const startMs = performance.now() - started;
      const analyze = (request: Uint8Array) => ask("analyze", request);
      const both = async (request: Uint8Array) => {
        await ask("remediate", request);
        await analyze(request);
      };
      const each = async (work: () => Promise<unknown>) => (await timed(work)) / requests.length;
      // First, as the engine meets it: nothing has been compiled by use yet.
      const analyzeMs = await each(() => atOnce(requests, analyze));
      const bothMs = await each(() => atOnce(requests, both));
      const oneByOneMs = await each(() => inTurn(requests, both));
      const emptyMs = await each(() => inTurn(requests, version));
      const togetherMs = await timed(() => analyzeStack(together));
      figures = { startMs, emptyMs, analyzeMs, bothMs, oneByOneMs, togetherMs };
    });
    return figures;
  });
  const of = (figure: (sample: (typeof runTimes)[number]) => number) => median(runTimes.map(figure));
  const per = (figure: (sample: (typeof runTimes)[number]) => number) => `${of(figure).toFixed(2)} ms`;
  row(`policy pack over gRPC, ${stack}: start`, `${of(({ startMs }) => startMs).toFixed(0)} ms`);
  row(
    `  a resource, ${parallel} at once as the engine asks`,
    per(({ analyzeMs }) => analyzeMs),
    `Analyze, ${resources.length} resources`,
  );
  row(
    "  the same with Remediate before it",
    per(({ bothMs }) => bothMs),
    "the engine's two questions",
  );
  row(
    "  the two, one by one",
    per(({ oneByOneMs }) => oneByOneMs),
  );
  row(
    "  an empty question, one by one",
    per(({ emptyMs }) => emptyMs),
  );
  row("  all resources together, once", `${of(({ togetherMs }) => togetherMs).toFixed(0)} ms`);
}

async function samples<T>(count: number, take: () => Promise<T>): Promise<T[]> {
  const taken: T[] = [];
  for (let run = 0; run < count; run++) taken.push(await take());
  return taken;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function inTurn<T>(items: Iterable<T>, each: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await each(item);
}

async function atOnce<T>(items: readonly T[], each: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  await Promise.all(Array.from({ length: parallel }, () => inTurn(left, each)));
}

/** The same resources judged by checkov, from its plan and manifests, and by the pack: whole processes, in turn. */
export async function besideCheckov(stack: string): Promise<void> {
  const world = thisMachine();
  const at = (path: string) => fileURLToPath(new URL(path, projectFolder));
  const home = await checkovHome(world, at("scan/requirements.txt"), at(".scan"));
  if (home.kind === "missing") {
    row(`policy pack beside checkov, ${stack}`, "skipped", home.why);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    node(...flags, "scan/program.ts", stack, join(folder, stack));
    // The program is run for ours and was run before theirs.
    const taken = await samples(runs, async () => {
      const oursMs = wall(...flags, "preview/policy.ts", "--stack", stack, "--format", "json");
      return { oursMs, theirsMs: await timed(() => judge(world, home.folder, join(folder, stack))) };
    });
    const of = (figure: (sample: (typeof taken)[number]) => number) => median(taken.map(figure));
    row(`npm run policy, ${stack}, program and pack`, `${of(({ oursMs }) => oursMs).toFixed(0)} ms`);
    row("  checkov on the same resources", `${of(({ theirsMs }) => theirsMs).toFixed(0)} ms`);
    row("  checkov against ours", `x ${of(({ oursMs, theirsMs }) => theirsMs / oursMs).toFixed(1)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
