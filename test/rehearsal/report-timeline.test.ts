import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawing, timeAxis } from "../../rehearsal/report/axis.ts";
import { bucketsOf } from "../../rehearsal/report/buckets.ts";
import { columnWidth, textWidth } from "../../rehearsal/report/labels.ts";
import { stretchesPanel } from "../../rehearsal/report/route-panels.ts";
import { reportPage } from "../../rehearsal/report.ts";
import type { Result, TrafficPoint } from "../../rehearsal/result.ts";

const empty: Result = {
  scenario: "a",
  about: "b",
  scale: 1,
  requestsPerSecond: 40,
  phase: "aborted",
  wanted: "aborted",
  reasons: [],
  troubles: [],
  wrongs: [],
  endedAt: 100,
  fault: undefined,
  harmed: 0,
  requests: 0,
  lost: 0,
  socketsDropped: 0,
  weights: [],
  stretches: [],
  traffic: [],
  notes: [],
};

function point(at: number, color: "blue" | "green", over: Partial<TrafficPoint> = {}): TrafficPoint {
  return { at, color, requests: 100, errors: 0, p50: 12, p95: 30, ...over };
}

/** Times and numbers as they should be, and as they should not. */
const strange = fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -30);
const time = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: 0, max: 5000, noNaN: true }) },
  { weight: 1, arbitrary: strange },
);
const number = fc.oneof(fc.nat(2000), fc.double({ min: 0, max: 1e12, noNaN: true }), strange);
const text = fc.string({ unit: fc.constantFrom("a", " ", "<", "&", "漢", "\n", "𝄞"), maxLength: 200 });
const ms = fc.option(number, { nil: undefined });
const wild: fc.Arbitrary<Result> = fc
  .record({
    about: text,
    scenario: text,
    endedAt: time,
    scale: number,
    fault: fc.option(fc.record({ at: time, what: text, lastBadAt: fc.option(time, { nil: undefined }) }), {
      nil: undefined,
    }),
    weights: fc.array(fc.record({ at: time, weight: number }), { maxLength: 12 }),
    stretches: fc.array(fc.record({ name: text, from: time, to: time }), { maxLength: 12 }),
    traffic: fc.array(
      fc.record({
        at: time,
        color: fc.constantFrom("blue", "green"),
        requests: number,
        errors: number,
        p50: ms,
        p95: ms,
      }),
      { maxLength: 30 },
    ),
    notes: fc.array(fc.record({ at: time, kind: fc.constantFrom("judge", "event", "page", "fault"), text }), {
      maxLength: 60,
    }),
  })
  .map((own) => ({ ...empty, ...own }));

function svgOf(page: string): string {
  return /<svg[^]*?<\/svg>/.exec(page)?.[0] ?? "";
}

interface Extent {
  tag: string;
  x: [number, number];
  y: [number, number];
}

/** Where each thing of a drawing lies, of texts what they take. */
function extents(svg: string): Extent[] {
  return [...svg.matchAll(/<(line|rect|circle|text|polygon|polyline) ([^>]*?)\/?>([^<]*)/g)].flatMap(
    ([, tag = "", attributes = "", content = ""]): Extent[] => {
      const value = (name: string) =>
        Number(new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? Number.NaN);
      if (tag === "line") return [{ tag, x: [value("x1"), value("x2")], y: [value("y1"), value("y2")] }];
      if (tag === "circle") {
        const [x, y, r] = [value("cx"), value("cy"), value("r")];
        return [{ tag, x: [x - r, x + r], y: [y - r, y + r] }];
      }
      const [x, y] = [value("x"), value("y")];
      if (tag === "rect") return [{ tag, x: [x, x + value("width")], y: [y, y + value("height")] }];
      if (tag === "text") {
        const width = textWidth(content.replaceAll(/&[a-z]+;/g, "&"));
        const share = attributes.includes('"middle"') ? 0.5 : attributes.includes('"end"') ? 1 : 0;
        return [{ tag, x: [x - width * share, x + width * (1 - share)], y: [y - 9, y] }];
      }
      const corners = (/points="([^"]*)"/.exec(attributes)?.[1] ?? "")
        .split(" ")
        .map((pair) => pair.split(",").map(Number));
      return corners.map(([cornerX = Number.NaN, cornerY = Number.NaN]) => ({
        tag,
        x: [cornerX, cornerX],
        y: [cornerY, cornerY],
      }));
    },
  );
}

