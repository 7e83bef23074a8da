import type { Result } from "../result.ts";
import { drawing, type TimeAxis, valueScale } from "./axis.ts";
import { clipped, columnWidth, fixed, leftOf, legend, type Panel, textWidth, valueLines } from "./labels.ts";
import { markup } from "./markup.ts";
import { clock, count, inSeconds } from "./words.ts";

const weightHeight = 72;
const gap = 22;
const laneHeight = 19;
const barHeight = 15;
/** Of a name that is longer than its bar. */
const mostColumns = 36;

/** The preview color's weight: it holds until the next one is written. */
export function weightPanel(result: Result, axis: TimeAxis, top: number): Panel {
  const { weights, endedAt } = result;
  const scale = valueScale(100, top, weightHeight);
  const steps = weights.map(({ at, weight }, index) => ({
    weight,
    y: scale.y(weight),
    from: axis.x(at),
    to: axis.x(weights[index + 1]?.at ?? Math.max(at, endedAt)),
  }));
  const points = steps.flatMap((step) => [step.from, step.to].map((x) => `${fixed(x)},${fixed(step.y)}`)).join(" ");
  let last: { end: number; y: number } | undefined;
  const values = steps.flatMap((step, index) => {
    const text = `${count(step.weight)} %`;
    const covered = last !== undefined && step.from < last.end && Math.abs(step.y - last.y) < 13;
    if (covered || steps[index - 1]?.weight === step.weight) return [];
    const x = leftOf(step.from + 3, text);
    last = { end: x + textWidth(text), y: step.y };
    return [markup`<text class="value" x="${x}" y="${step.y - 5}">${text}</text>`];
  });
  const line = steps.length === 0 ? "" : markup`<polyline class="weight" points="${points}"/>`;
  const title = legend(top, "preview weight, %");
  return { bottom: top + weightHeight + gap, body: markup`<g>${title}${valueLines(scale)}${line}${values}</g>` };
}

/** Tasks, holds and waits: bars with their names, in as many lanes as it takes for none to cover another. */
export function stretchesPanel({ stretches }: Result, axis: TimeAxis, top: number): Panel {
  const ends: number[] = [];
  const bars = stretches.map(({ name, from, to }) => {
    const x = axis.x(from);
    // Seen, however short.
    const width = Math.max(2, axis.x(to) - x);
    const text = clipped(name, Math.max(mostColumns, Math.floor((width - 8) / columnWidth)));
    const place = placed(text, x, width);
    const free = ends.findIndex((end) => end < place.begin);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = place.end;
    const y = top + lane * laneHeight;
    const inside = place.anchor === "start" && place.x < x + width ? "inside" : "beside";
    return markup`<g><title>${name}\n${clock(from, 1)} to ${clock(to, 1)}, ${inSeconds(to - from)}</title>
<rect class="stretch" x="${x}" y="${y}" width="${width}" height="${barHeight}" rx="2"/>
<text class="${inside}" x="${place.x}" y="${y + 11.5}" text-anchor="${place.anchor}">${text}</text></g>`;
  });
  const bottom = top + Math.max(1, ends.length) * laneHeight + gap;
  return { bottom, body: markup`<g>${legend(top, "tasks, holds, waits")}${bars}</g>` };
}

/** A name is in its bar where it fits, or else on the side with room for it. */
function placed(text: string, x: number, width: number) {
  const room = textWidth(text) + 5;
  if (room + 3 <= width) return { x: x + 4, anchor: "start", begin: x, end: x + width };
  const right = x + width + 4;
  if (right + room <= drawing.width) return { x: right, anchor: "start", begin: x, end: right + room };
  return { x: x - 4, anchor: "end", begin: x - room, end: x + width };
}
