import "./strict-outputs.ts";
import { styleText } from "node:util";
import { report } from "../policies/report.ts";
import { rules } from "../policies/rules.ts";
import { settingsOf } from "../policies/settings.ts";
import { previewDocument } from "./document.ts";
import { findingsText } from "./findings/text.ts";
import { judged } from "./judged.ts";
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
  const planned = performance.now();
  const policies = report(rules, judged(run.registrations), settingsOf(config));
  const ended = performance.now();
  const document = previewDocument(stack, config, run, policies, {
    // `performance` counts from the start of the process.
    startMs: Math.round(started),
    programMs: Math.round(planned - started),
    policiesMs: Math.round(ended - planned),
    totalMs: Math.round(ended),
    maxRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  });
  const extent = { rules: rules.length, resources: document.resources.length };
  const text = json
    ? JSON.stringify(document, undefined, 2)
    : renderPreview(document, findingsText(policies, extent, styleText), styleText);
  process.stdout.write(`${text}\n`);
}

await runUntraced(main);
