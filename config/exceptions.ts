import type { PlatformConfig } from "./schema.ts";

export type Exception = PlatformConfig["exceptions"][number];

/** Longest time that an exception may run ahead, in days. */
export const longestDays = 90;

/**
 * Whether an exception holds on a day: not past its last one, and that not further ahead than is allowed.
 *
 * @param today as in `2026-12-31`
 */
export function inForce({ expires }: Pick<Exception, "expires">, today: string): boolean {
  return expires >= today && expires <= latestDay(today);
}

/** The last day that anything put off may run to, in the same form as the day it is. */
export function latestDay(today: string): string {
  const last = new Date(`${today}T00:00:00Z`);
  last.setUTCDate(last.getUTCDate() + longestDays);
  return last.toISOString().slice(0, 10);
}

/** The day it is, in UTC. */
export function todayInUtc(): string {
  return new Date().toISOString().slice(0, 10);
}
