import "./strict-outputs.ts";
import { styleText } from "node:util";
import { previewDocument } from "./document.ts";
import { parsePreviewOptions, previewUsage } from "./options.ts";
import { plan } from "./plan.ts";
import { loadStackConfig } from "./stack-file.ts";
import { runUntraced } from "./traces.ts";
import { renderPreview } from "./tree.ts";

async function main(): Promise<void> {
  const started = performance.now();
  const { stack, json, overrides, help } = parsePreviewOptions(process.argv.slice(2));
  if (help) {
    process.stdout.write(`${previewUsage}\n`);
    return;
  }
  const config = loadStackConfig(stack, overrides);
  const run = await plan({ stack, config, mode: "preview" });
  const ended = performance.now();
  const document = previewDocument(stack, config, run, {
    // `performance` counts from the start of the process.
    startMs: Math.round(started),
    programMs: Math.round(ended - started),
    totalMs: Math.round(ended),
    maxRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  });
  const text = json ? JSON.stringify(document, undefined, 2) : renderPreview(document, styleText);
  process.stdout.write(`${text}\n`);
}

await runUntraced(main);
