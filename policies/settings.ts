import { type Exception, todayInUtc } from "../config/exceptions.ts";
import type { Environment } from "./rule.ts";

/** What the stack's config says to the pack. Its schema is checked by the program; here only what is read counts. */
export interface Settings {
  environment: Environment;
  exceptions: readonly Exception[];
  /** Day to judge exceptions by, as in `2026-12-31`. */
  today: string;
  /**
   * The run moves weights: an exception that has ended since must not stop a rollback (architecture decision 5), so it
   * is told and not refused.
   */
  movesWeights: boolean;
}

const namespace = "trading-platform:";

/**
 * The settings in a stack's config as the engine hands it over: full key to text, objects as JSON. What is missing or
 * unreadable is taken at its strictest: the environment as prod, exceptions as none.
 */
export function settingsOf(raw: Readonly<Record<string, string>>, today: string = todayInUtc()): Settings {
  const environment = raw[`${namespace}environment`];
  const exceptions = read(raw[`${namespace}exceptions`]);
  const systems = read(raw[`${namespace}systems`]);
  return {
    environment: environment === "staging" || environment === "dev" ? environment : "prod",
    exceptions: Array.isArray(exceptions) ? exceptions.filter(isException) : [],
    today,
    movesWeights: isBlock(systems) && Object.values(systems).some((system) => isBlock(system) && "weights" in system),
  };
}

function read(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function isBlock(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isException(value: unknown): value is Exception {
  const keys = ["rule", "resource", "reason", "approvedBy", "expires"];
  return isBlock(value) && keys.every((key) => typeof value[key] === "string");
}
