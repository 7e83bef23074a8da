import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface Listening {
  port: number;
  /** Ends every connection, kept-alive and upgraded ones too; may be called again. */
  close: () => Promise<void>;
}

/** Has a server listen on this machine alone, on a free port. */
export async function listen(server: Server): Promise<Listening> {
  // The server itself forgets a socket once it is upgraded.
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  // Idle connections stay: a request must never meet one that is being closed.
  server.keepAliveTimeout = 0;
  const closed = once(server, "close");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    if (server.listening) server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port, close };
}
