import { styleText } from "node:util";
import { OperationFailed, type Display, check, destroy, preview, refresh, up } from "./operations.ts";
import type { CommonOptions } from "./options.ts";
import { changes, type EngineRecord } from "./record.ts";
import { runCli, type Session } from "./session.ts";

const performers = { preview, up, refresh, check, destroy } as const;

/**
 * Carries out what the command line asks for and reports it: the engine's own display, or one JSON document. A failure
 * is in the document too, and thrown after it.
 */
export async function perform(session: Session, options: CommonOptions): Promise<void> {
  const { operation, targets, plan, json, rest, stack } = options;
  if (operation === "drift") throw new Error("only a simulated cloud can be made to drift");
  if (operation === "import") {
    const named = rest.includes("--stack") || rest.includes("-s") ? rest : [...rest, "--stack", stack];
    const { stdout, stderr } = await runCli(session.options, ["import", ...named]);
    process.stdout.write(stdout + stderr);
    return;
  }
  const settings = {
    display: json ? silent : terminal(),
    ...(targets.length === 0 ? {} : { targets }),
    ...(plan === undefined ? {} : { plan }),
  };
  // The engine hears an interrupt as well, finishes what it has begun and ends the operation.
  const wait = () => undefined;
  process.on("SIGINT", wait);
  try {
    const record = await performers[operation](session, settings);
    if (json) print(stack, operation, record);
  } catch (error) {
    if (json && error instanceof OperationFailed) print(stack, operation, error.record, error.message);
    throw error;
  } finally {
    process.off("SIGINT", wait);
  }
}

function terminal(): Display {
  return {
    engine: (text) => process.stdout.write(text),
    note: (line) => process.stderr.write(`${styleText("bold", line, { stream: process.stderr })}\n`),
    color: process.stdout.isTTY && process.env["NO_COLOR"] === undefined ? "always" : "never",
  };
}

const silent: Display = {
  engine: () => undefined,
  note: (line) => process.stderr.write(`${line}\n`),
  color: "never",
};

/** Steps that change something, without their inputs: what they hold is the preview's to show. */
function print(stack: string, operation: string, record: EngineRecord, failure?: string): void {
  const steps = changes(record).map(({ op, urn, type, changed, replacing }) => ({ op, urn, type, changed, replacing }));
  const { violations, errors } = record;
  const document = { stack, operation, ok: failure === undefined, failure: failure ?? null, steps, violations, errors };
  process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}
