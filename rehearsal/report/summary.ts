import type { Result } from "../result.ts";
import { type Markup, markup } from "./markup.ts";
import { prose } from "./prose.ts";
import { clock, count, harmTime, isOk } from "./words.ts";

/** A result, and the id of its section. */
export interface Entry {
  result: Result;
  id: string;
}

/** `✓ ok` or `✗ not ok`: told by word and sign, and by color besides. */
export function verdict(result: Result): Markup {
  return isOk(result)
    ? markup`<strong class="verdict ok">✓ ok</strong>`
    : markup`<strong class="verdict not-ok">✗ not ok</strong>`;
}

/** Every scenario in a line. */
export function summary(entries: readonly Entry[]): Markup {
  if (entries.length === 0) return markup`<p>No scenario was rehearsed.</p>`;
  const rows = entries.map(
    ({ result, id }) => markup`<tr><th scope="row"><a href="#${id}">${result.scenario}</a></th>
<td class="text">${prose(result.about)}</td>
<td>${verdict(result)}<br>${outcomeWords(result)}</td>
<td class="number">${harmTime(result)}</td>
<td class="number">${count(result.harmed)}</td>
<td class="number">${count(result.requests)}</td>
<td class="number">${count(result.lost)}</td>
<td class="number">${count(result.socketsDropped)}</td>
<td class="number">${clock(result.endedAt, 1)}</td></tr>`,
  );
  const words = ["Scenario", "About", "Outcome"].map((head) => markup`<th scope="col">${head}</th>`);
  const figures = ["Fault to last bad answer", "Harmed", "Requests", "Lost", "Sockets dropped", "Duration, min:s"];
  const heads = figures.map((head) => markup`<th scope="col" class="figure">${head}</th>`);
  return markup`${bad(entries)}
<table class="summary"><caption>All scenarios</caption>
<thead><tr>${words}${heads}</tr></thead><tbody>${rows}</tbody></table>
<p class="small">Harmed: failed, or slower than the gate, on the preview color. Lost: answered by no color, because the connection
was refused or broken, or by a 502 of the front. Sockets dropped: WebSockets that ended before the old color was drained.</p>`;
}

/** How many are as wanted, and which are not. */
function bad(entries: readonly Entry[]): Markup {
  const notOk = entries.filter(({ result }) => !isOk(result));
  if (notOk.length === 0) return markup`<p>${entries.length} of ${entries.length} ok.</p>`;
  const links = notOk.map(({ result, id }) => markup`<li><a href="#${id}">${result.scenario}</a></li>`);
  return markup`<div class="list bad"><p>${notOk.length} of ${entries.length} not ok:</p><ul>${links}</ul></div>`;
}

function outcomeWords({ phase, wanted, wrongs, troubles }: Result): string {
  const outcome = phase === wanted ? `${phase}, as wanted` : `${phase}, wanted: ${wanted}`;
  const counts = [
    wrongs.length > 0 ? `; wrong: ${wrongs.length}` : "",
    troubles.length > 0 ? `; troubles: ${troubles.length}` : "",
  ];
  return outcome + counts.join("");
}
