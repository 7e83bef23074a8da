import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { elapsed, showProgress } from "../../engine/cli/progress.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

it("writes a line every ten seconds into a log", () => {
  const log = stream(false);
  let packages = 0;
  const stop = showProgress(() => `building: ${packages} packages`, log);
  vi.advanceTimersByTime(9_000);
  packages = 7;
  vi.advanceTimersByTime(12_000);
  stop();
  vi.advanceTimersByTime(60_000);
  expect(log.written).toEqual([
    "building: 0 packages\n",
    "building: 7 packages, 10 s\n",
    "building: 7 packages, 20 s\n",
  ]);
});

it("rewrites one line on a terminal, and clears it", () => {
  const terminal = stream(true);
  const stop = showProgress(() => "building", terminal);
  vi.advanceTimersByTime(2_000);
  stop();
  vi.advanceTimersByTime(60_000);
  const again = "\r\u001b[K";
  expect(terminal.written).toEqual(["building", `${again}building, 1 s`, `${again}building, 2 s`, again]);
});

it.each([
  [0, "0 s"],
  [59_400, "59 s"],
  [59_600, "1 min 0 s"],
  [245_000, "4 min 5 s"],
])("%d ms read %s", (ms, text) => {
  expect(elapsed(ms)).toBe(text);
});
