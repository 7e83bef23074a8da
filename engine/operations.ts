import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { CommandError } from "@pulumi/pulumi/automation/index.js";
import { todayInUtc } from "../config/exceptions.ts";
import { refusals } from "./gate.ts";
import { changes, type EngineRecord, Recorder } from "./record.ts";
import { advice } from "./recovery/advice.ts";
import { adoptAfterFailure, refuseSecondOnes, settlePending } from "./recovery/settle.ts";
import { sortState } from "./recovery/sort-state.ts";
import type { Session } from "./session.ts";
import { exported } from "./state.ts";

export interface Display {
  /** The engine's own output as it comes. */
  engine: (text: string) => void;
  /** A line of ours. */
  note: (line: string) => void;
  color: "always" | "never";
}

export interface OperationOptions {
  display: Display;
  /** URNs; nothing else is touched. @default everything */
  targets?: readonly string[];
  /** File that a preview writes and an update keeps to. */
  plan?: string;
  /** Day to judge exceptions by, as in `2026-12-31`. @default today in UTC */
  today?: string;
}

/** The engine, or our gate, said no; what it said was displayed. */
export class OperationFailed extends pulumi.RunError {
  readonly record: EngineRecord;

  constructor(message: string, record: EngineRecord) {
    super(message);
    this.record = record;
  }
}

/** What the engine would do. @throws OperationFailed when it, a mandatory policy or the gate would not let it happen */
export async function preview(session: Session, options: OperationOptions): Promise<EngineRecord> {
  const { plan } = options;
  const today = options.today ?? todayInUtc();
  const refused = (record: EngineRecord) => refusals(record, session.config.exceptions, today);
  const record = await observed("preview", session, options, (common) =>
    session.stack.preview({ ...common, ...(plan === undefined ? {} : { plan }) }),
  ).catch((error: unknown) => {
    if (!(error instanceof OperationFailed)) throw error;
    // The engine stops at what is protected, and tells neither why it would go nor what would go with it.
    throw new OperationFailed([error.message, ...refused(error.record)].join("\n"), error.record);
  });
  const reasons = refused(record);
  if (reasons.length > 0) throw new OperationFailed(reasons.join("\n"), record);
  return record;
}

/**
 * Brings the stack to what the program says. Before anything is touched: what an earlier run left open is settled, a
 * preview is made and judged, and nothing is made that exists already. With a plan, the engine keeps to it.
 *
 * @throws OperationFailed, OrphanError
 */
export async function up(session: Session, options: OperationOptions): Promise<EngineRecord> {
  await settlePending(session, options.display.note);
  const { plan, ...gate } = options;
  const planned = await preview(session, gate);
  await refuseSecondOnes(session, planned.steps);
  const sorted = async () => {
    if (options.targets !== undefined) await sortState(session, options.display.note);
  };
  try {
    return await observed("update", session, options, (common) =>
      session.stack.up({ ...common, ...(plan === undefined ? {} : { plan }) }).finally(sorted),
    );
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    const { message, record } = error;
    await adoptAfterFailure(session, record.failed, options.display.note);
    await tellTruth(session, record, options.display.note);
    throw new OperationFailed([message, ...advice(record, session.options.stack)].join("\n"), record);
  }
}

/**
 * A failed update leaves the outputs of the last one, which say nothing of what was changed before the failure. The
 * program derives them from the resources, so running it again without touching one makes them true (decision 4).
 */
async function tellTruth(session: Session, { steps, failed }: EngineRecord, note: Display["note"]): Promise<void> {
  const root = steps.find(({ type }) => type === "pulumi:pulumi:Stack");
  if (root === undefined || failed.every(({ op }) => op !== "update")) return;
  await session.stack.up({ target: [root.urn], color: "never" }).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
    // What the failure left unmade cannot be read; the next update tells.
  });
  await sortState(session, note);
}

