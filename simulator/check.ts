import { nearest } from "../config/explain.ts";
import { type Block, type Field, type Kind, type Schema, schema } from "../providers/schema.ts";
import { autonamed } from "./autoname.ts";
import { isObject, isResource, isSecret, type Properties, secret, structured, unknown, type Value } from "./wire.ts";

/** One input that the provider refuses. */
export interface Failure {
  /** Path from the resource's inputs, such as `actions[0].type`. */
  property: string;
  reason: string;
}

export interface Checked {
  /** The inputs with the provider's defaults, and names where it makes them up. */
  inputs: Properties;
  failures: readonly Failure[];
}

export interface ToCheck {
  type: string;
  /** Logical name. */
  name: string;
  inputs: Properties;
  /** What was checked the last time; a name that was made up then is kept. */
  olds?: Properties;
  /** Randomness for a new name. Without any, names stay absent: an offline preview cannot know them. */
  seed?: Uint8Array;
}

/**
 * What a provider's Check answers: defaults applied, unknown, missing and impossible inputs refused. Values that are
 * not known yet are not judged.
 */
export function check(asked: ToCheck, { resources, blocks }: Schema = schema): Checked {
  const block = resources[asked.type];
  if (block === undefined) return isCustomResource(asked.type) ? named(asked, undefined, []) : unlisted(asked);
  const failures: Failure[] = [];
  const inputs = withDefaults(asked.inputs, block, blocks);
  const judged = asked.type.startsWith("pulumi:providers:") ? argumentsOf(inputs, block) : inputs;
  visit(judged, block, { owner: asked.type, path: "", blocks, failures });
  return named({ ...asked, inputs }, block, failures);
}

/** The same for a function's arguments. */
export function checkCall(token: string, args: Properties, { functions, blocks }: Schema = schema): readonly Failure[] {
  const block = functions[token];
  if (block === undefined) return [];
  const failures: Failure[] = [];
  visit(args, block, { owner: token, path: "", blocks, failures });
  return failures;
}

function named(asked: ToCheck, block: Block | undefined, failures: readonly Failure[]): Checked {
  const name = autonamed(asked, block);
  return { inputs: name.inputs, failures: [...failures, ...name.failures] };
}

/** Kinds that no package declares: their schema lies in the cluster. Groups of Kubernetes' own have short names. */
function isCustomResource(type: string): boolean {
  const [pkg, group = ""] = type.split(":");
  const [domain = ""] = group.split("/");
  return pkg === "kubernetes" && domain.includes(".") && !domain.endsWith(".k8s.io");
}

function unlisted({ type, inputs }: ToCheck): Checked {
  const reason = `the simulated provider does not know ${type}; run npm run schema`;
  return { inputs, failures: [{ property: "", reason }] };
}

/** A provider's own arguments: the SDK sends structured ones as JSON text, and the engine adds the plugin's version. */
function argumentsOf(inputs: Properties, block: Block): Properties {
  const own = Object.entries(inputs).filter(([key]) => key !== "version");
  const entries = own.map(([key, value]): [string, Value] => [
    key,
    typeof fieldOf(block, key)?.kind === "object" ? structured(value) : value,
  ]);
  return Object.fromEntries(entries);
}

interface Visit {
  /** What the inputs belong to, for messages. */
  owner: string;
  path: string;
  blocks: Schema["blocks"];
  failures: Failure[];
}

function visit(value: Properties, block: Block, at: Visit): void {
  const fields = Object.entries(block.inputs);
  for (const [key, field] of fields) {
    const given = value[key];
    if (given !== undefined && given !== null) visitField(given, field, { ...at, path: join(at.path, key) });
    else if (field.required) at.failures.push({ property: join(at.path, key), reason: "is required" });
  }
  for (const key of Object.keys(value)) {
    if (fieldOf(block, key) !== undefined || key.startsWith("__")) continue;
    const guess = nearest(
      key,
      fields.map(([name]) => name),
    );
    const hint = guess === undefined ? "" : `; did you mean "${guess}"?`;
    at.failures.push({ property: join(at.path, key), reason: `is no argument of ${at.owner}${hint}` });
  }
}

function visitField(value: Value, { kind, values }: Field, at: Visit): void {
  if (isSecret(value)) {
    visitField(value["value"] ?? null, { kind, ...(values === undefined ? {} : { values }) }, at);
    return;
  }
  if (value === unknown || value === null || kind === "any" || isResource(value)) return;
  if (typeof kind === "string") {
    const wrong = scalarFault(value, kind) ?? (values === undefined ? undefined : choiceFault(value, values));
    if (wrong !== undefined) at.failures.push({ property: at.path, reason: wrong });
  } else if ("list" in kind) {
    const items: readonly Value[] | undefined = Array.isArray(value) ? (value as readonly Value[]) : undefined;
    if (items === undefined) at.failures.push({ property: at.path, reason: "must be a list" });
    const item = { kind: kind.list, ...(values === undefined ? {} : { values }) };
    items?.forEach((entry, i) => {
      visitField(entry, item, { ...at, path: `${at.path}[${i}]` });
    });
  } else if (!isObject(value)) {
    at.failures.push({ property: at.path, reason: "must be a block of arguments" });
  } else if ("map" in kind) {
    for (const [key, entry] of Object.entries(value)) {
      visitField(entry, { kind: kind.map }, { ...at, path: join(at.path, key) });
    }
  } else {
    const block = at.blocks[kind.block];
    if (block !== undefined) visit(value, block, { ...at, owner: at.path });
  }
}

/** As providers do, a number or a boolean may come as text. */
function scalarFault(value: Value, kind: Kind & string): string | undefined {
  if (typeof value === "object") return `must be a ${kind}`;
  const text = String(value);
  if (kind === "number" && (text.trim() === "" || Number.isNaN(Number(text)))) return "must be a number";
  if (kind === "boolean" && text !== "true" && text !== "false") return "must be true or false";
  return undefined;
}

function choiceFault(value: Value, values: readonly (string | number)[]): string | undefined {
  return values.some((allowed) => typeof value !== "object" && String(allowed) === String(value))
    ? undefined
    : `must be one of ${values.join(", ")}`;
}

function withDefaults(value: Properties, block: Block, blocks: Schema["blocks"]): Properties {
  const given = Object.entries(value).map(([key, item]): [string, Value] => {
    const field = fieldOf(block, key);
    return [key, field === undefined ? item : deepDefaults(item, field.kind, blocks)];
  });
  const defaults = Object.entries(block.inputs).flatMap(([key, field]): [string, Value][] => {
    const absent = value[key] === undefined || value[key] === null;
    return absent && field.default !== undefined ? [[key, field.default]] : [];
  });
  return Object.fromEntries([...given, ...defaults]);
}

/** Not what every object has, such as `constructor`. */
function fieldOf(block: Block, key: string): Field | undefined {
  return Object.hasOwn(block.inputs, key) ? block.inputs[key] : undefined;
}

function deepDefaults(value: Value, kind: Kind, blocks: Schema["blocks"]): Value {
  if (isSecret(value)) return secret(deepDefaults(value["value"] ?? null, kind, blocks));
  if (typeof kind === "string" || isResource(value)) return value;
  if ("list" in kind)
    return Array.isArray(value) ? value.map((item: Value) => deepDefaults(item, kind.list, blocks)) : value;
  if (!isObject(value)) return value;
  if ("map" in kind) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepDefaults(item, kind.map, blocks)]));
  }
  const block = blocks[kind.block];
  return block === undefined ? value : withDefaults(value, block, blocks);
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
