import { Agent, request as send } from "node:http";
import { randomExponential, randomLcg } from "d3-random";
import type { Color } from "../systems/model/system.ts";
import { type Endpoint, pickEndpoint } from "./endpoints.ts";
import { colorOf, type SocketEvent, startSockets } from "./sockets.ts";

export interface RequestRecord {
  /** When it was sent, milliseconds since the start of the load. */
  at: number;
  /** As the answer named it; undefined for an answer of the front itself, and for none. */
  color: Color | undefined;
  /** Name of the endpoint. */
  endpoint: string;
  /** 0 when the connection failed, or there was no whole answer in time. */
  status: number;
  /** Until the end of the answer, or until it was given up. */
  ms: number;
  /** Why there is no status; undefined where there is one. */
  why?: string | undefined;
}

export interface LoadArgs {
  /** Of the front. */
  port: number;
  /** On average: they arrive as they like, whatever is still unanswered. */
  requestsPerSecond: number;
  endpoints: readonly Endpoint[];
  /** WebSocket clients. */
  sockets: number;
  /** Path of their hub. */
  path: string;
  seed: number;
  /** For a whole answer. @default 5000 */
  timeoutMs?: number;
  onRequest?: (record: RequestRecord) => void;
  onSocket?: (event: SocketEvent) => void;
}

export interface Load {
  /** Requests so far, answered or not. */
  sent: () => number;
  /** Messages that the WebSocket clients got so far. */
  ticks: () => number;
  /** Sends no more, waits for the answers that are still to come, and then hangs up. */
  close: () => Promise<void>;
}

const host = "127.0.0.1";

/** Open-loop traffic: requests in a Poisson process, and WebSocket clients that stay. */
export function startLoad(args: LoadArgs): Load {
  const { port, requestsPerSecond, endpoints, timeoutMs = 5000, onRequest, onSocket } = args;
  const began = performance.now();
  const clock = () => performance.now() - began;
  const random = randomLcg(args.seed);
  const gapMs = randomExponential.source(random)(requestsPerSecond / 1000);
  const agent = new Agent({ keepAlive: true });
  const unanswered = new Set<Promise<void>>();
  let sent = 0;
  let ticks = 0;

  const sendOne = async ({ name, method, path }: Endpoint) => {
    const at = clock();
    const answer = await exchange({ port, agent, method, path }, timeoutMs);
    onRequest?.({ at, endpoint: name, ms: clock() - at, ...answer });
  };

  let timer: NodeJS.Timeout | undefined;
  let next = gapMs();
  const sendDue = () => {
    for (; next <= clock(); next += gapMs()) {
      sent += 1;
      const one = sendOne(pickEndpoint(endpoints, random())).finally(() => unanswered.delete(one));
      unanswered.add(one);
    }
    timer = setTimeout(sendDue, Math.max(0, next - clock()));
  };
  if (requestsPerSecond > 0) sendDue();
  const sockets = startSockets({
    address: `ws://${host}:${port}${args.path}`,
    count: args.sockets,
    clock,
    onEvent: (event) => onSocket?.(event),
    onTick: () => {
      ticks += 1;
    },
  });

  return {
    sent: () => sent,
    ticks: () => ticks,
    close: async () => {
      clearTimeout(timer);
      await Promise.all(unanswered);
      sockets.close();
      agent.destroy();
    },
  };
}

type Answer = Pick<RequestRecord, "status" | "color" | "why">;

/** One request and its whole answer; it never rejects. */
function exchange(
  { method, ...rest }: { port: number; agent: Agent; method: string; path: string },
  timeoutMs: number,
): Promise<Answer> {
  return new Promise((resolve) => {
    const outgoing = send({ host, method, ...rest });
    const late = `no whole answer in ${timeoutMs} ms`;
    const giveUp = setTimeout(() => outgoing.destroy(new Error(late)), timeoutMs);
    const settle = (answer: Answer) => {
      clearTimeout(giveUp);
      resolve(answer);
    };
    outgoing.on("response", (incoming) => {
      const color = colorOf(incoming.headers["x-color"]);
      incoming.resume();
      incoming.on("end", () => {
        settle({ status: incoming.statusCode ?? 0, color });
      });
      incoming.on("error", () => undefined);
      incoming.on("close", () => {
        settle({ status: 0, color, why: incoming.errored?.message ?? "the answer broke off" });
      });
    });
    outgoing.on("error", ({ message }) => {
      settle({ status: 0, color: undefined, why: message });
    });
    outgoing.end(method === "POST" ? '{"symbol":"BTCUSDT","quantity":"0.1"}' : undefined);
  });
}
