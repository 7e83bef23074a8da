import { once } from "node:events";
import { createServer, get, type IncomingMessage, type RequestListener } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { listen } from "../../rehearsal/listen.ts";
import { front } from "./stage.ts";

/** A backend of the test's own behind a front. */
async function behind(serve: RequestListener) {
  const server = createServer(serve);
  const listening = await listen(server);
  onTestFinished(listening.close);
  const { port } = listening;
  return { server, front: await front({ colors: { blue: port, green: port } }) };
}

async function answerOf(port: number): Promise<IncomingMessage> {
  const [answer] = (await once(get({ host: "127.0.0.1", port }), "response")) as [IncomingMessage];
  return answer;
}

it("passes a body on in both directions, with what belongs to it", async () => {
  const { front } = await behind((request, response) => {
    void text(request).then((body) => {
      response.writeHead(201, { "set-cookie": ["a=1", "b=2"], "x-was": request.headers["x-is"] });
      response.end(`${request.method ?? ""} ${request.url ?? ""} ${body}`);
    });
  });
  const body = "x".repeat(300_000);
  const url = `http://127.0.0.1:${front.port}/api?a=b`;
  const answer = await fetch(url, { method: "PUT", body, headers: { "x-is": "y" } });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("x-was")).toBe("y");
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(await answer.text()).toBe(`PUT /api?a=b ${body}`);
});

it("passes an answer on as it comes", async () => {
  let goOn = (): void => undefined;
  const { front } = await behind((_, response) => {
    response.write("first");
    goOn = () => response.end("second");
  });
  const answer = await answerOf(front.port);
  const [first] = (await once(answer.setEncoding("utf8"), "data")) as [string];
  expect(first).toBe("first");
  goOn();
  expect(await text(answer)).toBe("second");
});

it("keeps what is of one connection only to itself, and adds its cookie to those of the backend", async () => {
  const { front } = await behind((request, response) => {
    response.setHeader("set-cookie", ["a=1", "b=2"]);
    response.end(JSON.stringify(request.headers));
  });
  await front.setWeights({ blue: 100, green: 0 }, { stickinessSeconds: 5 });
  const headers = { te: "trailers", connection: "close", "x-is": "y" };
  const asked = get({ host: "127.0.0.1", port: front.port, path: "/hubs/a", headers });
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const host = `127.0.0.1:${front.port}`;
  expect(JSON.parse(await text(answer))).toEqual({ host, connection: "keep-alive", "x-is": "y" });
  expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2", expect.stringContaining("stage-color=blue")]);
});

it.each(["destroy", "resetAndDestroy"] as const)("breaks off an answer that its backend broke off: %s", async (how) => {
  const { front } = await behind((_, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write("first");
    setTimeout(() => response.socket?.[how](), 20);
  });
  await expect(text(await answerOf(front.port))).rejects.toThrow();
});

it.each(["after", "before"])("lets its backend know that a client went away %s its answer began", async (when) => {
  let gone = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    gone = resolve;
  });
  let asked = (): void => undefined;
  const arrived = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const { front } = await behind((_, response) => {
    response.on("close", gone);
    if (when === "after") response.write("first");
    asked();
  });
  const client = get({ host: "127.0.0.1", port: front.port }).on("error", () => undefined);
  client.on("response", (answer) => answer.on("error", () => undefined));
  await (when === "after" ? once(client, "response") : arrived);
  client.destroy();
  await ended;
});

it("passes WebSocket messages on in both directions, and each end of a connection to the other", async () => {
  const { front, server } = await behind((_, response) => response.end());
  const hub = new WebSocketServer({ server });
  hub.on("connection", (peer) => {
    peer.on("message", (data: Buffer) => {
      if (data.toString() === "leave") peer.close(4001, "left");
      else peer.send(`${data.toString()}!`);
    });
  });
  const socket = new WebSocket(`ws://127.0.0.1:${front.port}/any`);
  await once(socket, "open");
  expect(front.connections()).toEqual({ blue: 1, green: 0 });
  const big = "y".repeat(200_000);
  socket.send(big);
  const [echo] = (await once(socket, "message")) as [Buffer];
  expect(echo.toString()).toBe(`${big}!`);
  socket.send("leave");
  const [code, reason] = (await once(socket, "close")) as [number, Buffer];
  expect([code, reason.toString()]).toEqual([4001, "left"]);

  const other = new WebSocket(`ws://127.0.0.1:${front.port}/any`);
  await once(other, "open");
  expect(front.connections()).toEqual({ blue: 1, green: 0 });
  const [peer] = hub.clients;
  const left = once(peer ?? other, "close");
  other.terminate();
  await left;
  await vi.waitFor(() => {
    expect(front.connections()).toEqual({ blue: 0, green: 0 });
  });
});

it("ends the other side of a WebSocket when one is reset", async () => {
  const { front, server } = await behind((_, response) => response.end());
  const hub = new WebSocketServer({ server });
  const upgrade = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n";
  const open = async () => {
    const client = connect(front.port, "127.0.0.1").on("error", () => undefined);
    client.write(`GET / HTTP/1.1\r\nhost: a\r\n${upgrade}sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
    const [[peer, request]] = (await Promise.all([once(hub, "connection"), once(client, "data")])) as [
      [WebSocket, IncomingMessage],
      unknown,
    ];
    peer.on("error", () => undefined);
    return { client, peer, socket: request.socket };
  };
  const first = await open();
  const left = once(first.peer, "close");
  first.client.resetAndDestroy();
  await left;
  const second = await open();
  const closed = once(second.client, "close");
  second.socket.resetAndDestroy();
  await closed;
  await vi.waitFor(() => {
    expect(front.connections()).toEqual({ blue: 0, green: 0 });
  });
});

it("passes the refusal of an upgrade back", async () => {
  const { front } = await behind((_, response) => response.writeHead(426).end("no"));
  const socket = connect(front.port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1.1 426 Upgrade Required\r\n/);
  expect(answer).toMatch(/\r\ncontent-length: 0\r\n\r\n$/);
});
