import type { Endpoint } from "./endpoints.ts";

/** Upper bounds of the latency histogram, milliseconds. */
export const latencyBoundsMs: readonly number[] = [5, 10, 25, 50, 100, 150, 200, 250, 300, 500, 1000, 2000, 5000];

export interface ServiceMetrics {
  count: (endpoint: string, code: number, ms: number) => void;
  /** Begins again, as a process does that was restarted. */
  reset: () => void;
  /**
   * In Prometheus text format 0.0.4.
   *
   * @param value what a sample says for its number; the number itself unless given
   */
  text: (value?: (of: number) => string) => string;
}

/** Counters of requests and a histogram of their latency, as Prometheus means them: they only grow. */
export function serviceMetrics(endpoints: readonly Endpoint[]): ServiceMetrics {
  // Every endpoint begins with a zero of code 200, as clients of Prometheus are asked to: no metrics is not no traffic.
  const fresh = () => new Map(endpoints.map(({ name }) => [name, new Map([[200, 0]])]));
  const noBuckets = () => latencyBoundsMs.map(() => 0);
  let requests = fresh();
  let buckets = noBuckets();
  let all = 0;
  let sumMs = 0;
  let startedMs = Date.now();
  return {
    count: (endpoint, code, ms) => {
      const codes = requests.get(endpoint) ?? new Map<number, number>();
      requests.set(endpoint, codes.set(code, (codes.get(code) ?? 0) + 1));
      buckets = buckets.map((count, i) => (ms <= (latencyBoundsMs[i] ?? 0) ? count + 1 : count));
      all += 1;
      sumMs += ms;
    },
    reset: () => {
      requests = fresh();
      buckets = noBuckets();
      all = 0;
      sumMs = 0;
      startedMs = Math.max(Date.now(), startedMs + 1);
    },
    text: (value = String) => {
      const counters = [...requests].flatMap(([endpoint, codes]) =>
        [...codes].map(
          ([code, count]) => `http_requests_total{endpoint="${escaped(endpoint)}",code="${code}"} ${value(count)}`,
        ),
      );
      const histogram = "http_request_duration_seconds";
      const lines = [
        "# HELP http_requests_total Requests answered, by endpoint and status.",
        "# TYPE http_requests_total counter",
        ...counters,
        `# HELP ${histogram} Time from a request to its answer.`,
        `# TYPE ${histogram} histogram`,
        ...buckets.map((count, i) => `${histogram}_bucket{le="${(latencyBoundsMs[i] ?? 0) / 1000}"} ${value(count)}`),
        `${histogram}_bucket{le="+Inf"} ${value(all)}`,
        `${histogram}_sum ${value(sumMs / 1000)}`,
        `${histogram}_count ${value(all)}`,
        "# HELP process_start_time_seconds Start of the process, seconds since 1970.",
        "# TYPE process_start_time_seconds gauge",
        `process_start_time_seconds ${value(startedMs / 1000)}`,
      ];
      return `${lines.join("\n")}\n`;
    },
  };
}

function escaped(label: string): string {
  return label.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