/** Reads back what is there into the state. */
export async function refresh(session: Session, options: OperationOptions): Promise<EngineRecord> {
  return observed("refresh", session, options, (common) => session.stack.refresh(common));
}

/**
 * Whether the cloud still is what the program says: a preview of an update, made after a look at what is there. Nothing
 * is changed, not even the state, and no policy is asked: they judge what a program wants, not what somebody did.
 *
 * @throws OperationFailed naming what an update would change
 */
export async function check(session: Session, options: OperationOptions): Promise<EngineRecord> {
  const record = await observed("check", session, options, (common) =>
    session.stack.preview({ ...common, refresh: true }),
  );
  const drifted = changes(record).map(({ op, urn, changed }) =>
    changed.length === 0 ? `${op} ${urn}` : `${op} ${urn} (${changed.join(", ")})`,
  );
  if (drifted.length === 0) return record;
  const message = [
    `the cloud is not what the program says; an update would make ${drifted.length} change${drifted.length === 1 ? "" : "s"}:`,
    ...drifted,
  ];
  throw new OperationFailed(message.join("\n  "), record);
}

/**
 * Takes everything down.
 *
 * @throws OperationFailed naming every resource that is still protected, before anything is touched
 */
export async function destroy(session: Session, options: OperationOptions): Promise<EngineRecord> {
  await settlePending(session, options.display.note);
  const { resources = [] } = (await exported(session)).deployment;
  const kept = resources.filter(({ protect }) => protect === true).map(({ urn }) => urn);
  if (kept.length > 0) {
    const up = "up (in prod with --policy-config policies/takedown.json)";
    const mend = `to lift it, set protect: false in the config, run ${up}, and destroy again`;
    const message = [`${kept.length} resources are protected; ${mend}:`, ...kept.sort()].join("\n  ");
    throw new OperationFailed(message, new Recorder().record);
  }
  return observed("destroy", session, options, (common) => session.stack.destroy(common));
}

interface Common {
  onOutput: (text: string) => void;
  onError: (text: string) => void;
  onEvent: Recorder["onEvent"];
  color: "always" | "never";
  /** Whether the summary that nobody here reads comes with secrets revealed; the SDK's default is that it does. */
  showSecrets: false;
  policyPacks?: string[];
  policyPackConfigs?: string[];
  target?: string[];
}

async function observed(
  what: string,
  { options: { policyPacks, policyConfig } }: Session,
  { display, targets }: OperationOptions,
  run: (common: Common) => Promise<unknown>,
): Promise<EngineRecord> {
  const recorder = new Recorder();
  const hasPolicies = what === "preview" || what === "update";
  try {
    await run({
      onOutput: display.engine,
      onError: display.engine,
      onEvent: recorder.onEvent,
      color: display.color,
      showSecrets: false,
      ...(hasPolicies ? { policyPacks: [...policyPacks] } : {}),
      ...(hasPolicies && policyConfig !== undefined ? { policyPackConfigs: [resolve(policyConfig)] } : {}),
      ...(targets === undefined ? {} : { target: [...targets] }),
    });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new OperationFailed(`the ${what} failed${summary(recorder.record, error)}`, recorder.record);
  }
  return recorder.record;
}

/** What went wrong, once, in the engine's words; its exit message where it told no error. */
function summary({ errors, violations }: EngineRecord, error: Error): string {
  const denied = violations.filter(({ mandatory }) => mandatory).map(({ urn, message }) => `${urn}: ${message}`);
  const told = errors.map(({ urn, message }) => (urn === "" ? message : `${urn}: ${message}`));
  const lines = [...new Set([...denied, ...told])];
  const printed = [...error.message.matchAll(/^error: (.*)$/gm)].map(([, message = ""]) => message);
  const rest = lines.length > 0 ? lines : [...new Set(printed)];
  return rest.length > 0 ? `:\n  ${rest.join("\n  ")}` : `: ${error.message.trim()}`;
}
