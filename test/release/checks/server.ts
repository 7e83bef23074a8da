import { createServer, type RequestListener, type Server } from "node:http";
import { onTestFinished } from "vitest";
import { listen } from "../../../rehearsal/listen.ts";
import type { Target } from "../../../release/checks/target.ts";

/** A server that the test's end closes, as a color that is asked. */
export async function served(
  answer: RequestListener,
  more: Partial<Target> = {},
  prepare: (server: Server) => void = () => undefined,
): Promise<Target> {
  const server = createServer(answer);
  prepare(server);
  const { port, close } = await listen(server);
  onTestFinished(close);
  return { address: `http://127.0.0.1:${port}`, headers: {}, timeoutMs: 2000, ...more };
}

export const never = new AbortController().signal;
