import { type Document, parseAllDocuments } from "yaml";
import { text } from "../demand.ts";
import type { Reader } from "../read.ts";
import { carriesPods, containers, podTemplates } from "./pods.ts";

/** What a program is told: an environment variable, or a line of a ConfigMap, also inside a file that it holds. */
export interface Setting {
  /** As written, such as `Jwt__SecretKey`; inside a JSON or YAML file the keys that lead to it: `Jwt:SecretKey`. */
  name: string;
  /** The name's letters and digits in lower case, so that `UseInMemoryDatabase` is `USE_IN_MEMORY_DATABASE`. */
  key: string;
  /** The name's words in lower case: `jwt`, `secret`, `key`. */
  words: readonly string[];
  /** For findings. */
  path: string;
  /** A literal stands here; everything else stands elsewhere: in a Secret, a ConfigMap, a field of the pod. */
  from: "literal" | "secret" | "configMap" | "elsewhere";
  /** The literal; undefined where there is none here, or where it is unknown, which the reader then notes. */
  value: () => string | undefined;
}

/** Whether a type carries settings: ConfigMaps, and what carries pods. */
export function carriesSettings(type: string): boolean {
  return isConfigMap(type) || carriesPods(type);
}

export function isConfigMap(type: string): boolean {
  return /^kubernetes:core\/v1:ConfigMap(Patch|List)?$/.test(type);
}

/**
 * Every setting of a workload's containers, or of a ConfigMap. Values are read only when asked for, but a file of
 * settings that is unknown is noted at once: nobody can say what is in it.
 *
 * @param type token for which `carriesSettings` holds
 */
export function workloadSettings(type: string, inputs: Reader): readonly Setting[] {
  if (!isConfigMap(type)) {
    const all = podTemplates(type, inputs).flatMap((template) => containers(template));
    return all.flatMap((container) => container.items("env").flatMap(variable));
  }
  const maps = type.endsWith("List") ? inputs.items("items") : [inputs];
  return maps.flatMap((map) => [
    ...map.entries("data").flatMap(([key, value]) => literals(key, value)),
    ...map.entries("binaryData").flatMap(([key, value]) => literals(key, value, decoded)),
  ]);
}

function variable(env: Reader): Setting[] {
  const name = text(env, "name");
  if (name === undefined) return [];
  const parts = new Map(env.entries(""));
  const value = parts.get("value");
  if (value !== undefined) return literals(name, value);
  const source = parts.get("valueFrom");
  // Kubernetes takes a variable with neither for an empty one.
  if (source === undefined) return [setting(name, env.at("value"), "literal", () => "")];
  const kinds = source.entries("").map(([kind]) => kind);
  const from = kinds.includes("secretKeyRef")
    ? "secret"
    : kinds.includes("configMapKeyRef")
      ? "configMap"
      : "elsewhere";
  return [setting(name, source.path, from, () => undefined)];
}

/** The setting at a reader's own place, or all of those inside its text. */
function literals(name: string, at: Reader, decode = (value: string) => value): Setting[] {
  const read = () => {
    const reading = at.get("");
    return reading.known && isScalar(reading.value) ? decode(String(reading.value)) : undefined;
  };
  // This takes no note: most rules care for a few settings only.
  const peeked = at.literals("").find(({ path }) => path === at.path);
  const format = formatOf(name, peeked === undefined ? "" : decode(String(peeked.value)));
  if (format === "none") return [setting(name, at.path, "literal", read)];
  const inside = parse(format, read() ?? "");
  // A file's name says nothing of the settings in it; a variable's does.
  if (inside !== undefined) return inside.flatMap((part) => leaves(part, isFile(name) ? [] : [name], at.path));
  if (!isFile(name)) return [setting(name, at.path, "literal", read)];
  // What nobody can read is noted as unknown, which is what reading it as JSON does.
  at.json("");
  return [];
}

type Format = "json" | "json with comments" | "yaml" | "lines" | "none";

function formatOf(name: string, value: string): Format {
  if (/\.json$/i.test(name)) return "json with comments";
  if (/\.ya?ml$/i.test(name)) return "yaml";
  if (isFile(name)) return "lines";
  return /^\s*[{[]/.test(value) ? "json" : "none";
}

function isFile(name: string): boolean {
  return /\.(json|ya?ml|env|properties|ini|toml)$/i.test(name);
}

/** What a text holds; undefined where it cannot be read. */
function parse(format: Exclude<Format, "none">, value: string): unknown[] | undefined {
  if (format === "lines") return [fromLines(value)];
  try {
    if (format === "json") return [JSON.parse(value) as unknown];
    // JSON is YAML, but for the comments that .NET allows in it.
    const yaml = format === "yaml" ? value : withoutComments(value);
    const documents: readonly Document[] = parseAllDocuments(yaml, { logLevel: "silent" });
    if (documents.some(({ errors }) => errors.length > 0)) return undefined;
    return documents.map((document) => document.toJS() as unknown);
  } catch {
    // No JSON, or aliases of aliases, too many to follow.
    return undefined;
  }
}

function withoutComments(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[\s\S]*?\*\//g, "$1");
}

/** Lines such as `export NAME="value"`; the last of a name counts. */
function fromLines(value: string): Record<string, string> {
  const lines = value.matchAll(/^[ \t]*(?:export[ \t]+)?([\w.:-]+?)[ \t]*[=:][ \t]*(["']?)(.*?)\2[ \t]*\r?$/gm);
  return Object.fromEntries([...lines].map(([, name = "", , text = ""]) => [name, text]));
}

/** @param around what the value is in, which in YAML can be itself */
function leaves(value: unknown, names: readonly string[], path: string, around: readonly unknown[] = []): Setting[] {
  if (isScalar(value)) return [setting(names.join(":"), path, "literal", () => String(value))];
  if (around.includes(value)) return [];
  return Object.entries(value ?? {}).flatMap(([key, item]: [string, unknown]) => {
    const step = Array.isArray(value) ? `[${key}]` : /[.[\]"]/.test(key) ? `[${JSON.stringify(key)}]` : `.${key}`;
    return leaves(item, [...names, key], path + step, [...around, value]);
  });
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString();
}

function setting(name: string, path: string, from: Setting["from"], value: Setting["value"]): Setting {
  const words = wordsOf(name);
  return { name, key: words.join(""), words, path, from, value };
}

/** The words of a name in lower case, however it is written: `jwtSecretKey`, `JWT_SECRET_KEY`, `Jwt:SecretKey`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}
