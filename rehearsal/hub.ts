import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { end, handshake } from "../release/checks/hub.ts";

/** Milliseconds between two ticks. */
const everyMs = 250;

/**
 * A SignalR hub at one path of a server, without negotiation: everyone who has shaken hands gets a small tick every
 * 250 ms.
 *
 * @param color named in the header `x-color` of the answer to an upgrade
 */
export function startHub(server: Server, path: string, color: string): { close: () => void } {
  const hub = new WebSocketServer({ noServer: true });
  const greeted = new Set<WebSocket>();
  hub.on("headers", (headers) => headers.push(`x-color: ${color}`));
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    if (request.url?.split("?")[0] !== path) {
      socket.end(`HTTP/1.1 404 Not Found\r\nx-color: ${color}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      return;
    }
    hub.handleUpgrade(request, socket, head, (client) => {
      // A connection that breaks is closed, which is all that a hub wants to know.
      client.on("error", () => undefined);
      client.on("close", () => greeted.delete(client));
      client.once("message", (data: Buffer) => {
        const known = data.toString("utf8") === handshake;
        client.send(known ? `{}${end}` : `{"error":"only the JSON protocol is spoken here"}${end}`);
        if (known) greeted.add(client);
        else client.close();
      });
    });
  });
  let sequence = 0;
  const ticks = setInterval(() => {
    sequence += 1;
    const tick = { type: 1, target: "price", arguments: [{ symbol: "BTCUSDT", color, sequence }] };
    for (const client of greeted) client.send(JSON.stringify(tick) + end);
  }, everyMs);
  return {
    close: () => {
      clearInterval(ticks);
      for (const client of hub.clients) client.terminate();
      hub.close();
    },
  };
}
