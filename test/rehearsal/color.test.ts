import { once } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { wellBehaved } from "../../rehearsal/color.ts";
import { pickEndpoint, tradingEndpoints } from "../../rehearsal/endpoints.ts";
import { countsBetween } from "../../rehearsal/exposition.ts";
import { handshake } from "../../release/checks/hub.ts";
import { ask, color, counters } from "./stage.ts";

const path = "/api/prices";
const post = { method: "POST", body: "{}" };

describe("a color", () => {
  it("says who it is on each answer", async () => {
    const { port } = await color("green");
    for (const each of [path, "/health", "/metrics", "/hubs/market-data/negotiate", "/nowhere"]) {
      expect(await ask(port, each)).toMatchObject({ status: each === "/nowhere" ? 404 : 200, color: "green" });
    }
    expect(await ask(port, "/api/orders?limit=5")).toMatchObject({
      body: '{"endpoint":"GET /api/orders","color":"green"}\n',
    });
    expect(await ask(port, "/api/orders", post)).toMatchObject({ body: expect.stringContaining("POST") as string });
    expect(await ask(port, path, post)).toMatchObject({ status: 404 });
  });

  it("is healthy when it is ready, and answers all the same when not", async () => {
    const { port, setBehavior } = await color("blue", { ready: false });
    expect(await ask(port, "/health")).toMatchObject({ status: 503, color: "blue" });
    expect(await ask(port, path)).toMatchObject({ status: 200 });
    setBehavior(wellBehaved);
    expect(await ask(port, "/health")).toMatchObject({ status: 200 });
  });

  it("fails as often as it is told, by endpoint where that is told", async () => {
    const { port, setBehavior } = await color("blue", { endpointErrors: { "GET /api/prices": 1 } });
    expect((await ask(port, path)).status).toBe(500);
    expect((await ask(port, "/api/portfolio")).status).toBe(200);
    setBehavior({ ...wellBehaved, errorShare: 1, endpointErrors: { "GET /api/prices": 0 } });
    expect((await ask(port, path)).status).toBe(200);
    expect((await ask(port, "/api/portfolio")).status).toBe(500);
    setBehavior({ ...wellBehaved, errorShare: 0.3 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(port, path)));
    const errors = answers.filter(({ status }) => status === 500).length;
    expect(Math.abs(errors - 60)).toBeLessThan(4.65 * Math.sqrt(200 * 0.3 * 0.7));
  });

  it("takes at least the time that it should, and counts it", async () => {
    const { port, metrics } = await color("blue", { latencyFactor: 4 }, 20);
    const before = counters(metrics());
    await Promise.all(Array.from({ length: 40 }, () => ask(port, path)));
    const counts = countsBetween(before, counters(metrics()));
    // Of a lognormal with a median of 80 ms and a spread of 0.4, 1 in 800 is below 24 ms.
    expect(counts).toMatchObject({ requests: 40, errors: 0, latency: { counts: expect.anything() as unknown } });
    const { counts: buckets = [] } = "missing" in counts ? {} : (counts.latency ?? {});
    const upTo25 = buckets.slice(0, 3).reduce((sum, count) => sum + count, 0);
    const over50 = buckets.slice(4).reduce((sum, count) => sum + count, 0);
    expect(upTo25).toBe(0);
    expect(over50).toBeGreaterThan(25);
  });

  it("sends a tick to each WebSocket at its hub, and refuses those elsewhere", async () => {
    const { port } = await color("green");
    const hear = async (first: string) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/hubs/market-data`);
      const heard: string[] = [];
      socket.on("message", (data: Buffer) => heard.push(data.toString()));
      await once(socket, "open");
      socket.send(first);
      await vi.waitFor(() => {
        expect(heard.length >= 2 || socket.readyState === WebSocket.CLOSED).toBe(true);
      }, 5000);
      socket.terminate();
      return heard;
    };
    const [greeted, second, stranger] = await Promise.all([hear(handshake), hear(handshake), hear("hello")]);
    for (const [yes, tick = ""] of [greeted, second]) {
      expect(yes).toBe("{}\u001e");
      expect(JSON.parse(tick.replace("\u001e", ""))).toMatchObject({
        target: "price",
        arguments: [{ symbol: "BTCUSDT", color: "green" }],
      });
    }
    expect(stranger).toEqual([expect.stringContaining("error")]);
    const [error] = (await once(new WebSocket(`ws://127.0.0.1:${port}/hubs/other`), "error")) as [Error];
    expect(error.message).toBe("Unexpected server response: 404");
  });
});

describe("its metrics", () => {
  it("count API requests, and no others", async () => {
    const { port, metrics } = await color("blue", { errorShare: 1 });
    const before = counters(metrics());
    await ask(port, path);
    await ask(port, "/api/orders", post);
    await ask(port, "/health");
    const { body } = await ask(port, "/metrics");
    expect(body).toBe(metrics());
    expect(countsBetween(before, counters(body))).toMatchObject({ requests: 2, errors: 2 });
  });

  it("can be gone, or no numbers, while it goes on counting", async () => {
    const { port, setBehavior, metrics } = await color("blue");
    const before = counters(metrics());
    setBehavior({ ...wellBehaved, metrics: "gone" });
    expect((await ask(port, "/metrics")).status).toBe(503);
    await ask(port, path);
    setBehavior({ ...wellBehaved, metrics: "nan" });
    await ask(port, path);
    const { body } = await ask(port, "/metrics");
    expect(body.split("\n").filter((line) => line !== "" && !line.startsWith("#") && !line.endsWith(" NaN"))).toEqual(
      [],
    );
    expect(countsBetween(before, counters(metrics()))).toMatchObject({ requests: 2 });
  });

  it("begin again once", async () => {
    const { port, setBehavior, metrics } = await color("blue", { errorShare: 1 });
    const started = /\nprocess_start_time_seconds .*\n/;
    const fresh = metrics();
    await ask(port, path);
    setBehavior({ ...wellBehaved, metrics: "reset" });
    expect(metrics().replace(started, "")).toBe(fresh.replace(started, ""));
    expect(metrics()).not.toBe(fresh);
    const restarted = counters(metrics());
    await ask(port, path);
    setBehavior({ ...wellBehaved, latencyFactor: 2, metrics: "reset" });
    expect(countsBetween(restarted, counters(metrics()))).toMatchObject({ requests: 1 });
  });
});

describe("endpoints", () => {
  it.each([
    [0, "GET /api/prices"],
    [0.4999, "GET /api/prices"],
    [0.5, "GET /api/portfolio"],
    [0.7, "GET /api/orders"],
    [0.9499, "POST /api/orders"],
    [0.9999, "POST /api/auth/refresh"],
  ])("by share: %f falls to %s", (random, name) => {
    expect(pickEndpoint(tradingEndpoints, random).name).toBe(name);
  });

  it("need a share", () => {
    expect(() => pickEndpoint([], 0.5)).toThrow(RangeError);
  });
});
