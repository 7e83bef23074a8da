import type { Result } from "../result.ts";
import { bucketsOf } from "./buckets.ts";

/** The drawing's own units; the plot is between `left` and `right`, beside it is room for words. */
export const drawing = { width: 1100, left: 200, right: 1036 } as const;

/** Release time, in seconds, from left to right: the same for all that is drawn of a scenario. */
export interface TimeAxis {
  from: number;
  to: number;
  ticks: readonly number[];
  /** Within the plot, whatever the time. */
  x: (at: number) => number;
}

/** Values from the bottom up. */
export interface ValueScale {
  /** The greatest value there is room for. */
  max: number;
  /** Within the panel, whatever the value. */
  y: (value: number) => number;
}

const tickSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const mostTicks = 12;

/** Wide enough for everything that has a time. */
export function timeAxis(result: Result): TimeAxis {
  const { fault } = result;
  const all = [
    ...[0, result.endedAt, fault?.at, fault?.lastBadAt],
    ...[...result.weights, ...result.notes].map(({ at }) => at),
    ...[...result.stretches, ...bucketsOf(result.traffic)].flatMap(({ from, to }) => [from, to]),
  ];
  const times = all.filter((at) => at !== undefined).filter(Number.isFinite);
  const from = least(times);
  // Something happened within no time at all: a second is drawn.
  const to = greatest(times) > from ? greatest(times) : from + 1;
  const step = tickSteps.find((seconds) => (to - from) / seconds <= mostTicks) ?? hours((to - from) / mostTicks);
  const first = Math.ceil(from / step);
  const ticks = Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) => (first + index) * step);
  return { from, to, ticks, x: linear(from, to, drawing.left, drawing.right) };
}

/** From 0 to at least `max`, in a panel whose upper edge is at `top`. */
export function valueScale(max: number, top: number, height: number): ValueScale {
  const round = roundedUp(max);
  return { max: round, y: linear(0, round, top + height, top) };
}

/** The greatest of many, 0 of none. */
export function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), 0);
}

function hours(seconds: number): number {
  return Math.ceil(seconds / 3600) * 3600;
}

/** 1, 2 or 5 times a power of ten; 1 for nothing. */
function roundedUp(max: number): number {
  if (!(max > 0)) return 1;
  // Nothing that is counted or timed here is less than a thousandth.
  const power = 10 ** Math.floor(Math.log10(Math.max(max, 0.001)));
  return power * ([1, 2, 5].find((times) => times * power >= max) ?? 10);
}

function linear(from: number, to: number, low: number, high: number): (value: number) => number {
  return (value) => {
    const share = Number.isFinite(value) ? (value - from) / (to - from) : 0;
    return low + Math.min(1, Math.max(0, share)) * (high - low);
  };
}
