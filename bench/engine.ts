import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCli } from "../engine/cli/find.ts";
import type { PreviewDocument } from "../preview/document.ts";
import { flags, median, node, row, wall } from "./measure.ts";

const runs = 3;

type Released = Record<"release", Record<"mycrypto", Record<"listenerRules", readonly Record<"urn", string>[]>>>;

/**
 * The same stack by both roads, each as a whole process, in turn: offline, and with the official engine and simulated
 * providers that answer at once. A real cloud's time comes on top.
 */
export async function bothRoads(stack: string): Promise<void> {
  const missing = await findCli({ install: false }).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  if (missing !== undefined) {
    row(`the engine on ${stack}`, "skipped", missing);
    return;
  }
  const offline = [...flags, "preview/cli.ts", "--stack", stack, "--json"];
  const document = JSON.parse(node(...offline)) as PreviewDocument;
  const resources = document.resources.filter(({ custom }) => custom).length;
  const { listenerRules } = (document.outputs as Released).release.mycrypto;
  const targets = listenerRules.map(({ urn }) => `--target=${urn}`);
  const moved = ["--config", "systems.mycrypto.weights={blue: 90, green: 10}", ...targets];
  const samples = Array.from({ length: runs }, () => {
    const folder = mkdtempSync(join(tmpdir(), "bench-"));
    const simulate = (operation: string, ...more: string[]) =>
      wall(...flags, "engine/simulate.ts", operation, "--stack", stack, "--folder", folder, "--json", ...more);
    try {
      return {
        offlineMs: wall(...offline),
        previewMs: simulate("preview"),
        upMs: simulate("up"),
        weightsMs: simulate("up", ...moved),
        unchangedMs: simulate("up", ...moved),
        emptyMs: wall(...flags, "bench/empty.ts"),
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  const of = (figure: (sample: (typeof samples)[number]) => number) => median(samples.map(figure));
  const per = (ms: number) => `${((ms / resources) * 100).toFixed(0)} ms per 100 resources`;
  const times = (figure: (sample: (typeof samples)[number]) => number) =>
    `x ${of((sample) => figure(sample) / sample.offlineMs).toFixed(1)}`;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const [offlineMs, previewMs, upMs] = [of((s) => s.offlineMs), of((s) => s.previewMs), of((s) => s.upMs)];
  row(`${stack} by both roads, medians of ${runs} runs`, "", `${resources} resources`);
  row("  offline preview", seconds(offlineMs), per(offlineMs));
  row("  engine's preview from nothing, with policies", seconds(previewMs), per(previewMs));
  row(
    "    against the offline preview",
    times((s) => s.previewMs),
  );
  row("  engine's preview and up from nothing", seconds(upMs), per(upMs));
  row(
    "    against the offline preview",
    times((s) => s.upMs),
  );
  row("  weight step: preview and up of the rules", seconds(of((s) => s.weightsMs)), `${targets.length} rules`);
  row("  the same when nothing changes", seconds(of((s) => s.unchangedMs)));
  row("  preview and up of an empty program", seconds(of((s) => s.emptyMs)));
  row("    weight step above that", seconds(of((s) => s.weightsMs - s.emptyMs)));
  row("    weight step above no change", seconds(of((s) => s.weightsMs - s.unchangedMs)));
}
