import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markup } from "../../rehearsal/report/markup.ts";
import { clock, count, harmTime, inMilliseconds, scaleWords } from "../../rehearsal/report/words.ts";
import { reportPage } from "../../rehearsal/report.ts";
import type { Result } from "../../rehearsal/result.ts";

const aborted: Result = {
  scenario: "errors at 50 %",
  about: "Green fails once it has half of the traffic.",
  scale: 20,
  requestsPerSecond: 40,
  phase: "aborted",
  wanted: "aborted",
  reasons: ["errors: 187 of 1,904"],
  troubles: [],
  wrongs: [],
  endedAt: 392,
  fault: { at: 330, what: "one in ten fails", lastBadAt: 381.5 },
  harmed: 187,
  requests: 17_102,
  lost: 2,
  socketsDropped: 5,
  weights: [
    { at: 98, weight: 10 },
    { at: 281, weight: 50 },
  ],
  stretches: [{ name: "hold 10 %", from: 98, to: 281 }],
  traffic: [
    { at: 10, color: "blue", requests: 1400, errors: 0, p50: 12, p95: 31 },
    { at: 10, color: "green", requests: 6, errors: 3, p50: 4.26, p95: 90.4 },
    { at: 20, color: "blue", requests: 34, errors: 1, p50: 11, p95: 29 },
  ],
  notes: [{ at: 330, kind: "fault", text: "one in ten fails" }],
};

const good: Result = { ...aborted, scenario: "good", phase: "succeeded", wanted: "succeeded", fault: undefined };
const bad: Result = {
  ...good,
  scenario: "bad",
  phase: "failed",
  wrongs: ["ended as failed"],
  troubles: ["no journal"],
};

/** The page with one text wherever somebody's text may stand. */
function pageOf(text: string): string {
  const texts = [text];
  const said = { scenario: text, about: text, reasons: texts, troubles: texts, wrongs: texts };
  const fault = { at: 1, what: text, lastBadAt: 2 };
  const stretches = [{ name: text, from: 0, to: 300 }];
  const notes = aborted.notes.map((note) => ({ ...note, text }));
  return reportPage([{ ...aborted, ...said, fault, stretches, notes }]);
}

/** Every tag in order, its attributes' names included but not their values. */
function tags(page: string): string[] {
  return [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'));
}

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: fc.constantFrom("<", ">", "&", '"', "'", "/", "=", "-", "!", "b", "\u0000", " "), maxLength: 60 }),
  fc.constantFrom("<script>alert(1)</script>", '"><img onerror=x>', "</title></svg></style><!--", "&lt;b&gt;", "]]>"),
);

/** What a browser makes of an escaped text. */
function read(text: string): string {
  const characters: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replaceAll(/&([a-z]+|#39);/g, (entity, name: string) => characters[name] ?? entity);
}

describe("somebody's text", () => {
  it("never becomes markup", () => {
    const plain = tags(pageOf("x"));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(tags(pageOf(text))).toEqual(plain);
      }),
      { numRuns: 150 },
    );
  });

  it("reads as it was written, but for what no page may hold", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = markup`${text}`.toString();
        expect(shown).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        expect(read(shown)).toBe(text.toWellFormed().replaceAll(/[^\P{Cc}\t\n\r\u0080-\u009f]/gu, "\ufffd"));
      }),
    );
  });

  it("is folded when it is very long, and all there", () => {
    const text = "word ".repeat(400);
    expect(pageOf(text)).toContain(`<div class="prose">${text}</div></details>`);
    expect(pageOf("word ".repeat(20))).not.toContain('class="long"');
  });
});

