import { WebSocket } from "ws";
import { handshake } from "../release/checks/hub.ts";
import type { Color } from "../systems/model/system.ts";

export interface SocketEvent {
  /** Milliseconds since the start of the load. */
  at: number;
  /** As the answer to the upgrade named it. */
  color: Color | undefined;
  kind: "opened" | "dropped";
}

export interface SocketsArgs {
  /** `ws://…` */
  address: string;
  count: number;
  /** Milliseconds since the start of the load. */
  clock: () => number;
  onEvent: (event: SocketEvent) => void;
  /** Of each message, the answer to the handshake too. */
  onTick: () => void;
}

/** Milliseconds until a client that was dropped, or never got in, tries again. */
const againAfterMs = 100;

/** WebSocket clients that stay connected, and come back as browsers do: with the cookie that they were given. */
export function startSockets({ address, count, clock, onEvent, onTick }: SocketsArgs): { close: () => void } {
  const open = new Set<WebSocket>();
  const waiting = new Set<NodeJS.Timeout>();
  let closing = false;

  const connect = (kept: Cookie | undefined) => {
    const cookie = kept !== undefined && kept.ends > clock() ? kept : undefined;
    const socket = new WebSocket(address, { headers: cookie === undefined ? {} : { cookie: cookie.pair } });
    let given = cookie;
    let color: Color | undefined;
    let opened = false;
    open.add(socket);
    socket.on("upgrade", ({ headers }) => {
      color = colorOf(headers["x-color"]);
      given = cookieOf(headers["set-cookie"], clock()) ?? cookie;
    });
    socket.on("open", () => {
      socket.send(handshake);
      opened = true;
      onEvent({ at: clock(), color, kind: "opened" });
    });
    socket.on("message", onTick);
    // A close follows each error.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      open.delete(socket);
      if (closing) return;
      if (opened) onEvent({ at: clock(), color, kind: "dropped" });
      const timer = setTimeout(() => {
        waiting.delete(timer);
        connect(given);
      }, againAfterMs);
      waiting.add(timer);
    });
  };

  for (let i = 0; i < count; i += 1) connect(undefined);
  return {
    close: () => {
      closing = true;
      for (const timer of waiting) clearTimeout(timer);
      for (const socket of open) socket.terminate();
    },
  };
}

interface Cookie {
  /** `name=value` */
  pair: string;
  /** By the load's clock, milliseconds. */
  ends: number;
}

/** The first cookie of an answer with an age. */
function cookieOf(headers: readonly string[] | undefined, now: number): Cookie | undefined {
  for (const header of headers ?? []) {
    const [, pair, seconds] = /^([^;]+);.*Max-Age=(\d+)/i.exec(header) ?? [];
    if (pair !== undefined) return { pair, ends: now + Number(seconds) * 1000 };
  }
  return undefined;
}

/** The color that an answer named; undefined where it came from no color. */
export function colorOf(header: string | readonly string[] | undefined): Color | undefined {
  return header === "blue" || header === "green" ? header : undefined;
}
