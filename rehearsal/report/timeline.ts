import type { Result } from "../result.ts";
import { drawing, timeAxis, type TimeAxis } from "./axis.ts";
import { bucketsOf, totalsOf } from "./buckets.ts";
import { type Panel, textWidth } from "./labels.ts";
import { type Markup, markup } from "./markup.ts";
import { type NumberedNote, notesPanel } from "./notes.ts";
import { stretchesPanel, weightPanel } from "./route-panels.ts";
import { bucketFields, errorsPanel, latencyPanel, requestsPanel, type TrafficArgs } from "./traffic-panels.ts";
import { clock, count, harmTime, many, weightWords } from "./words.ts";

/** Above the panels: a line of words on the fault, one on the end, and the times. */
const headHeight = 62;

/** One scenario's release on one axis of time, as an SVG element. */
export function timeline(result: Result, notes: readonly NumberedNote[], id: string): Markup {
  const axis = timeAxis(result);
  const buckets = bucketsOf(result.traffic);
  const totals = { blue: totalsOf(result.traffic, "blue"), green: totalsOf(result.traffic, "green") };
  const traffic: TrafficArgs = { axis, buckets, totals };

  const weight = weightPanel(result, axis, headHeight);
  const stretches = stretchesPanel(result, axis, weight.bottom);
  const requests = requestsPanel(traffic, stretches.bottom);
  const errors = errorsPanel(traffic, requests.bottom);
  const p50 = latencyPanel(traffic, "p50", errors.bottom);
  const p95 = latencyPanel(traffic, "p95", p50.bottom);
  const noted = notesPanel(notes, axis, p95.bottom);
  const panels: readonly Panel[] = [weight, stretches, requests, errors, p50, p95, noted];

  const height = noted.bottom + 24;
  return markup`<svg viewBox="0 0 ${drawing.width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">Timeline of ${result.scenario}</title>
<desc id="${id}-desc">${description(result, traffic)}</desc>
${timeLines(axis, noted.bottom)}${moments(result, axis, noted.bottom)}
${panels.map(({ body }) => body)}
${bucketFields(traffic, stretches.bottom, p95.bottom)}</svg>`;
}

/** What the drawing shows, for who does not see it. */
function description(result: Result, { totals }: TrafficArgs): string {
  const { blue, green } = totals;
  return [
    `${result.phase} after ${clock(result.endedAt, 1)} of release time.`,
    `The preview color’s weight: ${weightWords(result.weights)}.`,
    `Blue: ${many(blue.requests, "request")}, ${many(blue.errors, "error")}.`,
    `Green: ${many(green.requests, "request")}, ${many(green.errors, "error")}.`,
    `From fault to last bad answer: ${harmTime(result)}.`,
    `${many(result.notes.length, "note")}, listed below.`,
  ].join(" ");
}

/** Times above and below, and a line down from each. */
function timeLines(axis: TimeAxis, bottom: number): Markup[] {
  const decimals = axis.ticks.every(Number.isInteger) ? 0 : 1;
  return axis.ticks.map((tick) => {
    const x = axis.x(tick);
    const text = clock(tick, decimals);
    return markup`<line class="grid" x1="${x}" y1="${headHeight - 16}" x2="${x}" y2="${bottom}"/>
<text class="tick" x="${x}" y="${headHeight - 21}" text-anchor="middle">${text}</text>
<text class="tick" x="${x}" y="${bottom + 15}" text-anchor="middle">${text}</text>`;
  });
}

/** The fault, the time until its last bad answer, and the end of the release: through all the panels. */
function moments(result: Result, axis: TimeAxis, bottom: number): Markup {
  const { fault, endedAt, phase } = result;
  const end = moment("end", `${phase} ${clock(endedAt, 1)}`, axis.x(endedAt), 27, bottom);
  if (fault === undefined) return end;
  const x = axis.x(fault.at);
  const until = fault.lastBadAt === undefined ? x : axis.x(fault.lastBadAt);
  const harm =
    fault.lastBadAt === undefined ? "no bad answer" : `last bad answer ${count(fault.lastBadAt - fault.at, 1)} s later`;
  const band = markup`<rect class="harm" x="${Math.min(x, until)}" y="17" width="${Math.abs(until - x)}" height="${bottom - 17}"/>`;
  return markup`${band}${end}${moment("fault", `fault ${clock(fault.at, 1)}, ${harm}`, x, 12, bottom)}`;
}

/** A line with words at its head, on the side with room for them. */
function moment(kind: "fault" | "end", words: string, x: number, y: number, bottom: number): Markup {
  const fits = x + 4 + textWidth(words) <= drawing.width;
  const text = markup`<text class="${kind}" x="${fits ? x + 4 : x - 4}" y="${y}" text-anchor="${fits ? "start" : "end"}">${words}</text>`;
  return markup`<line class="moment ${kind}" x1="${x}" y1="${y - 9}" x2="${x}" y2="${bottom}"/>${text}`;
}
