import { type Data, WebSocket } from "ws";
import { wordsOf } from "../words.ts";
import type { Target } from "./target.ts";

/** Ends each message of SignalR's JSON protocol. */
export const end = "\u001e";
/** The first message of a client that skips the negotiation, as ours do (ARCHITECTURE.md, MT-016). */
export const handshake = `{"protocol":"json","version":1}${end}`;

/**
 * Shakes hands with a SignalR hub: upgrade, protocol, and its yes (MT-030, MT-048).
 *
 * @returns why that does not work; undefined when it does
 * @throws the signal's reason, and nothing else
 */
export async function hubFault(target: Target, path: string, signal: AbortSignal): Promise<string | undefined> {
  const { address, headers, timeoutMs, stranger } = target;
  signal.throwIfAborted();
  const socket = new WebSocket(address.replace(/^http/, "ws") + path, { headers, handshakeTimeout: timeoutMs });
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      const tell = (fault: string | undefined) => {
        clearTimeout(timer);
        resolve(fault === undefined ? undefined : `${path}: ${fault}`);
      };
      const timer = setTimeout(() => {
        tell(`no yes to the handshake in ${timeoutMs} ms`);
      }, timeoutMs);
      signal.addEventListener(
        "abort",
        () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        },
        { once: true },
      );
      socket.on("upgrade", (response) => {
        const named = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]);
        const why = stranger?.(new Headers(named));
        if (why !== undefined) tell(why);
      });
      socket.on("open", () => {
        socket.send(handshake);
      });
      socket.on("message", (data) => {
        tell(handshakeFault(textOf(data)));
      });
      socket.on("unexpected-response", (_request, response) => {
        tell(`answered ${response.statusCode ?? 0} to the upgrade, must be 101`);
      });
      socket.on("error", (error) => {
        tell(wordsOf(error));
      });
      socket.on("close", (code) => {
        tell(`was closed with ${code} before it answered the handshake`);
      });
    });
  } finally {
    socket.terminate();
  }
}

/** What is wrong with a hub's first message: it must be `{}`, other messages may follow at once. */
export function handshakeFault(text: string): string | undefined {
  const stop = text.indexOf(end);
  if (stop < 0) return "its first message does not end as one of SignalR does";
  try {
    const answer: unknown = JSON.parse(text.slice(0, stop));
    if (typeof answer !== "object" || answer === null) return "its answer to the handshake is no object";
    return "error" in answer ? `refuses the handshake: ${String(answer.error)}` : undefined;
  } catch {
    return "its answer to the handshake is no JSON";
  }
}

function textOf(data: Data): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.from(data as Buffer).toString("utf8");
}
