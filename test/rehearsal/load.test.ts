import { createServer } from "node:http";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Color } from "../../systems/model/system.ts";
import { tradingEndpoints } from "../../rehearsal/endpoints.ts";
import { countsBetween } from "../../rehearsal/exposition.ts";
import { listen } from "../../rehearsal/listen.ts";
import { type LoadArgs, type RequestRecord, startLoad } from "../../rehearsal/load.ts";
import type { SocketEvent } from "../../rehearsal/sockets.ts";
import { color, counters, stage } from "./stage.ts";

function load(args: Pick<LoadArgs, "port"> & Partial<LoadArgs>) {
  const requests: RequestRecord[] = [];
  const events: SocketEvent[] = [];
  const running = startLoad({
    requestsPerSecond: 200,
    endpoints: tradingEndpoints,
    sockets: 0,
    path: "/hubs/market-data",
    seed: 5,
    onRequest: (record) => requests.push(record),
    onSocket: (event) => events.push(event),
    ...args,
  });
  onTestFinished(running.close);
  return { ...running, requests, events };
}

const until = (done: () => boolean) =>
  vi.waitFor(
    () => {
      expect(done()).toBe(true);
    },
    { timeout: 10_000, interval: 10 },
  );
const ofKind = (events: readonly SocketEvent[], kind: SocketEvent["kind"]) =>
  events.filter((event) => event.kind === kind);

describe("20 changes of weights under load", () => {
  it("lose no request and no WebSocket, and the colors count what the load saw", async () => {
    const green = { errorShare: 0.1, endpointErrors: { "GET /api/orders": 0.5 } };
    const { front, ...colors } = await stage({}, green);
    const before = { blue: counters(colors.blue.metrics()), green: counters(colors.green.metrics()) };
    const running = load({ port: front.port, sockets: 8 });
    await until(() => running.events.length === 8);
    const connections = front.connections();
    expect(connections).toEqual({ blue: 8, green: 0 });
    for (let i = 1; i <= 20; i += 1) {
      const share = (i * 37) % 101;
      await front.setWeights({ blue: 100 - share, green: share }, { stickinessSeconds: i % 2 === 0 ? 60 : 0 });
      const sent = running.sent();
      await until(() => running.sent() >= sent + 15);
    }
    const ticks = running.ticks();
    await until(() => running.ticks() >= ticks + 8);
    expect(front.connections()).toEqual(connections);
    await running.close();

    const { requests, events } = running;
    expect(requests.length).toBe(running.sent());
    expect(requests.length).toBeGreaterThanOrEqual(300);
    expect(requests.filter(({ status, color }) => (status !== 200 && status !== 500) || color === undefined)).toEqual(
      [],
    );
    expect(events.map(({ color, kind }) => [color, kind])).toEqual(Array(8).fill(["blue", "opened"]));
    for (const name of ["blue", "green"] as const) {
      const own = requests.filter((record) => record.color === name);
      expect(own.length).toBeGreaterThan(50);
      expect(countsBetween(before[name], counters(colors[name].metrics()))).toMatchObject({
        requests: own.length,
        errors: own.filter(({ status }) => status === 500).length,
        endpoints: tradingEndpoints.map((endpoint) => {
          const these = own.filter((record) => record.endpoint === endpoint.name);
          return {
            name: endpoint.name,
            requests: these.length,
            errors: these.filter(({ status }) => status === 500).length,
          };
        }),
      });
      // The WebSockets are requests to the front as well.
      expect(front.observed()[name]).toBe(own.length + (name === "blue" ? 8 : 0));
    }
  });
});

