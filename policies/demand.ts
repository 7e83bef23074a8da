import type { Reader } from "./read.ts";
import type { Finding } from "./rule.ts";

type Test = (value: unknown) => boolean;

/** A finding unless the value at a path holds. An unknown value is left to the reader's notes. */
export function demand(of: Reader, path: string, holds: Test, message: string): Finding[] {
  const reading = of.get(path);
  return !reading.known || holds(reading.value) ? [] : [{ path: of.at(path), message }];
}

/** The value at a path where it is known, and passes a test; never for a finding's message. */
export function known(of: Reader, path: string, holds: Test): boolean {
  const reading = of.get(path);
  return reading.known && holds(reading.value);
}

/** A text at a path; undefined when it is absent, unknown or something else. */
export function text(of: Reader, path: string): string | undefined {
  const reading = of.get(path);
  return reading.known && typeof reading.value === "string" ? reading.value : undefined;
}

export const is =
  (...allowed: readonly unknown[]): Test =>
  (value) =>
    allowed.includes(value);

export const isSet: Test = (value) => value !== undefined && value !== null && value !== "";

export const atLeast =
  (least: number): Test =>
  (value) =>
    typeof value === "number" && value >= least;

export const atMost =
  (most: number): Test =>
  (value) =>
    typeof value === "number" && value <= most;

export const matches =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === "string" && pattern.test(value);

/** A list that has each of these. */
export const hasAll =
  (...wanted: readonly unknown[]): Test =>
  (value) =>
    Array.isArray(value) && wanted.every((one) => value.includes(one));

/** A value as text where it is a scalar; empty for all else, which may have no text at all. */
export function scalarText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
