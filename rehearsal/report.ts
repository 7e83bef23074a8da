import { markup } from "./report/markup.ts";
import { section } from "./report/section.ts";
import { style } from "./report/style.ts";
import { summary } from "./report/summary.ts";
import { count, scaleWords } from "./report/words.ts";
import type { Result } from "./result.ts";

/**
 * Draws rehearsals as one page of HTML that needs nothing but itself: no script, and no request to anywhere, which it
 * forbids the browser besides.
 */
export function reportPage(results: readonly Result[]): string {
  const entries = results.map((result, index) => ({ result, id: `scenario-${index + 1}` }));
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Rehearsals of blue/green releases</title>
${style}
</head>
<body>
<header><h1>Rehearsals of blue/green releases</h1>
<p>${timeWords(results)} Times are in minutes and seconds of the release, since it began.</p></header>
<main>
<div id="summary">${summary(entries)}</div>
${entries.map(({ result, id }) => section(result, id))}
</main>
</body>
</html>
`;
  return page.toString();
}

function timeWords(results: readonly Result[]): string {
  const scales = [...new Set(results.map(({ scale }) => scale))].sort((a, b) => a - b);
  const [scale, ...others] = scales;
  if (scale === undefined) return "";
  if (others.length === 0) return scaleWords(scale);
  return `Release time runs faster than the machine’s own clock, at ${scales.map((each) => `${count(each)}×`).join(", ")}; each scenario says which.`;
}
