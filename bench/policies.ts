import { judged } from "../preview/judged.ts";
import { plan } from "../preview/plan.ts";
import { loadStackConfig } from "../preview/stack-file.ts";
import { withPack } from "../test/policies/server.ts";
import { median, row } from "./measure.ts";

const runs = 3;

/** The policy pack as the engine meets it: how long until it listens, and for each resource of a stack. */
export async function packOverWire(stack: string): Promise<void> {
  const { registrations } = await plan({ stack, config: loadStackConfig(stack, []), mode: "preview" });
  const resources = judged(registrations);
  const samples: { startMs: number; perResourceMs: number; togetherMs: number }[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await withPack(async ({ info, analyze, analyzeStack }) => {
      await info();
      const ready = performance.now();
      for (const one of resources) await analyze(one);
      const single = performance.now();
      await analyzeStack(resources);
      samples.push({
        startMs: ready - started,
        perResourceMs: (single - ready) / resources.length,
        togetherMs: performance.now() - single,
      });
    });
  }
  const of = (figure: (sample: (typeof samples)[number]) => number) => median(samples.map(figure));
  const all = (sample: (typeof samples)[number]) => sample.perResourceMs + sample.togetherMs / resources.length;
  row(`policy pack over gRPC, ${stack}: start`, `${of(({ startMs }) => startMs).toFixed(0)} ms`);
  row(
    "  a resource, rules on resources together included",
    `${of(all).toFixed(2)} ms`,
    `${resources.length} resources, together ${of(({ togetherMs }) => togetherMs).toFixed(0)} ms`,
  );
}
