import "./strict-outputs.ts";
import { styleText } from "node:util";
import { exceptionAbout, report } from "../policies/report.ts";
import { rules } from "../policies/rules.ts";
import { settingsOf } from "../policies/settings.ts";
import { findingsMarkdown } from "./findings/markdown.ts";
import { findingsSarif } from "./findings/sarif.ts";
import { findingsText } from "./findings/text.ts";
import { judged } from "./judged.ts";
import { plan } from "./plan.ts";
import { packConfig, parsePolicyOptions, policyUsage } from "./policy-options.ts";
import { loadStackConfig } from "./stack-file.ts";
import { runUntraced } from "./traces.ts";

async function main(): Promise<void> {
  const options = parsePolicyOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${policyUsage}\n`);
    return;
  }
  const { stack, mode, format, overrides, policyConfig } = options;
  const packed = packConfig(policyConfig, rules);
  const config = loadStackConfig(stack, overrides);
  const { registrations } = await plan({ stack, config, mode });
  const settings = settingsOf(config);
  const found = report(rules, judged(registrations), settings, packed);
  const extent = { rules: rules.length, resources: registrations.length };
  const forms = {
    text: () => findingsText(found, extent, styleText),
    json: () => JSON.stringify({ stack, environment: settings.environment, mode, ...extent, ...found }, undefined, 2),
    sarif: () => JSON.stringify(findingsSarif(stack, found, [...rules, exceptionAbout]), undefined, 2),
    markdown: () => findingsMarkdown(stack, found, extent),
  };
  process.stdout.write(`${forms[format]()}\n`);
  if (found.findings.some(({ level }) => level === "mandatory")) process.exitCode = 1;
}

await runUntraced(main);
