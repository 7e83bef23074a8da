// How property values look between the SDK and the engine (pulumi/sdk/nodejs/runtime/rpc.ts): a value that is not
// known yet is a sentinel, and secrets, resources and assets are objects with a signature.

/** Stands for a value that only the cloud will compute. The engine prints the same text in `preview --json`. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** What a secret reads as in every report. */
export const redacted = "[secret]";

export type Value = null | boolean | number | string | readonly Value[] | Properties;
export interface Properties {
  readonly [key: string]: Value;
}

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: Value | undefined): value is Properties {
  return isObject(value) && value[signatureKey] === secretSignature;
}

/** A reference to another resource. */
export function isResource(value: Value | undefined): value is Properties {
  return isObject(value) && value[signatureKey] === resourceSignature;
}

export function secret(value: Value): Properties {
  return { [signatureKey]: secretSignature, value };
}

/** The value inside secret wrappers, at every depth. For answers, which need the real value; never for reports. */
export function plain(value: Value): Value {
  if (isSecret(value)) return plain(value["value"] ?? null);
  return mapChildren(value, plain);
}

/** The value as it may be shown: secrets are redacted, a reference to a resource is its URN. */
export function shown(value: Value): Value {
  if (isSecret(value)) return redacted;
  if (isResource(value)) return value["urn"] ?? null;
  return mapChildren(value, shown);
}

/** Like `shown`, but a secret block keeps its keys, so that what reads it still accepts its shape. */
export function shownInShape(value: Value, hidden = false): Value {
  if (isSecret(value)) return shownInShape(value["value"] ?? null, true);
  const isBlock = typeof value === "object" && value !== null;
  if (!isBlock) return hidden ? redacted : value;
  return mapChildren(value, (item) => shownInShape(item, hidden));
}

/** Paths of every secret, such as `stringData.JWT_SECRET` or `conditions[1].values`, in order. */
export function secretPaths(value: Value, path = ""): string[] {
  if (isSecret(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((item: Value, i) => secretPaths(item, `${path}[${i}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => secretPaths(item, path === "" ? key : `${path}.${key}`));
}

/** Every text in the value with its path; looks into secrets too. */
export function texts(value: Value, path = ""): { path: string; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (isSecret(value)) return texts(value["value"] ?? null, path);
  if (Array.isArray(value)) return value.flatMap((item: Value, i) => texts(item, `${path}[${i}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => texts(item, path === "" ? key : `${path}.${key}`));
}

/** The same shape with every value unknown. */
export function pending(value: Properties): Properties {
  const items = Object.entries(value).map(([key, item]): [string, Value] => [
    key,
    isObject(item) && !isSecret(item) ? pending(item) : unknown,
  ]);
  return Object.fromEntries(items);
}

/** A provider's own argument: the SDK sends structured ones as JSON text. */
export function structured(sent: Value | undefined): Value {
  const value = plain(sent ?? null);
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}

/** The properties without secret wrappers. */
export function bare(properties: Properties): Properties {
  const value = plain(properties);
  return isObject(value) ? value : {};
}

/** True where there is no value; one that is not known yet is one. */
export function isNothing(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** Only these keys of the value. */
export function pick(value: Properties, keys: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}

/**
 * Both values in one; where they differ, the second one's. Blocks are merged key by key, lists are not. What was secret
 * stays so.
 */
export function merged(first: Properties, second: Properties): Properties {
  const result: Record<string, Value> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const old = result[key];
    const blocks = isObject(old) && isObject(value) && !isSecret(old) && !isSecret(value);
    if (blocks) result[key] = merged(old, value);
    else result[key] = isSecret(old) && !isSecret(value) ? secret(value) : value;
  }
  return result;
}

function mapChildren(value: Value, change: (value: Value) => Value): Value {
  if (Array.isArray(value)) return value.map(change);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]));
}
