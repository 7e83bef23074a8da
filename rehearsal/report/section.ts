import type { Result } from "../result.ts";
import { colors } from "../../systems/model/system.ts";
import { totalsOf } from "./buckets.ts";
import { type Markup, markup } from "./markup.ts";
import { notesList, numbered } from "./notes.ts";
import { prose, proseList } from "./prose.ts";
import { verdict } from "./summary.ts";
import { timeline } from "./timeline.ts";
import { clock, count, harmTime, inMilliseconds, inSeconds, scaleWords, weightWords } from "./words.ts";

/** One scenario: what is wrong first, then what came of it, the timeline, and everything in words. */
export function section(result: Result, id: string): Markup {
  const { scenario, about, reasons, troubles, wrongs, phase } = result;
  const notes = numbered(result.notes);
  const why = phase === "succeeded" ? "Reasons" : "Why it turned back";
  return markup`<section id="${id}" aria-labelledby="${id}-name">
<h2 id="${id}-name">${verdict(result)} ${scenario}</h2>
<div>${prose(about)}</div>
${proseList("Wrong", "bad", wrongs)}
${proseList("Troubles", "bad", troubles)}
${proseList(why, "plain", reasons)}
${facts(result)}
<figure>${timeline(result, notes, id)}
<figcaption>Point at a bucket, a bar or a marker to read its numbers. A marker “3 +2” is note 3 and the two after it of its kind.
Shaded: from the fault to the last bad answer.</figcaption></figure>
${colorTable(result)}
${notesList(notes)}
${stretchTable(result)}
<p class="back"><a href="#summary">Back to the summary</a></p>
</section>`;
}

function facts(result: Result): Markup {
  const { phase, wanted, fault, endedAt, requestsPerSecond, harmed, requests, lost, socketsDropped } = result;
  const planted = fault && markup`<dt>Fault</dt><dd>${clock(fault.at, 1)}: ${prose(fault.what)}</dd>`;
  return markup`<dl>
<dt>Outcome</dt><dd>${phase} after ${clock(endedAt, 1)} (${inSeconds(endedAt)}); wanted: ${wanted}</dd>
${planted ?? markup`<dt>Fault</dt><dd>none planted</dd>`}
<dt>Fault to last bad answer</dt><dd>${harmTime(result)}</dd>
<dt>Requests</dt><dd>${count(requests)}, at ${count(requestsPerSecond)} per second; ${count(harmed)} harmed, ${count(lost)} lost; WebSockets dropped: ${count(socketsDropped)}</dd>
<dt>Preview weight</dt><dd>${prose(weightWords(result.weights))}</dd>
<dt>Time</dt><dd>${scaleWords(result.scale)} Latencies are of the machine’s own clock.</dd>
</dl>`;
}

function colorTable({ traffic }: Result): Markup {
  if (traffic.length === 0) return markup`<p>There was no traffic.</p>`;
  const rows = colors.map((color) => {
    const { requests, errors, p50, p95 } = totalsOf(traffic, color);
    return markup`<tr><th scope="row">${color}</th><td class="number">${count(requests)}</td>
<td class="number">${count(errors)}</td><td class="number">${inMilliseconds(p50)}</td><td class="number">${inMilliseconds(p95)}</td></tr>`;
  });
  return markup`<table class="narrow"><caption>Traffic by color</caption>
<thead><tr><th scope="col">Color</th><th scope="col" class="figure">Requests</th><th scope="col" class="figure">Errors</th>
<th scope="col" class="figure">Highest p50</th><th scope="col" class="figure">Highest p95</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function stretchTable({ stretches }: Result): Markup {
  if (stretches.length === 0) return markup``;
  const rows = stretches.map(
    ({ name, from, to }) => markup`<tr><td class="number">${clock(from, 1)}</td><td class="number">${clock(to, 1)}</td>
<td class="number">${inSeconds(to - from)}</td><td class="text">${prose(name)}</td></tr>`,
  );
  return markup`<details><summary>Tasks, holds and waits: ${stretches.length}</summary>
<table class="notes"><caption>Tasks, holds and waits</caption>
<thead><tr><th scope="col" class="figure">From</th><th scope="col" class="figure">To</th><th scope="col" class="figure">Took</th><th scope="col">What</th></tr></thead>
<tbody>${rows}</tbody></table></details>`;
}
