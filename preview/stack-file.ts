import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse, parseDocument } from "yaml";
import { ConfigError, type RawConfig } from "../config.ts";
import { nearest } from "../config/explain.ts";

const namespace = "trading-platform:";

/** The project's folder, with a trailing slash. */
export const projectFolder = new URL("../", import.meta.url);

/** A change of config for this run alone: where, and the new value (undefined removes the key). */
export interface Override {
  path: readonly string[];
  value: unknown;
}

/**
 * Reads `path.to.key=value`. The value is YAML, so `10`, `true`, `{blue: 90, green: 10}` and `text` are what they look
 * like; `null` removes the key. List items are numbered: `network.zones.0.public=…`.
 */
export function parseOverride(text: string): Override {
  const at = text.indexOf("=");
  const path = text.slice(0, at).replace(namespace, "").split(".");
  if (at < 1 || path.some((part) => part === "")) {
    throw new ConfigError(`--config ${text}: must look like path.to.key=value`);
  }
  try {
    return { path, value: (parse(text.slice(at + 1)) as unknown) ?? undefined };
  } catch (error) {
    throw new ConfigError(`--config ${text}: the value is not valid YAML: ${firstLine(error)}`);
  }
}

/** The stacks that have a file. */
export function stacks(folder: URL = projectFolder): string[] {
  return readdirSync(folder).flatMap((file) => /^Pulumi\.([\w-]+)\.yaml$/.exec(file)?.[1] ?? []);
}

/**
 * A stack's config as the engine would hand it to the program.
 *
 * @throws ConfigError when the file is missing, is not YAML, or holds what only the engine can read
 */
export function loadStackConfig(stack: string, overrides: readonly Override[], folder = projectFolder): RawConfig {
  const file = `Pulumi.${stack}.yaml`;
  const path = new URL(file, folder);
  if (!existsSync(path)) {
    const known = stacks(folder);
    const guess = nearest(stack, known);
    const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
    throw new ConfigError(`there is no ${file}; ${hint}stacks: ${known.join(", ")}`);
  }
  const document = parseDocument(readFileSync(path, "utf8"), { prettyErrors: true });
  if (document.errors.length > 0) {
    const lines = document.errors.map((error) => `  ${firstLine(error)}`);
    throw new ConfigError([`${file}: is not valid YAML`, ...lines].join("\n"));
  }
  const config = (document.toJS() as { config?: unknown } | null)?.config;
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new ConfigError(`${file}: config: must be a mapping of keys such as trading-platform:environment`);
  }
  const values = new Map(Object.entries(config));
  for (const override of overrides) applyOverride(values, override);
  const encrypted = [...values].flatMap(([key, value]) => encryptedPaths(value, key));
  if (encrypted.length > 0) {
    const lines = encrypted.map((where) => `  ${where}: is encrypted, and nothing in this project's config is secret`);
    throw new ConfigError([`${file}: ${encrypted.length} encrypted values`, ...lines].join("\n"));
  }
  return Object.fromEntries([...values].map(([key, value]) => [key, asText(value)]));
}

function applyOverride(values: Map<string, unknown>, { path, value }: Override): void {
  const [first = "", ...rest] = path;
  const key = `${namespace}${first}`;
  const changed = withValue(values.get(key), rest, value);
  if (changed === undefined) values.delete(key);
  else values.set(key, changed);
}

function withValue(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(target)) {
    const items: unknown[] = [...(target as unknown[])];
    const index = /^\d+$/.test(key) ? Number(key) : -1;
    if (index < 0 || index > items.length) {
      throw new ConfigError(`--config: "${key}" is no place in a list of ${items.length}; they are numbered from 0`);
    }
    const changed = withValue(items[index], rest, value);
    return changed === undefined ? items.toSpliced(index, 1) : items.toSpliced(index, 1, changed);
  }
  const entries = new Map(Object.entries(typeof target === "object" && target !== null ? target : {}));
  const changed = withValue(entries.get(key), rest, value);
  if (changed === undefined) entries.delete(key);
  else entries.set(key, changed);
  return Object.fromEntries(entries);
}

/** Only this project's keys: what other tools keep in the file is not ours to refuse. */
function encryptedPaths(value: unknown, path: string): string[] {
  if (!path.startsWith(namespace) || typeof value !== "object" || value === null) return [];
  if ("secure" in value) return [path.slice(namespace.length)];
  return Object.entries(value).flatMap(([key, item]) => encryptedPaths(item, `${path}.${key}`));
}

/** The engine passes objects as JSON and everything else as text. */
function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]?.replace(/:$/, "") ?? "";
}