describe("requests", () => {
  it("arrive as often as asked, at the endpoints by their share", async () => {
    const { port } = await color("blue");
    const running = load({ port, requestsPerSecond: 400 });
    await until(() => running.sent() >= 400);
    await running.close();
    const { requests } = running;
    const gaps = requests.map(({ at }) => at).sort((a, b) => a - b);
    const seconds = (gaps.at(-1) ?? 0) / 1000;
    // Late ones are made up for, and the seed is given: their number holds whatever the machine does.
    expect(Math.abs(requests.length - 400 * seconds)).toBeLessThan(3 * Math.sqrt(400 * seconds));
    for (const { name, share } of tradingEndpoints) {
      const n = requests.filter(({ endpoint }) => endpoint === name).length;
      const p = share / 100;
      expect(Math.abs(n - requests.length * p)).toBeLessThan(4.65 * Math.sqrt(requests.length * p * (1 - p)));
    }
    expect(requests.every(({ color: name, ms, at }) => name === "blue" && ms > 0 && at > 0)).toBe(true);
  });

  it("keep coming while none is answered, and have no status after their time", async () => {
    const server = createServer(() => undefined);
    const silent = await listen(server);
    onTestFinished(silent.close);
    const running = load({ port: silent.port, timeoutMs: 300 });
    await until(() => running.sent() >= 30);
    await running.close();
    expect(running.requests.length).toBe(running.sent());
    for (const { status, color: name, why, ms } of running.requests) {
      expect({ status, name, why }).toEqual({ status: 0, name: undefined, why: "no whole answer in 300 ms" });
      expect(ms).toBeGreaterThan(295);
    }
  });

  it("have no status where an answer breaks off, or nobody listens", async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { "content-length": 100, "x-color": "green" });
      response.write("half");
      setTimeout(() => response.destroy(), 5);
    });
    const broken = await listen(server);
    const running = load({ port: broken.port });
    await until(() => running.requests.length >= 10);
    expect(running.requests.every(({ status, color: name }) => status === 0 && name === "green")).toBe(true);
    expect(new Set(running.requests.map(({ why }) => why))).toEqual(new Set(["aborted"]));
    await broken.close();
    const known = running.requests.length;
    await until(() => running.requests.length >= known + 10);
    const refused = expect.stringMatching(/ECONNREFUSED|ECONNRESET|socket hang up/) as string;
    expect(running.requests.at(-1)).toMatchObject({ status: 0, color: undefined, why: refused });
  });
});

describe("WebSockets", () => {
  it("come back when they are dropped, to the color of their cookie while that is one", async () => {
    const { front, green, blue } = await stage({ weights: { blue: 0, green: 100 } });
    await front.setWeights({ blue: 0, green: 100 }, { stickinessSeconds: 60 });
    const { events } = load({ port: front.port, requestsPerSecond: 0, sockets: 3 });
    await until(() => events.length === 3);
    await front.setWeights({ blue: 100, green: 0 }, { stickinessSeconds: 60 });
    await green.close();
    await until(() => ofKind(events, "dropped").length === 3);
    // They are tried with the dead color, as the cookie outranks the weights.
    const tried = front.observed().green;
    await until(() => front.observed().green >= tried + 3);
    expect(front.observed().blue).toBe(0);
    await front.setWeights({ blue: 100, green: 0 }, { stickinessSeconds: 0 });
    await until(() => events.length === 9);
    const colors = (kind: SocketEvent["kind"]): (Color | undefined)[] =>
      ofKind(events, kind).map((event) => event.color);
    expect(colors("dropped")).toEqual(["green", "green", "green"]);
    expect(colors("opened")).toEqual(["green", "green", "green", "blue", "blue", "blue"]);
    expect(front.connections()).toEqual({ blue: 3, green: 0 });
    const times = events.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    await blue.close();
  });

  it("do not come back once the load is closed", async () => {
    const { front, green } = await stage({ weights: { blue: 0, green: 100 } });
    const { events, close } = load({ port: front.port, requestsPerSecond: 0, sockets: 2 });
    await until(() => events.length === 2);
    await green.close();
    await until(() => events.length === 4);
    await close();
    const observed = front.observed();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(front.observed()).toEqual(observed);
    expect(events.length).toBe(4);
  });
});
