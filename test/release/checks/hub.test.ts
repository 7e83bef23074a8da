import type { Server } from "node:http";
import { describe, expect, it, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { handshakeFault, hubFault } from "../../../release/checks/hub.ts";
import type { Target } from "../../../release/checks/target.ts";
import { never, served } from "./server.ts";

/** A hub that greets as a test says. */
const hub = (greet: (socket: WebSocket, first: string) => void, more: Partial<Target> = {}) =>
  served(
    (_, response) => response.writeHead(404).end(),
    more,
    (server: Server) => {
      const sockets = new WebSocketServer({ server, path: "/hub" });
      sockets.on("headers", (headers) => headers.push("x-color: green"));
      sockets.on("connection", (socket) => {
        socket.once("message", (data: Buffer) => {
          greet(socket, data.toString());
        });
      });
    },
  );

describe("a hub", () => {
  it("shakes hands", async () => {
    const said: string[] = [];
    let left = false;
    const target = await hub((socket, first) => {
      said.push(first);
      socket.on("close", () => {
        left = true;
      });
      socket.send('{}\u001e{"type":6}\u001e');
    });
    expect(await hubFault(target, "/hub", never)).toBeUndefined();
    await vi.waitFor(() => {
      expect(left).toBe(true);
    });
    expect(said).toEqual(['{"protocol":"json","version":1}\u001e']);
  });

  it.each<[string, (socket: WebSocket) => void, RegExp]>([
    [
      "refuses the protocol",
      (socket) => {
        socket.send('{"error":"no"}\u001e');
      },
      /^\/hub: refuses the handshake: no$/,
    ],
    [
      "says something else",
      (socket) => {
        socket.send("hello");
      },
      /does not end as one of SignalR/,
    ],
    [
      "hangs up",
      (socket) => {
        socket.close(1011);
      },
      /was closed with 1011 before it answered/,
    ],
    ["says nothing", () => undefined, /no yes to the handshake in 200 ms/],
  ])("is at fault when it %s", async (_what, greet, fault) => {
    const target = await hub(greet, { timeoutMs: 200 });
    expect(await hubFault(target, "/hub", never)).toMatch(fault);
  });

  it("is at fault when it is not there, or is another color's", async () => {
    const target = await hub((socket) => {
      socket.send("{}\u001e");
    });
    expect(await hubFault(target, "/other", never)).toBe("/other: answered 400 to the upgrade, must be 101");
    expect(await hubFault({ ...target, address: "http://127.0.0.1:1" }, "/hub", never)).toMatch(/ECONNREFUSED/);
    const stranger = (headers: Headers) => (headers.get("x-color") === "blue" ? undefined : "is not blue");
    expect(await hubFault({ ...target, stranger }, "/hub", never)).toBe("/hub: is not blue");
  });

  it("is not waited for any longer when the signal says so", async () => {
    const target = await hub(() => undefined);
    const stop = new AbortController();
    const asked = hubFault(target, "/hub", stop.signal);
    setTimeout(() => {
      stop.abort(new Error("given up"));
    }, 50);
    await expect(asked).rejects.toThrow("given up");
    await expect(hubFault(target, "/hub", stop.signal)).rejects.toThrow("given up");
  });
});

it.each<[string, string | undefined]>([
  ["{}\u001e", undefined],
  ['{}\u001e{"type":1}', undefined],
  ["[\u001e", "its answer to the handshake is no JSON"],
  ["null\u001e", "its answer to the handshake is no object"],
  ["{}", "its first message does not end as one of SignalR does"],
])("the first message %j", (text, fault) => {
  expect(handshakeFault(text)).toBe(fault);
});
