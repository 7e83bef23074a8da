import { type Color, colors } from "../../systems/model/system.ts";
import type { TrafficPoint } from "../result.ts";
import { greatest, type TimeAxis, type ValueScale, valueScale } from "./axis.ts";
import { type Bucket, bucketSeconds, type ColorTotals } from "./buckets.ts";
import { fixed, leftOf, legend, marker, type Panel, textWidth, valueLines } from "./labels.ts";
import { type Markup, markup } from "./markup.ts";
import { clock, count, inMilliseconds, inSeconds } from "./words.ts";

export interface TrafficArgs {
  axis: TimeAxis;
  buckets: readonly Bucket[];
  totals: Readonly<Record<Color, ColorTotals>>;
}

const height = 72;
const gap = 22;
/** Between two markers of a line. */
const markerEvery = 80;
/** Of an error's stem: one of a thousand is still seen. */
const leastStem = 8;

interface Spot {
  x: number;
  y: number;
}

/** Requests of each bucket, in steps. */
export function requestsPanel({ axis, buckets, totals }: TrafficArgs, top: number): Panel {
  const scale = scaleOf(buckets, ({ requests }) => requests, top);
  const lines = colors.flatMap((color) =>
    runs(buckets, color, ({ requests }) => requests).map((run) => {
      const spots = run.flatMap(({ bucket, value }) =>
        [bucket.from, bucket.to].map((at) => ({ x: axis.x(at), y: scale.y(value) })),
      );
      return line(color, spots);
    }),
  );
  const words = colors.map((color) => ({ color, text: `${color} ${count(totals[color].requests)}` }));
  const title = legend(top, perBucket("requests", buckets), words);
  return { bottom: top + height + gap, body: markup`<g>${title}${valueLines(scale)}${lines}</g>` };
}

/** A percentile of each bucket, in milliseconds, at its middle. */
export function latencyPanel({ axis, buckets, totals }: TrafficArgs, percentile: "p50" | "p95", top: number): Panel {
  const scale = scaleOf(buckets, (point) => point[percentile], top);
  const lines = colors.flatMap((color) =>
    runs(buckets, color, (point) => point[percentile]).map((run) =>
      line(
        color,
        run.map(({ bucket, value }) => ({ x: axis.x((bucket.from + bucket.to) / 2), y: scale.y(value) })),
      ),
    ),
  );
  const words = colors.map((color) => {
    const most = totals[color][percentile];
    return { color, text: most === undefined ? `${color} none` : `${color} ≤ ${inMilliseconds(most)}` };
  });
  const title = legend(top, `${percentile}, ms`, words);
  return { bottom: top + height + gap, body: markup`<g>${title}${valueLines(scale)}${lines}</g>` };
}

/** Errors of each bucket, a stem each and never too short to be seen; their number where there is room for it. */
export function errorsPanel({ axis, buckets, totals }: TrafficArgs, top: number): Panel {
  const scale = scaleOf(buckets, ({ errors }) => errors, top);
  const foot = scale.y(0);
  const stems = colors.flatMap((color, side) => {
    let written = -Infinity;
    return buckets.flatMap(({ from, to, points }) => {
      const errors = points[color]?.errors ?? 0;
      if (!(errors > 0)) return [];
      // Side by side, so that neither color hides the other.
      const x = axis.x((from + to) / 2) + (side === 0 ? -3 : 3);
      const y = Math.min(scale.y(errors), foot - leastStem);
      const text = count(errors);
      const left = leftOf(x - textWidth(text) / 2, text);
      const fits = left > written;
      if (fits) written = left + textWidth(text);
      const number = fits ? markup`<text x="${left}" y="${y - 6}">${text}</text>` : "";
      return markup`<line class="stem ${color}" x1="${x}" y1="${foot}" x2="${x}" y2="${y}"/>${marker(color, x, y)}${number}`;
    });
  });
  const words = colors.map((color) => ({ color, text: `${color} ${count(totals[color].errors)}` }));
  const title = legend(top, perBucket("errors", buckets), words);
  return { bottom: top + height + gap, body: markup`<g>${title}${valueLines(scale)}${stems}</g>` };
}

/** A field over each bucket that tells its numbers to whoever points at it. */
export function bucketFields({ axis, buckets }: TrafficArgs, top: number, bottom: number): Markup[] {
  return buckets.map(({ from, to, points }) => {
    const words = colors.map((color) => `${color}: ${pointWords(points[color])}`).join("\n");
    const x = axis.x(from);
    return markup`<rect class="field" x="${x}" y="${top}" width="${axis.x(to) - x}" height="${bottom - top}">
<title>${clock(from, 1)} to ${clock(to, 1)}\n${words}</title></rect>`;
  });
}

function pointWords(point: TrafficPoint | undefined): string {
  if (point === undefined) return "not measured";
  const { requests, errors, p50, p95 } = point;
  return `${count(requests)} requests, ${count(errors)} errors, p50 ${inMilliseconds(p50)}, p95 ${inMilliseconds(p95)}`;
}

function perBucket(noun: string, buckets: readonly Bucket[]): string {
  const seconds = bucketSeconds(buckets);
  return seconds === undefined ? `${noun} per bucket` : `${noun} per ${inSeconds(seconds)}`;
}

type Measure = (point: TrafficPoint) => number | undefined;

function scaleOf(buckets: readonly Bucket[], measure: Measure, top: number): ValueScale {
  const values = buckets.flatMap(({ points }) => Object.values(points).map((point) => measure(point) ?? 0));
  return valueScale(greatest(values.filter(Number.isFinite)), top, height);
}

/** Buckets that follow one another and have a value: a line is drawn through each such run, and none across a hole. */
function runs(buckets: readonly Bucket[], color: Color, measure: Measure): { bucket: Bucket; value: number }[][] {
  const found: { bucket: Bucket; value: number }[][] = [];
  let open: { bucket: Bucket; value: number }[] | undefined;
  let end: number | undefined;
  for (const bucket of buckets) {
    const point = bucket.points[color];
    const value = point && measure(point);
    if (value === undefined || !Number.isFinite(value)) {
      open = undefined;
      continue;
    }
    if (open === undefined || bucket.from !== end) {
      open = [];
      found.push(open);
    }
    open.push({ bucket, value });
    end = bucket.to;
  }
  return found;
}

/** A line, marked at its beginning and now and then: so a single spot is seen too. */
function line(color: Color, spots: readonly Spot[]): Markup {
  let marked = -Infinity;
  const marks = spots.flatMap(({ x, y }) => {
    if (x - marked < markerEvery) return [];
    marked = x;
    return [marker(color, x, y)];
  });
  const points = spots.map(({ x, y }) => `${fixed(x)},${fixed(y)}`).join(" ");
  return markup`<polyline class="line ${color}" points="${points}"/>${marks}`;
}