describe("whatever came of a scenario", () => {
  it("the drawing stays within its edges, and its lines within the plot", () => {
    fc.assert(
      fc.property(wild, (result) => {
        const svg = svgOf(reportPage([result]));
        const height = Number(/viewBox="0 0 1100 ([\d.]+)"/.exec(svg)?.[1]);
        for (const { tag, x, y } of extents(svg)) {
          expect(Math.min(...x, ...y)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...x)).toBeLessThanOrEqual(drawing.width);
          expect(Math.max(...y)).toBeLessThanOrEqual(height);
          if (tag !== "polyline") continue;
          expect(x[0]).toBeGreaterThanOrEqual(drawing.left);
          expect(x[0]).toBeLessThanOrEqual(drawing.right);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("no number that is none gets into the page", () => {
    fc.assert(
      fc.property(wild, (result) => {
        expect(reportPage([result])).not.toMatch(/NaN|undefined|Infinity|∞/);
      }),
      { numRuns: 150 },
    );
  });

  it("no bar or its name covers another", () => {
    fc.assert(
      fc.property(wild, (result) => {
        const { body } = stretchesPanel(result, timeAxis(result), 0);
        const bars = body.toString().split("</title>").slice(1).map(extents);
        const spans = bars.map(([rect, name]) => ({
          lane: rect?.y[0],
          x: [Math.min(rect?.x[0] ?? 0, name?.x[0] ?? 0), Math.max(rect?.x[1] ?? 0, name?.x[1] ?? 0)] as const,
        }));
        for (const [index, one] of spans.entries()) {
          for (const other of spans.slice(index + 1).filter(({ lane }) => lane === one.lane)) {
            expect(one.x[1] <= other.x[0] + 0.02 || other.x[1] <= one.x[0] + 0.02).toBe(true);
          }
        }
      }),
    );
  });
});

describe("what is drawn", () => {
  it("a name to the left of its bar, and no bar beneath that name", () => {
    const stretches = [
      { name: "hold", from: 0, to: 90 },
      { name: "a name that has no room to the right", from: 98, to: 99 },
    ];
    const { body } = stretchesPanel({ ...empty, stretches }, timeAxis(empty), 0);
    expect([...body.toString().matchAll(/class="stretch"[^>]* y="(\d+)"/g)].map(([, y]) => y)).toEqual(["0", "19"]);
  });

  it("the weight in steps, until the end, with its values", () => {
    const weights = [
      { at: 0, weight: 0 },
      { at: 25, weight: 10 },
      { at: 50, weight: 100 },
      { at: 75, weight: 100 },
    ];
    const svg = svgOf(reportPage([{ ...empty, weights }]));
    const points = /class="weight" points="([^"]*)"/
      .exec(svg)?.[1]
      ?.split(" ")
      .map((pair) => pair.split(",").map(Number));
    const x = (at: number) => 200 + at * 8.36;
    expect(points?.map(([at]) => at)).toEqual([0, 25, 25, 50, 50, 75, 75, 100].map(x));
    const [foot = 0, , low = 0, , high = 0] = points?.map(([, y]) => y) ?? [];
    expect(foot - low).toBeCloseTo((foot - high) / 10);
    expect([...svg.matchAll(/class="value"[^>]*>([^<]*)/g)].map(([, value]) => value)).toEqual([
      "0 %",
      "10 %",
      "100 %",
    ]);
  });

  it("every error, however few among many, with its number", () => {
    const traffic = [point(10, "blue", { errors: 1 }), point(10, "green"), point(50, "green", { errors: 2000 })];
    const svg = svgOf(reportPage([{ ...empty, traffic: [...traffic, point(20, "blue")] }]));
    const stems = [...svg.matchAll(/class="stem (\w+)"[^>]*y1="([\d.]+)"[^>]*y2="([\d.]+)"[^]*?<text[^>]*>([^<]*)/g)];
    expect(stems.map(([, color, , , errors]) => [color, errors])).toEqual([
      ["blue", "1"],
      ["green", "2,000"],
    ]);
    for (const [, , foot, head] of stems) expect(Number(foot) - Number(head)).toBeGreaterThanOrEqual(8);
  });

  it("no line across a hole, and a lone bucket all the same", () => {
    const traffic = [10, 20, 30, 70, 80].map((at) => point(at, "green"));
    const svg = svgOf(reportPage([{ ...empty, traffic: [...traffic, point(20, "blue", { p50: undefined })] }]));
    const lines = (color: string) => [
      ...svg.matchAll(new RegExp(`<polyline class="line ${color}" points="([^"]*)"/>(<.)`, "g")),
    ];
    // Requests, p50 and p95, each before and after the hole.
    expect(lines("green").map(([, points]) => points?.split(" ").length)).toEqual([6, 4, 3, 2, 3, 2]);
    expect(lines("blue").map(([, points, mark]) => [points?.split(" ").length, mark])).toEqual([
      [2, "<c"],
      [1, "<c"],
    ]);
  });

  it("the fault until its last bad answer, and the end", () => {
    const svg = svgOf(reportPage([{ ...empty, fault: { at: 25, what: "x", lastBadAt: 75 } }]));
    expect(svg).toContain('<rect class="harm" x="409" y="17" width="418"');
    expect(svg).toMatch(/class="moment fault" x1="409"[^]*>fault 0:25.0, last bad answer 50 s later</);
    expect(svg).toMatch(/class="moment end" x1="1036"[^]*>aborted 1:40.0</);
    expect(svgOf(reportPage([empty]))).not.toMatch(/class="(harm|moment fault)"/);
  });

  it("notes by kind, those too close under one number", () => {
    const at = [0, 0.1, 0.2, 50, 60].map((each) => ({ at: each, kind: "judge" as const, text: "said" }));
    const svg = svgOf(reportPage([{ ...empty, notes: [...at, { at: 0.1, kind: "page", text: "rang" }] }]));
    const labels = [...svg.matchAll(/class="note"><title>([^<]*)[^]*?<text[^>]*>([^<]*)/g)];
    expect(labels.map(([, , label]) => label)).toEqual(["1 +2", "5", "6", "3"]);
    expect(labels.at(-1)?.[1]).toBe("3. 0:00.1 rang");
    expect(labels[0]?.[1]?.split("\n")).toHaveLength(3);
  });
});

describe("time", () => {
  it.each([
    [100, 10],
    [0.5, 0.1],
    [735, 120],
    [6 * 3600, 1800],
    [1_000_000, 24 * 3600],
  ])("%d s have a line every %d s", (endedAt, step) => {
    const { ticks, x, to } = timeAxis({ ...empty, endedAt });
    expect([ticks[0], ticks[1], to]).toEqual([0, step, endedAt]);
    expect([x(0), x(endedAt), x(endedAt * 2), x(-1)]).toEqual([200, 1036, 1036, 200]);
  });

  it("has room for all that happens before and after", () => {
    const late = { ...empty, notes: [{ at: -5, kind: "event" as const, text: "" }], traffic: [point(130, "blue")] };
    expect(timeAxis(late)).toMatchObject({ from: -5, to: 130 });
  });

  it("buckets follow one another, a hole is left, and the first one begins where it can", () => {
    const spans = (ends: number[]) => bucketsOf(ends.map((at) => point(at, "blue"))).map(({ from, to }) => [from, to]);
    expect(spans([10, 20, 30, 60])).toEqual([
      [0, 10],
      [10, 20],
      [20, 30],
      [50, 60],
    ]);
    expect(spans([4, 14, 24])).toEqual([
      [0, 4],
      [4, 14],
      [14, 24],
    ]);
    expect(spans([5])).toEqual([[0, 5]]);
    expect(spans([])).toEqual([]);
  });

  it("names are as wide as they are taken for", () => {
    expect(textWidth("ab漢")).toBeCloseTo(4 * columnWidth);
  });
});
