// Checks the workflows with actionlint, built from its Go module:
//   npm run lint:workflows [-- --json FILE]
// The file gets the counts for the gate. Without Go, or without a way to its modules, it says so and passes: a step that
// a machine cannot take is no fault.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { goEnvironment, goFault, neededGo } from "../../engine/cli/go.ts";
import { thisMachine, type World } from "../../engine/cli/world.ts";

const cwd = fileURLToPath(new URL(".", import.meta.url));

/** What a check came to. */
export type Outcome = { kind: "clean" | "skipped" | "faults" | "broken"; text: string };

/** Go's words when it cannot reach what it would download. */
const outOfReach = /dial tcp|no such host|i\/o timeout|connection refused|proxyconnect|module lookup disabled/;

export async function lintWorkflows(world: World): Promise<Outcome> {
  const env = goEnvironment(world.env);
  const needed = neededGo(readFileSync(new URL("go.mod", import.meta.url), "utf8"));
  const fault = goFault(await world.run("go", ["version"], { env, cwd, timeoutMs: 20_000 }), needed);
  if (fault !== undefined) return { kind: "skipped", text: fault };
  // With -n it builds the tool and tells where it is.
  const built = await world.run("go", ["tool", "-n", "actionlint"], { env, cwd, timeoutMs: 10 * 60_000 });
  if (built.ended !== 0) {
    const text = built.stderr.trim() || `go tool ${built.ended}`;
    return { kind: outOfReach.test(text) ? "skipped" : "broken", text };
  }
  // Not every machine has shellcheck and pyflakes, and the result is to be the same everywhere.
  const args = ["-shellcheck=", "-pyflakes=", "-no-color"];
  const ran = await world.run(built.stdout.trim(), args, { env, cwd, timeoutMs: 60_000 });
  if (ran.ended === 0) return { kind: "clean", text: "" };
  return { kind: ran.ended === 1 ? "faults" : "broken", text: `${ran.stdout}${ran.stderr}`.trim() };
}

if (import.meta.main) {
  const { json } = parseArgs({ options: { json: { type: "string" } } }).values;
  const { kind, text } = await lintWorkflows(thisMachine());
  const skipped = kind === "skipped" ? [{ what: "workflows were not checked", why: text }] : [];
  const counts = { passed: Number(kind === "clean"), failed: Number(kind === "faults" || kind === "broken"), skipped };
  if (json !== undefined) writeFileSync(json, JSON.stringify(counts));
  if (kind === "clean") console.log("the workflows are as actionlint wants them");
  else if (kind === "skipped") console.log(`skipped: workflows were not checked: ${text}`);
  else {
    console.error(text);
    process.exitCode = 1;
  }
}