describe("the page", () => {
  const page = reportPage([aborted, good, bad]);

  it("asks for nothing from anywhere, and runs nothing", () => {
    expect(page.replace('http-equiv="Content-Security-Policy"', "")).not.toMatch(
      /http|src=|url\(|@import|<script|\son\w+=/i,
    );
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to).filter((to) => !to?.startsWith("#"))).toEqual([
      "data:,",
    ]);
    expect(page).toContain("default-src 'none'");
  });

  it("leads to each scenario, even to two of one name", () => {
    const two = reportPage([aborted, bad, aborted]);
    const ids = [...two.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const rows = [...two.matchAll(/<th scope="row"><a href="#([^"]*)">([^<]*)</g)].map(([, id, name]) => [id, name]);
    expect(rows.map(([, name]) => name)).toEqual([aborted, bad, aborted].map(({ scenario }) => scenario));
    for (const [id, name] of rows)
      expect(two).toMatch(new RegExp(`<section id="${id ?? ""}"[^]*?<h2[^]*?</strong> ${name ?? ""}</h2>`));
    for (const [, to] of two.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to);
    for (const [, by] of two.matchAll(/aria-labelledby="([^"]*)"/g))
      expect(ids).toEqual(expect.arrayContaining(by?.split(" ") ?? []));
  });

  it("says in words what is ok and what is not, and names what is not first", () => {
    const verdicts = [...page.matchAll(/<td>(<strong[^]*?)<\/td>/g)].map(([, cell]) =>
      cell?.replaceAll(/<[^>]*>/g, " ").trim(),
    );
    expect(verdicts).toEqual([
      "✓ ok  aborted, as wanted",
      "✓ ok  succeeded, as wanted",
      "✗ not ok  failed, wanted: succeeded; wrong: 1; troubles: 1",
    ]);
    expect(page).toMatch(/1 of 3 not ok:<\/p><ul><li><a href="#scenario-3">bad</);
    expect(reportPage([{ ...good, wrongs: ["x"] }])).toContain("✗ not ok");
    expect(reportPage([{ ...good, wanted: "aborted" }])).toContain("✗ not ok");
    expect(reportPage([good])).toContain("<p>1 of 1 ok.</p>");
  });

  it("shows what is wrong before anything else, and why it turned back", () => {
    const own = page.slice(page.indexOf('<section id="scenario-3"'));
    const order = ["ended as failed", "no journal", "Why it turned back", "errors: 187 of 1,904", "<dl>", "<svg"];
    const places = order.map((text) => own.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("has the numbers of the result in its line", () => {
    const number = fc.nat(1_000_000);
    const numbers = fc.tuple(number, number, number, number, fc.nat(9999), fc.nat(9999));
    fc.assert(
      fc.property(numbers, ([harmed, requests, lost, socketsDropped, at, after]) => {
        const fault = { at, what: "", lastBadAt: at + after / 10 };
        const result = { ...aborted, harmed, requests, lost, socketsDropped, fault, endedAt: at };
        const row = /<tbody>[^]*?<\/tr>/.exec(reportPage([result]))?.[0] ?? "";
        const cells = [...row.matchAll(/<td class="number">([^<]*)</g)].map(([, cell]) => cell);
        const minutes = `${Math.floor(at / 60)}:${String(at % 60).padStart(2, "0")}.0`;
        const counts = [harmed, requests, lost, socketsDropped].map((each) => each.toLocaleString("en-US"));
        expect(cells).toEqual([`${(after / 10).toLocaleString("en-US")} s`, ...counts, minutes]);
      }),
    );
  });

  it("sums up the traffic by color", () => {
    const rows = [...page.matchAll(/<th scope="row">(blue|green)<\/th>[^]*?<\/tr>/g)].slice(0, 2);
    const words = rows.map(([row]) => row.replaceAll(/(<[^>]*>|\s)+/g, " ").trim());
    expect(words).toEqual(["blue 1,434 1 12 ms 31 ms", "green 6 3 4.3 ms 90 ms"]);
  });

  it("stands empty", () => {
    expect(reportPage([])).toContain("No scenario was rehearsed.");
    expect(reportPage([{ ...good, traffic: [], notes: [], weights: [], stretches: [], endedAt: 0 }])).toContain(
      "There was no traffic.",
    );
  });

  it("folds hundreds of notes, and keeps all of them in order", () => {
    const notes = Array.from({ length: 300 }, (_, at) => ({ at, kind: "judge" as const, text: `said ${at}` }));
    const own = reportPage([{ ...good, notes: notes.toReversed() }]);
    const cells = [...own.matchAll(/<td class="text"><span class="prose">(said \d+)</g)].map(([, text]) => text);
    expect(cells).toEqual(notes.map(({ text }) => text));
    expect(own).toContain("<details><summary>270 more notes, 0:15.0 to 4:44.0</summary>");
    expect(reportPage([{ ...good, notes: notes.slice(0, 40) }])).not.toContain("more note");
  });
});

describe("in words", () => {
  it.each([
    [0, 0, "0:00"],
    [59.6, 0, "1:00"],
    [59.94, 1, "0:59.9"],
    [59.96, 1, "1:00.0"],
    [4504, 0, "75:04"],
    [-30, 0, "−0:30"],
    [-0.01, 1, "0:00.0"],
    [Number.NaN, 0, "–"],
  ] as const)("a time of %d s to %d decimals is %s", (seconds, decimals, text) => {
    expect(clock(seconds, decimals)).toBe(text);
  });

  it("numbers, latencies, harm and scale", () => {
    expect([count(12_345), count(Infinity), inMilliseconds(undefined), inMilliseconds(1234.5)]).toEqual([
      "12,345",
      "–",
      "–",
      "1,235 ms",
    ]);
    expect([aborted, good, { ...aborted, fault: { at: 1, what: "", lastBadAt: undefined } }].map(harmTime)).toEqual([
      "51.5 s",
      "no fault",
      "no bad answer",
    ]);
    expect(scaleWords(20)).toContain("one second of the machine’s own clock is 20 seconds of the release");
    expect(reportPage([good, { ...good, scale: 30 }])).toContain("at 20×, 30×; each scenario says which");
  });
});
