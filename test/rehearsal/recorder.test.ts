import { describe, expect, it } from "vitest";
import {
  harmedBy,
  type Heard,
  lastBad,
  losses,
  socketsDropped,
  stretchesOf,
  trafficOf,
} from "../../rehearsal/recorder.ts";

const request = (at: number, color: "blue" | "green" | undefined, status: number, ms = 10) => ({
  at,
  color,
  status,
  ms,
  endpoint: "GET /api/prices",
});
const heard = (requests: Heard["requests"], sockets: Heard["sockets"] = []): Heard => ({ requests, sockets });

describe("what people got", () => {
  it("is counted by color and time, with quantiles", () => {
    const many = Array.from({ length: 100 }, (_, i) => request(3, "blue", 200, i + 1));
    const points = trafficOf(heard([...many, request(12, "green", 500), request(13, undefined, 0)]));
    expect(points).toEqual([
      { at: 10, color: "blue", requests: 100, errors: 0, p50: 51, p95: 96 },
      { at: 20, color: "green", requests: 1, errors: 1, p50: 10, p95: 10 },
    ]);
  });

  it("harmed them where the preview color failed or was slow", () => {
    const all = [
      request(1, "green", 503),
      request(2, "green", 200, 251),
      request(3, "green", 200, 250),
      request(4, "blue", 500),
      request(5, "green", 404),
    ];
    expect(harmedBy(heard(all), "green", 250).map(({ at }) => at)).toEqual([1, 2]);
  });

  it("was lost where no color answered", () => {
    const reset = { ...request(1, undefined, 0), why: "read ECONNRESET" };
    const all = [reset, request(2, undefined, 502), request(3, "green", 502), { ...reset, color: "blue" as const }];
    expect([...losses(heard(all))]).toEqual([
      ["read ECONNRESET", 2],
      ["the front had no answer", 1],
    ]);
  });

  it("was bad for the last time when the last failed or slow answer came", () => {
    const all = heard([request(1, "green", 500), request(5, "green", 500), request(9, "green", 200, 300)]);
    expect(lastBad(all, "green", 2, false, 250)).toBe(5);
    expect(lastBad(all, "green", 2, true, 250)).toBe(9);
    expect(lastBad(all, "green", 6, false, 250)).toBeUndefined();
  });

  it("lost WebSockets that ended before the old color was drained", () => {
    const drop = (at: number) => ({ at, color: "blue" as const, kind: "dropped" as const });
    expect(socketsDropped(heard([], [drop(1), drop(9), { ...drop(2), kind: "opened" }]), 5)).toBe(1);
  });

  it("happened in stretches that follow each other to the end", () => {
    const seen = [
      { at: 0, name: "preflight" },
      { at: 3, name: "hold 10" },
    ];
    expect(stretchesOf(seen, 8)).toEqual([
      { name: "preflight", from: 0, to: 3 },
      { name: "hold 10", from: 3, to: 8 },
    ]);
  });
});
