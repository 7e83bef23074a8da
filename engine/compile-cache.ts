import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../node_modules/.cache/compile", import.meta.url));

/**
 * For processes that others start for us, such as the policy pack's runner, which loads the whole of TypeScript: where
 * to keep compiled code between runs, as `start.js` does for our own.
 */
export function compileCache(): Readonly<Record<string, string>> {
  return process.env["NODE_DISABLE_COMPILE_CACHE"] ? {} : { NODE_COMPILE_CACHE: folder };
}
