import { type Agent, type IncomingMessage, request as send, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import type { Duplex } from "node:stream";

const host = "127.0.0.1";

/** Of one connection only, so they are not passed on. */
const hopByHop = ["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer"];
const ofOneConnection = new Set([...hopByHop, "transfer-encoding", "upgrade"]);

function endToEnd(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofOneConnection.has(name)));
}

/**
 * Passes a request on and its answer back, both as they come; 502 when there is none. Nothing is tried again.
 *
 * @param cookie value of a `Set-Cookie` header to add
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { port, agent, cookie }: { port: number; agent: Agent; cookie: string | undefined },
): void {
  const { method, url: path } = request;
  const outgoing = send({ host, port, agent, method, path, headers: endToEnd(request.headers) });
  outgoing.on("response", (incoming) => {
    const headers = endToEnd(incoming.headers);
    const cookies = [...(headers["set-cookie"] ?? []), ...(cookie === undefined ? [] : [cookie])];
    response.writeHead(
      incoming.statusCode ?? 502,
      cookies.length > 0 ? { ...headers, "set-cookie": cookies } : headers,
    );
    // What breaks on one side is broken off on the other.
    pipeline(incoming, response, () => undefined);
  });
  outgoing.on("error", () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { "content-type": "text/plain" }).end("bad gateway\n");
  });
  response.on("close", () => {
    if (!response.writableFinished) outgoing.destroy();
  });
  request.pipe(outgoing);
}

/**
 * Passes an upgrade on, and then the bytes of both sides as they come. An answer other than 101 is passed back without
 * its body.
 *
 * @param onOpen called once both sides agreed; what it returns is called when the connection ends
 */
export function tunnel(
  request: IncomingMessage,
  client: Duplex,
  { port, cookie, onOpen }: { port: number; cookie: string | undefined; onOpen: () => () => void },
): void {
  const outgoing = send({ host, port, agent: false, path: request.url, headers: request.headers });
  const added = cookie === undefined ? [] : ["Set-Cookie", cookie];
  outgoing.on("upgrade", (incoming, backend, first) => {
    const ended = onOpen();
    client.write(head(101, "Switching Protocols", [...incoming.rawHeaders, ...added]));
    client.write(first);
    backend.on("error", () => client.destroy());
    client.on("close", () => {
      backend.destroy();
      ended();
    });
    backend.pipe(client);
    client.pipe(backend);
  });
  outgoing.on("response", (incoming) => {
    incoming.resume();
    const headers = Object.entries(endToEnd(incoming.headers)).filter(([name]) => name !== "content-length");
    const flat = headers.flatMap(([name, value]) => [name, String(value)]);
    client.end(head(incoming.statusCode ?? 502, incoming.statusMessage ?? "", [...flat, "content-length", "0"]));
  });
  outgoing.on("error", () => client.end(head(502, "Bad Gateway", ["content-length", "0"])));
  client.on("error", () => client.destroy());
  client.on("close", () => outgoing.destroy());
  outgoing.end();
}

/** @param headers names and values in turn */
function head(status: number, message: string, headers: readonly string[]): string {
  const lines = headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1] ?? ""}`] : []));
  return [`HTTP/1.1 ${status} ${message}`, ...lines, "", ""].join("\r\n");
}
