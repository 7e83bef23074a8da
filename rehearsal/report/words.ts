import type { Result } from "../result.ts";

/** What stands for a number that is none. */
const none = "–";

/** Seconds as min:s, `75:04`. */
export function clock(seconds: number, decimals: 0 | 1 = 0): string {
  if (!Number.isFinite(seconds)) return none;
  const tenths = Math.round(Math.abs(seconds) * (decimals === 1 ? 10 : 1)) * (decimals === 1 ? 1 : 10);
  const rest = ((tenths % 600) / 10).toFixed(decimals).padStart(decimals === 1 ? 4 : 2, "0");
  return `${seconds < 0 && tenths > 0 ? "−" : ""}${Math.floor(tenths / 600)}:${rest}`;
}

/** `12,345`, or `0.25`. */
export function count(value: number, decimals = 2): string {
  return Number.isFinite(value) ? value.toLocaleString("en-US", { maximumFractionDigits: decimals }) : none;
}

/** `41.5 s`. */
export function inSeconds(seconds: number): string {
  return `${count(seconds, 1)} s`;
}

/** Milliseconds, tenths only of a few. */
export function inMilliseconds(ms: number | undefined): string {
  return ms === undefined ? none : `${count(ms, ms < 10 ? 1 : 0)} ms`;
}

/** `1 request`, `2 requests`. */
export function many(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** As it was wanted, and nothing else is wrong. */
export function isOk(result: Result): boolean {
  return result.phase === result.wanted && result.wrongs.length === 0;
}

/** How long somebody got a bad answer because of the fault, in words. */
export function harmTime({ fault }: Result): string {
  if (fault === undefined) return "no fault";
  return fault.lastBadAt === undefined ? "no bad answer" : inSeconds(fault.lastBadAt - fault.at);
}

/** What a second of the release is. */
export function scaleWords(scale: number): string {
  return scale === 1
    ? "Release time is the machine’s own (1×)."
    : `Release time runs at ${count(scale)}×: one second of the machine’s own clock is ${count(scale)} seconds of the release.`;
}

/** The weights as written: `0 % at 0:00.0, 10 % at 1:10.0`. */
export function weightWords(weights: Result["weights"]): string {
  if (weights.length === 0) return "none was written";
  return weights.map(({ at, weight }) => `${count(weight)} % at ${clock(at, 1)}`).join(", ");
}
