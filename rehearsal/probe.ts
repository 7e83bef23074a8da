import { once } from "node:events";
import { WebSocket } from "ws";
import { hubPath } from "./color.ts";
import { tradingEndpoints } from "./endpoints.ts";

const host = "127.0.0.1";

/** Whether a color says that it is well, asked for without the front. */
export async function isHealthy(port: number, signal: AbortSignal): Promise<boolean> {
  try {
    const { ok, body } = await fetch(`http://${host}:${port}/health`, { signal });
    await body?.cancel();
    return ok;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/**
 * Asks every endpoint and the hub through the front, as a journey's script would.
 *
 * @param wanted color that must answer; any without it
 * @throws Error naming what did not answer as it should
 */
export async function expectAnswers(
  port: number,
  headers: Readonly<Record<string, string>>,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const asked = [{ method: "GET", path: "/health" }, ...tradingEndpoints];
  for (const { method, path } of asked) {
    const answer = await fetch(`http://${host}:${port}${path}`, { method, headers, signal });
    await answer.body?.cancel();
    const color = answer.headers.get("x-color");
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`);
    if (wanted !== undefined && color !== wanted) {
      throw new Error(`${method} ${path} was answered by ${color ?? "nobody"} instead of ${wanted}`);
    }
  }
  await expectTick(port, headers, signal);
}

/** Sends so many requests, whatever is answered. */
export async function probe(port: number, count: number, signal: AbortSignal): Promise<void> {
  for (let left = count; left > 0; left--) {
    await isHealthy(port, signal);
  }
}

async function expectTick(port: number, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
  const socket = new WebSocket(`ws://${host}:${port}${hubPath}`, { headers });
  try {
    await once(socket, "message", { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`${hubPath}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    socket.terminate();
  }
}
