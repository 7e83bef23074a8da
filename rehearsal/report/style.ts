import { markup } from "./markup.ts";

/** How the page looks: light or dark as the reader likes it, and light on paper. */
export const style = markup`<style>
:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #15181c);
  --ink: light-dark(#1b1f24, #e4e7eb);
  --faint: light-dark(#59636e, #a3acb6);
  --rule: light-dark(#d5dae0, #3a4048);
  --shade: light-dark(#f3f5f7, #20252b);
  --bar: light-dark(#cfd6de, #47505b);
  --blue: light-dark(#1457c8, #79b0ff);
  --green: light-dark(#15742f, #56d27a);
  --bad: light-dark(#b3261e, #ff8a80);
  --harm: light-dark(#b3261e22, #ff8a802e);
}
body { margin: 0 auto; padding: 16px 20px; max-width: 1500px; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
a { color: var(--blue); }
a:focus-visible, summary:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; }
h1 { font-size: 24px; }
h2 { font-size: 20px; overflow-wrap: anywhere; }
h3 { font-size: 15px; margin: 0; }
section { margin-top: 36px; border-top: 2px solid var(--rule); }
table { border-collapse: collapse; width: 100%; margin: 12px 0; font-size: 14px; }
table.narrow { width: auto; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { text-align: left; vertical-align: top; padding: 3px 8px; border-bottom: 1px solid var(--rule); }
thead th { background: var(--shade); vertical-align: bottom; }
tbody th, .text { overflow-wrap: anywhere; }
tbody th { min-width: 7em; }
.summary .text { min-width: 12em; }
.summary th, .summary td { padding: 3px 6px; }
.figure { text-align: right; }
.small, figcaption { font-size: 13px; color: var(--faint); }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.notes td:not(.text) { width: 1%; white-space: nowrap; }
.prose { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.verdict { white-space: nowrap; padding: 0 6px; border: 2px solid currentcolor; border-radius: 4px; font-size: 14px; }
.ok { color: var(--green); }
.not-ok { color: var(--bad); border-style: double; }
.list { margin: 10px 0; padding: 6px 12px; border-left: 5px solid var(--rule); background: var(--shade); }
.list.bad { border-color: var(--bad); }
.list p, .list ul { margin: 2px 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 10px 0; }
dt { color: var(--faint); }
dd { margin: 0; }
summary { cursor: pointer; }
figure { margin: 12px 0; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 12px ui-monospace, "DejaVu Sans Mono", monospace; fill: var(--ink); white-space: pre; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; }
svg text.inside { stroke: none; }
svg .title, svg .value { font-weight: 700; }
svg .tick { fill: var(--faint); }
.grid { stroke: var(--rule); stroke-width: 0.7; }
.line, .weight { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.weight { stroke: var(--ink); stroke-width: 2.4; }
.line.blue, .stem.blue { stroke: var(--blue); }
.line.green, .stem.green { stroke: var(--green); }
.line.green { stroke-dasharray: 6 3; }
.stem { stroke-width: 2; }
.mark { stroke: var(--paper); stroke-width: 0.7; }
.mark.blue { fill: var(--blue); }
.mark.green { fill: var(--green); }
.stretch { fill: var(--bar); stroke: var(--faint); stroke-width: 0.6; }
.sign { fill: var(--ink); }
.fault .sign, svg text.fault { fill: var(--bad); }
.harm { fill: var(--harm); }
.moment { stroke: var(--ink); stroke-width: 1.4; }
.moment.fault { stroke: var(--bad); stroke-dasharray: 2 2; }
.field { fill: transparent; }
.field:hover { fill: var(--ink); fill-opacity: 0.1; }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 11pt; }
  .summary { font-size: 8pt; }
  .summary th, .summary td { min-width: 0; padding: 2px 4px; }
  .summary td { overflow-wrap: anywhere; white-space: normal; }
  figure, tr, .list { break-inside: avoid; }
  h2 { break-after: avoid; }
  .back { display: none; }
  details::details-content { content-visibility: visible; }
  .stretch, .harm, .mark, thead th { print-color-adjust: exact; }
}
</style>`;
