import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countsBetween, readCounters } from "../../rehearsal/exposition.ts";
import { latencyBoundsMs, serviceMetrics } from "../../rehearsal/service-metrics.ts";
import { counters } from "./stage.ts";

/** As a client library writes it, with what else it writes. */
const text = `# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{endpoint="GET /a",code="200"} 1027
http_requests_total{code="500",endpoint="GET /a"} 3 1395066363000
http_requests_total{endpoint="GET \\"b\\\\ } 5",code="404",} 1.5e+01

# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket { le = "0.05" } 1000
http_request_duration_seconds_bucket{le="0.15"} 1040
http_request_duration_seconds_bucket{le="+Inf"} 1045
http_request_duration_seconds_sum 53423.5
http_request_duration_seconds_count 1045
go_gc_duration_seconds{quantile="0.5"} NaN
process_start_time_seconds -1.7560473e+07
no_labels{} +Inf
`;

/** The text with one thing other than it was. */
function changed(from: string | RegExp, to: string): string {
  const other = text.replace(from, to);
  if (other === text) throw new Error(`${String(from)} is not in the text`);
  return other;
}

describe("a text of metrics", () => {
  it("is read as Prometheus reads it", () => {
    const { requests, started, ...histogram } = counters(text);
    expect([...requests.values()]).toEqual([
      { endpoint: "GET /a", code: "200", count: 1027 },
      { endpoint: "GET /a", code: "500", count: 3 },
      { endpoint: 'GET "b\\ } 5', code: "404", count: 15 },
    ]);
    expect(histogram).toEqual({ boundsMs: [50, 150], cumulative: [1000, 1040, 1045] });
    expect(started).toBe("process_start_time_seconds[] -17560473");
  });

  it("with more labels is added up", () => {
    const one = 'http_request_duration_seconds_bucket{le="+Inf"} 1045\n';
    const pods = `http_request_duration_seconds_bucket{le="+Inf",pod="a"} 1041\nhttp_request_duration_seconds_bucket{le="+Inf",pod="b"} 5\n`;
    expect(counters(changed(one, pods)).cumulative).toEqual([1000, 1040, 1046]);
  });

  it.each([
    ["", "the text breaks off"],
    [text.slice(0, -3), "the text breaks off"],
    ["\n", "http_requests_total is absent"],
    ["<html>502 Bad Gateway</html>\n", "unreadable line: <html>"],
    [changed(/http_requests_total\{.*\n/g, ""), "http_requests_total is absent"],
    [changed(/http_request_duration_seconds_bucket.*\n/g, ""), "http_request_duration_seconds_bucket is absent"],
    [changed(/.*\+Inf"} 1045\n/, ""), "has no bucket of +Inf"],
    [changed(" 1027", " NaN"), "is NaN, which is no count"],
    [changed(" 1027", " +Inf"), "is Infinity, which is no count"],
    [changed(" 1027", " -1"), "is -1, which is no count"],
    [changed(" 1027", " 10.5"), "is 10.5, which is no count"],
    [changed(" 1027", " 10,5"), "unreadable line: http_requests_total"],
    [changed(" 1027", ""), "unreadable line: http_requests_total"],
    [changed(" 1040", " NaN"), "is NaN, which is no count"],
    [changed(" 1040", " 999"), "falls with its bounds"],
    [changed(" 1040", " 1046"), "falls with its bounds"],
    [changed('"0.15"', '"a"'), "has a bucket without a bound"],
    [changed('endpoint="GET /a",', ""), "has no endpoint"],
    [changed(',code="200"', ""), "has no HTTP status as its code"],
    [changed('code="500"', 'code="5xx"'), "has no HTTP status as its code"],
    [changed('code="500"', 'code="200"'), "is there twice"],
    [changed('code="500"', 'code="500",code="200"'), "unreadable line"],
    [changed('"200"}', '"200}'), "unreadable line"],
    [changed('"200"}', '"200" x}'), "unreadable line"],
    [changed("GET /a", "GET \\d"), "unreadable line"],
  ])("that is not whole is missing (%#)", (other, why) => {
    expect(readCounters(other)).toEqual({ missing: expect.stringContaining(why) as string });
  });

  it("of any kind is read or missing, and never throws", () => {
    const part = fc.constantFrom(
      "http_requests_total",
      "{",
      'endpoint="',
      '"',
      ",",
      "code=",
      "}",
      " 1",
      "\n",
      "\\",
      "#",
    );
    const anyText = fc.oneof(
      fc.string(),
      fc.array(part).map((parts) => `${parts.join("")}\n`),
    );
    fc.assert(
      fc.property(anyText, (other) => {
        expect(readCounters(other)).toHaveProperty("missing");
      }),
    );
  });
});

const boundsMs = [50, 150];
const of = (requests: [string, string, number][], cumulative: number[], bounds = boundsMs, started = "at 1") => ({
  requests: new Map(requests.map(([endpoint, code, count]) => [endpoint + code, { endpoint, code, count }])),
  boundsMs: bounds,
  cumulative,
  started,
});

describe("what was counted between two readings", () => {
  const before = of([["a", "200", 10], ["b", "200", 5]], [10, 12, 15]); // prettier-ignore

  it("is requests, errors by endpoint, and requests by bucket", () => {
    const after = of(
      [["a", "200", 16], ["a", "503", 2], ["b", "200", 5], ["b", "404", 3], ["c", "500", 1]], // prettier-ignore
      [13, 20, 27],
    );
    expect(countsBetween(before, after)).toEqual({
      requests: 12,
      errors: 3,
      endpoints: [
        { name: "a", requests: 8, errors: 2 },
        { name: "b", requests: 3, errors: 0 },
        { name: "c", requests: 1, errors: 1 },
      ],
      latency: { boundsMs, counts: [3, 5, 4] },
    });
  });

  it.each([
    [
      "a counter that went back",
      of(
        [
          ["a", "200", 9],
          ["b", "200", 50],
        ],
        [10, 12, 15],
      ),
      "a200 went back by 1",
    ],
    ["a series that is gone", of([["b", "200", 50]], [10, 12, 15]), "a200 is gone"],
    [
      "a bucket that went back",
      of(
        [
          ["a", "200", 10],
          ["b", "200", 5],
        ],
        [9, 12, 15],
      ),
      "went back",
    ],
    [
      "buckets that do not agree",
      of(
        [
          ["a", "200", 10],
          ["b", "200", 5],
        ],
        [12, 13, 16],
      ),
      "grew less for a higher bound",
    ],
    [
      "other bounds",
      of(
        [
          ["a", "200", 10],
          ["b", "200", 5],
        ],
        [10, 12, 15],
        [50, 200],
      ),
      "has other bounds",
    ],
    [
      "one bound more",
      of(
        [
          ["a", "200", 10],
          ["b", "200", 5],
        ],
        [10, 12, 15, 15],
        [50, 150, 200],
      ),
      "has other bounds",
    ],
  ])("is missing after %s", (_, after, why) => {
    expect(countsBetween(before, after)).toEqual({ missing: expect.stringContaining(why) as string });
  });

  const endpoints = ["GET /a", 'GET "\\', "POST /\n}"].map(
    (name) => ({ name, method: "GET", path: "/", share: 1 }) as const,
  );
  const request = fc.record({
    endpoint: fc.constantFrom(...endpoints.map(({ name }) => name)),
    code: fc.constantFrom(200, 201, 404, 429, 500, 503),
    ms: fc.oneof(fc.constantFrom(...latencyBoundsMs), fc.double({ min: 0, max: 9000, noNaN: true })),
  });
  const requests = fc.array(request, { maxLength: 60 });

  it("is what a service counted in between, and nothing from before", () => {
    fc.assert(
      fc.property(requests, requests, (earlier, later) => {
        const metrics = serviceMetrics(endpoints);
        const count = (all: typeof earlier) => {
          for (const { endpoint, code, ms } of all) metrics.count(endpoint, code, ms);
          return counters(metrics.text());
        };
        const counted = countsBetween(count(earlier), count(later));
        const failed = (all: typeof later) => all.filter(({ code }) => code >= 500).length;
        const slot = ({ ms }: { ms: number }) => latencyBoundsMs.findIndex((bound) => ms <= bound);
        const last = latencyBoundsMs.length;
        expect(counted).toEqual({
          requests: later.length,
          errors: failed(later),
          endpoints: endpoints.map(({ name }) => {
            const own = later.filter(({ endpoint }) => endpoint === name);
            return { name, requests: own.length, errors: failed(own) };
          }),
          latency: {
            boundsMs: latencyBoundsMs,
            counts: [...latencyBoundsMs, Infinity].map(
              (_, i) => later.filter((one) => slot(one) === (i === last ? -1 : i)).length,
            ),
          },
        });
      }),
    );
  });

  it("is missing after a restart, also where the counters have overtaken what they were", () => {
    fc.assert(
      fc.property(requests, requests, (earlier, later) => {
        const metrics = serviceMetrics(endpoints);
        for (const { endpoint, code, ms } of earlier) metrics.count(endpoint, code, ms);
        const before = counters(metrics.text());
        metrics.reset();
        for (const { endpoint, code, ms } of [...earlier, ...later]) metrics.count(endpoint, code, ms);
        expect(countsBetween(before, counters(metrics.text()))).toHaveProperty("missing");
      }),
    );
  });
});
