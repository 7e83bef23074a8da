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

/** Sends so many requests, whatever is answered. */
export async function probe(port: number, count: number, signal: AbortSignal): Promise<void> {
  for (let left = count; left > 0; left--) {
    await isHealthy(port, signal);
  }
}
