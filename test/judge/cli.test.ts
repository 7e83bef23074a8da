import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { project } from "../cli.ts";

/** `npm run judge -- …` with lines on standard input. */
async function judge(args: readonly string[], lines: readonly string[]) {
  const child = spawn(process.execPath, ["--import", "./start.js", "release/judge/cli.ts", ...args], { cwd: project });
  const ended = once(child, "exit");
  child.stdin.on("error", () => undefined);
  child.stdin.end(lines.join("\n"));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await ended) as [number];
  const answers = stdout.split("\n").filter((line) => line !== "");
  return { status, stderr, answers: answers.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const header = (stream: string, changes: object = {}) =>
  JSON.stringify({ stream, weight: 0.1, holdSeconds: 10, warmed: true, ...changes });
const tick = (t: number, errors = 0) =>
  JSON.stringify({ t, live: { requests: 18_000, errors: 2 }, preview: { requests: 2000, errors } });

describe("npm run judge", () => {
  it("answers each interval, and leaves the rest of a judged stream out", async () => {
    const history = JSON.stringify({ t: 0, live: { requests: 100, errors: 0 } });
    const { status, stderr, answers } = await judge(
      [],
      [
        header("bad"),
        history,
        tick(5, 400),
        tick(10, 400),
        "",
        header("good"),
        tick(5),
        JSON.stringify({ t: 8, live: null, preview: null }),
      ],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(answers).toMatchObject([
      { stream: "bad", t: 5, verdict: "abort", harmed: 400 },
      { stream: "good", t: 5, verdict: "continue", reasons: [], harmed: 0 },
      { stream: "good", t: 8, verdict: "continue" },
    ]);
    expect(answers[0]?.["reasons"]).toEqual([
      expect.stringContaining("400 of 2000 against 2 of 18000"),
      expect.anything(),
    ]);
    expect(answers[1]?.["evidence"]).toMatchObject({ judgedSeconds: 5 });
  });

  it("says what it could not take, and goes on", async () => {
    const cut = JSON.stringify({ t: 5, live: { requests: -4, errors: 0 }, preview: { requests: 5, errors: 5 } });
    const { answers } = await judge([], [header("a"), cut, tick(10), tick(3)]);
    expect(answers.map(({ verdict, reasons }) => [verdict, reasons])).toEqual([
      ["continue", ["live.requests: must be a number of 0 or more: taken as missing metrics"]],
      ["continue", []],
      ["continue", ["t: 3 does not follow 10: the interval is left out"]],
    ]);
  });

  it.each([
    [[], [tick(5)], /line 1: comes before any/],
    [[], [header("a"), '{"t": 5'], /line 2: is no JSON/],
    [[], [header("a", { weight: 10 })], /line 1: weight: must be above 0 and at most 1/],
    [["--profile", "canarry"], [], /--profile canarry: mycrypto has no such service level; it has .*canary/],
    [["--profile", "week"], [], /profile week cannot judge a canary: it has no errorPercent and no latency/],
    [["--system", "shop"], [], /--system shop: there is no such system; there are mycrypto, mytrader/],
    [["--speed"], [], /Unknown option '--speed'/],
  ])("refuses %j with %j", async (args, lines, message) => {
    const { status, stderr, answers } = await judge(args, lines);
    expect({ status, answers }).toEqual({ status: 1, answers: [] });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n +at /);
  });
});
