/** A value of a resource's inputs: absent is known to be `undefined`, unknown is what only the cloud will say. */
export type Reading = { known: true; value: unknown } | { known: false };

/**
 * Reads a resource's inputs so that an unknown value never costs a rule its other findings. Paths are such as
 * `a.b[0].c`, and `labels["a.b/c"]` where a key has dots in it.
 */
export interface Reader {
  /** Path from the resource's inputs to here; empty at the top. For findings. */
  readonly path: string;
  /** The value at a path; a mapping or list is known only when all of it is. */
  get(path: string): Reading;
  /** One reader for each item of a list; none for a list that is absent or unknown. */
  items(path: string): readonly Reader[];
  /** One reader for each value of a mapping, with its key; none for a mapping that is absent or unknown. */
  entries(path: string): readonly (readonly [key: string, value: Reader])[];
  /** The block at a path, to read on from there. */
  block(path: string): Reader;
  /** Reads JSON text, such as an IAM policy, as if it were a block; a block is read as it is. */
  json(path: string): Reader;
  /** Every known text, number and boolean at or below a path. What is unknown is no literal: it is left out, unnoted. */
  literals(path: string): readonly Literal[];
  /** The full path of a value below this one. */
  at(path: string): string;
  /** Whether the value at a path, or a block around it, is a Pulumi secret; undefined where the engine does not say. */
  isSecret(path: string): boolean | undefined;
}

export interface Literal {
  path: string;
  value: string | number | boolean;
}

/** What a rule asked for: full paths. */
export interface Notes {
  readonly asked: Set<string>;
  /** Those of them that are unknown. */
  readonly unknown: Set<string>;
}

// How the engine writes a value that is not known yet, by the value's type (pulumi-policy, sdk/nodejs/policy/proxy.ts).
const sentinels: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

const unknown: Reading = { known: false };

/**
 * A reader of inputs that are either plain, with the engine's sentinels in them, or wrapped by `@pulumi/policy`, whose
 * proxy throws at each unknown value. Secrets are unwrapped in both.
 *
 * @param notes receives what is asked for
 * @param secrets full paths of the secrets, where they are known
 */
export function reader(inputs: unknown, notes: Notes, secrets?: ReadonlySet<string>, path = ""): Reader {
  const at = (below: string) => join(path, below);
  const find = (below: string): Reading => {
    const found = walk(inputs, below);
    notes.asked.add(at(below));
    if (!found.known) notes.unknown.add(at(below));
    return found;
  };
  /** An unknown part stays one: every read below it is undetermined. */
  const below = (parent: object, key: string, where: string): Reader => {
    const part = child(parent, key);
    return reader(part.known ? part.value : sentinel, notes, secrets, where);
  };
  return {
    path,
    at,
    get: (below) => {
      const found = find(below);
      const whole = found.known ? copy(found.value) : unknown;
      if (!whole.known) notes.unknown.add(at(below));
      return whole;
    },
    items: (key) => {
      const found = find(key);
      if (!found.known || !Array.isArray(found.value)) return [];
      const list: readonly unknown[] = found.value;
      return Array.from({ length: list.length }, (_, i) => below(list, String(i), `${at(key)}[${i}]`));
    },
    entries: (key) => {
      const found = find(key);
      if (!found.known || !isBlock(found.value)) return [];
      const block = found.value;
      return Object.keys(block).map(
        (name) => [name, below(block, name, at(key) + step(name, at(key) === ""))] as const,
      );
    },
    block: (key) => {
      const found = walk(inputs, key);
      return reader(found.known ? found.value : sentinel, notes, secrets, at(key));
    },
    json: (key) => {
      const found = find(key);
      const parsed = found.known ? fromJson(found.value) : unknown;
      // Text that is no JSON cannot be judged, and is no pass.
      if (!parsed.known) notes.unknown.add(at(key));
      return reader(parsed.known ? parsed.value : sentinel, notes, secrets, at(key));
    },
    literals: (key) => {
      const found = walk(inputs, key);
      return found.known ? literals(found.value, at(key)) : [];
    },
    isSecret: (key) => (secrets === undefined ? undefined : prefixes(at(key)).some((prefix) => secrets.has(prefix))),
  };
}

const [sentinel] = [...sentinels];

function fromJson(value: unknown): Reading {
  if (typeof value !== "string") return { known: true, value };
  try {
    return { known: true, value: JSON.parse(value) as unknown };
  } catch {
    return unknown;
  }
}

function isBlock(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(path: string, below: string): string {
  if (path === "" || below === "") return path + below;
  return below.startsWith("[") ? path + below : `${path}.${below}`;
}

/** How a key is written behind a path. */
function step(key: string, first: boolean): string {
  if (/[.[\]"]/.test(key)) return `[${JSON.stringify(key)}]`;
  return first ? key : `.${key}`;
}

/** Of paths as rules write them, of which there are some hundreds. */
const keys = new Map<string, readonly string[]>();

/** The keys of a path, such as `a`, `0` and `b.c` of `a[0]["b.c"]`. */
function keysOf(path: string): readonly string[] {
  const known = keys.get(path);
  if (known !== undefined) return known;
  const found = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|[^.[\]]+/g)].map(([whole, quoted]) =>
    quoted === undefined ? whole : (JSON.parse(`"${quoted}"`) as string),
  );
  keys.set(path, found);
  return found;
}

/** A path and every shorter one that it begins with. */
function prefixes(path: string): string[] {
  const ends = [...path.matchAll(/[.[]/g)].map(({ index }) => path.slice(0, index));
  return [...ends, path];
}

function walk(from: unknown, path: string): Reading {
  const start: Reading = sentinels.has(from) ? unknown : { known: true, value: from };
  return keysOf(path).reduce((reading, key) => (reading.known ? child(reading.value, key) : unknown), start);
}

function child(parent: unknown, key: string): Reading {
  if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, key)) {
    return { known: true, value: undefined };
  }
  try {
    const value: unknown = Reflect.get(parent, key);
    return sentinels.has(value) ? unknown : { known: true, value };
  } catch (error) {
    // Its class is exported without a type; anything else that is thrown is a fault of ours.
    if (error instanceof Error && error.constructor.name === "UnknownValueError") return unknown;
    throw error;
  }
}

/** A copy without the throwing proxy, so that a rule can do with the value what it likes. */
function copy(value: unknown): Reading {
  if (typeof value !== "object" || value === null) return { known: true, value };
  const entries: [string, unknown][] = [];
  for (const key of Object.keys(value)) {
    // Under such a key a value would take the place of what makes a text of the block, and a rule would fail.
    if (key === "toString" || key === "valueOf") continue;
    const part = child(value, key);
    const whole = part.known ? copy(part.value) : unknown;
    if (!whole.known) return unknown;
    entries.push([key, whole.value]);
  }
  return { known: true, value: Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries) };
}

function literals(value: unknown, path: string): Literal[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [{ path, value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const part = child(value, key);
    if (!part.known) return [];
    return literals(part.value, path + (Array.isArray(value) ? `[${key}]` : step(key, path === "")));
  });
}
