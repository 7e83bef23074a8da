import { vi } from "vitest";
import { loadStackConfig, parseOverride } from "../preview/stack-file.ts";
import type { Run } from "../simulator/run.ts";

export interface WholeRun {
  stack: "prod" | "staging";
  mode: "preview" | "update";
  overrides?: readonly string[];
}

/** Runs the real program in this process as `npm run preview` and `render` do; `index.ts` is evaluated anew each time. */
export async function runWhole({ stack, mode, overrides = [] }: WholeRun): Promise<Run> {
  vi.resetModules();
  const { plan } = await import("../preview/plan.ts");
  return plan({ stack, config: loadStackConfig(stack, overrides.map(parseOverride)), mode });
}
