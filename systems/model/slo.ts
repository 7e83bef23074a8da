/** Service levels of one phase. Every figure is an upper bound, but for `availabilityPercent`. */
export interface Slo {
  /** Latency bounds at the load balancer, in milliseconds. */
  latency?: readonly { percentile: number; ms: number }[];
  /** Failed requests (5xx) in percent of all. */
  errorPercent?: number;
  /** Mean time of a database query, in milliseconds. */
  databaseMs?: number;
  /** WebSocket update, from server timestamp to receipt, in milliseconds. */
  realtimeMs?: number;
  availabilityPercent?: number;
  /** Highest use of any pod, in percent of its limit. */
  memoryPercent?: number;
  /** Highest use of any pod, in percent of its request. */
  cpuPercent?: number;
  /** Where the figures come from. */
  requirements: readonly string[];
}

/** The figures of a profile that stack config may override. */
export const sloFigures = [
  "errorPercent",
  "databaseMs",
  "realtimeMs",
  "availabilityPercent",
  "memoryPercent",
  "cpuPercent",
] as const;
