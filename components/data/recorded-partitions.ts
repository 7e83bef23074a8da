import { recordedTopicsSchema } from "../../contract/release.ts";
import type { Partitions } from "./topics.ts";

/**
 * Partitions by topic that a system's `release` output of the last update holds; absent on a first one, and in one that a
 * stack without stores wrote.
 */
export function recordedPartitions(last: unknown): Partitions | undefined {
  const { success, data } = recordedTopicsSchema.safeParse(last);
  return success ? data.partitions : undefined;
}
