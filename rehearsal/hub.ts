import type { Server } from "node:http";
import { WebSocketServer } from "ws";

/** Milliseconds between two ticks. */
const everyMs = 250;

/**
 * A WebSocket hub at one path of a server: everyone who is connected gets a small tick every 250 ms.
 *
 * @param color named in the header `x-color` of the answer to an upgrade
 */
export function startHub(server: Server, path: string, color: string): { close: () => void } {
  const hub = new WebSocketServer({ noServer: true });
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
    });
  });
  let sequence = 0;
  const ticks = setInterval(() => {
    sequence += 1;
    const tick = JSON.stringify({ symbol: "BTCUSDT", color, sequence });
    for (const client of hub.clients) client.send(tick);
  }, everyMs);
  return {
    close: () => {
      clearInterval(ticks);
      for (const client of hub.clients) client.terminate();
      hub.close();
    },
  };
}
