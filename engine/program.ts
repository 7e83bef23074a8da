import { stackConfig } from "../config.ts";
import { deployPlatform } from "../platform.ts";
import { loadCatalog } from "../systems/model/catalog.ts";

// The SDK takes a stack trace of every promise, which would be a third of the program's time. Four frames say where.
Error.stackTraceLimit = Math.min(Error.stackTraceLimit, 4);

/** What `index.ts` exports, as a function: the engine may run it more than once in one process. */
export async function program(): Promise<Record<string, unknown>> {
  const catalog = await loadCatalog();
  return deployPlatform(stackConfig(catalog), catalog);
}
