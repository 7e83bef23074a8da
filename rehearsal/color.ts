import { text } from "node:stream/consumers";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { randomLcg, randomLogNormal } from "d3-random";
import type { Color } from "../systems/model/system.ts";
import type { Endpoint } from "./endpoints.ts";
import { type Records, serve as serveExchange, symbols } from "./exchange.ts";
import { startHub } from "./hub.ts";
import { listen } from "./listen.ts";
import { serviceMetrics } from "./service-metrics.ts";

/** How a color answers; plain data. */
export interface Behavior {
  /** `/health` answers 503 while not; the API answers all the same. */
  ready: boolean;
  /** Share of API requests answered with 500, 0 to 1. */
  errorShare: number;
  /** Times the base latency. */
  latencyFactor: number;
  /** Share of failures, by endpoint name, in place of `errorShare`. */
  endpointErrors?: Readonly<Record<string, number>>;
  /** Beginnings of paths that journeys meet and that answer 500. */
  broken?: readonly string[];
  /** The list of volume leaders answers 400, as is known of it (MT-087). */
  leadersRefused?: boolean;
  /** `reset` begins the counters again once, when it is set, as a restart does; `gone` answers 503; `nan` gives no numbers. */
  metrics: "served" | "gone" | "reset" | "nan";
}

export const wellBehaved: Behavior = { ready: true, errorShare: 0, latencyFactor: 1, metrics: "served" };

export interface ColorArgs {
  name: Color;
  endpoints: readonly Endpoint[];
  /** Both colors have the same. */
  records: Records;
  /** Median of a lognormal latency, milliseconds. */
  baseLatencyMs: number;
  seed: number;
  behavior: Behavior;
}

export interface RunningColor {
  port: number;
  setBehavior: (behavior: Behavior) => void;
  /** What the counters say, whatever `/metrics` makes of it. Of API requests alone, and those that got an answer. */
  metrics: () => string;
  close: () => Promise<void>;
}

/** Path of the WebSocket hub; `<hubPath>/negotiate` answers plain requests. */
export const hubPath = "/hubs/market-data";

/** Shown by clients, and what they show instead where it fails (MT-041, MT-087). */
export const leadersPath = "/api/prices/volume-leaders";
export const symbolsPath = "/api/symbols";

/** Spread of the lognormal latency. */
const sigma = 0.4;

/** One color of a small real service: HTTP, a WebSocket hub, health and metrics. */
export async function startColor(args: ColorArgs): Promise<RunningColor> {
  const { name, endpoints, baseLatencyMs, seed } = args;
  let behavior = args.behavior;
  const metrics = serviceMetrics(endpoints);
  const byRequest = new Map(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint.name]));
  // One stream each, so that a share of errors changes no latency.
  const latency = randomLogNormal.source(randomLcg(seed))(Math.log(baseLatencyMs), sigma);
  const failure = randomLcg(seed + 1);

  const answer = (response: ServerResponse, code: number, body = "{}\n", type = "application/json") => {
    response.writeHead(code, { "x-color": name, "content-type": type, "content-length": Buffer.byteLength(body) });
    response.end(body);
  };

  const serveApi = (response: ServerResponse, endpoint: string) => {
    const began = performance.now();
    const share = behavior.endpointErrors?.[endpoint] ?? behavior.errorShare;
    const code = failure() < share ? 500 : 200;
    const timer = setTimeout(() => {
      // Before the answer, so that whoever has it finds it counted.
      metrics.count(endpoint, code, performance.now() - began);
      answer(response, code, `${JSON.stringify({ endpoint, color: name })}\n`);
    }, latency() * behavior.latencyFactor);
    response.on("close", () => {
      clearTimeout(timer);
    });
  };

  const serveMetrics = (response: ServerResponse) => {
    if (behavior.metrics === "gone") {
      answer(response, 503, "metrics are gone\n", "text/plain");
      return;
    }
    const text = behavior.metrics === "nan" ? metrics.text(() => "NaN") : metrics.text();
    answer(response, 200, text, "text/plain; version=0.0.4; charset=utf-8");
  };

  /** What journeys ask: answered at once and not counted, for the judge is to judge people's requests alone. */
  const serveJourney = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    const body = await text(request);
    const { method = "GET", headers } = request;
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
    const { status, body: said } = behavior.broken?.some((beginning) => path.startsWith(beginning))
      ? { status: 500, body: { error: "broken" } }
      : serveExchange(args.records, { method, path, token, body });
    answer(response, status, `${JSON.stringify(said)}\n`);
  };

  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const [path = ""] = (request.url ?? "").split("?");
    if (path.startsWith("/api/v1/")) {
      serveJourney(request, response, path).catch(() => response.destroy());
      return;
    }
    request.resume();
    const endpoint = byRequest.get(`${request.method ?? ""} ${path}`);
    if (endpoint !== undefined) serveApi(response, endpoint);
    else if (path === leadersPath) {
      if (behavior.leadersRefused === true) answer(response, 400);
      else answer(response, 200, `${JSON.stringify({ leaders: symbols })}\n`);
    } else if (path === symbolsPath) answer(response, 200, `${JSON.stringify(symbols)}\n`);
    else if (path === "/health") answer(response, behavior.ready ? 200 : 503);
    else if (path === "/metrics") serveMetrics(response);
    else if (path === `${hubPath}/negotiate`) answer(response, 200);
    else answer(response, 404);
  };

  const server = createServer(serve);
  const hub = startHub(server, hubPath, name);
  const listening = await listen(server);
  return {
    port: listening.port,
    setBehavior: (next) => {
      if (next.metrics === "reset" && behavior.metrics !== "reset") metrics.reset();
      behavior = next;
    },
    metrics: () => metrics.text(),
    close: async () => {
      hub.close();
      await listening.close();
    },
  };
}
