/** A value of a resource's inputs: absent is known to be `undefined`, unknown is what only the cloud will say. */
export type Reading = { known: true; value: unknown } | { known: false };

/** Reads a resource's inputs so that an unknown value never costs a rule its other findings. */
export interface Reader {
  /** Path from the resource's inputs to here; empty at the top. For findings. */
  readonly path: string;
  /** The value at a path such as `a.b[0].c`; a mapping or list is known only when all of it is. */
  get(path: string): Reading;
  /** One reader for each item of a list; none for a list that is absent or unknown. */
  items(path: string): readonly Reader[];
  /** The full path of a value below this one. */
  at(path: string): string;
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
 * proxy throws at each unknown value.
 *
 * @param undetermined receives the full path of every unknown value that was asked for
 */
export function reader(inputs: unknown, undetermined: Set<string>, path = ""): Reader {
  const at = (below: string) => (path === "" ? below : below === "" ? path : `${path}.${below}`);
  const get = (below: string): Reading => {
    const found = walk(inputs, below);
    const whole = found.known ? copy(found.value) : unknown;
    if (!whole.known) undetermined.add(at(below));
    return whole;
  };
  return {
    path,
    at,
    get,
    items: (below) => {
      const found = walk(inputs, below);
      if (!found.known) undetermined.add(at(below));
      if (!found.known || !Array.isArray(found.value)) return [];
      const list: readonly unknown[] = found.value;
      return Array.from({ length: list.length }, (_, i) => {
        const item = child(list, String(i));
        // An unknown item stays one: every read below it is undetermined.
        return reader(item.known ? item.value : [...sentinels][0], undetermined, `${at(below)}[${i}]`);
      });
    },
  };
}

function walk(from: unknown, path: string): Reading {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  const start: Reading = sentinels.has(from) ? unknown : { known: true, value: from };
  return keys.reduce((reading, key) => (reading.known ? child(reading.value, key) : unknown), start);
}

function child(parent: unknown, key: string): Reading {
  if (typeof parent !== "object" || parent === null) return { known: true, value: undefined };
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
    const part = child(value, key);
    const whole = part.known ? copy(part.value) : unknown;
    if (!whole.known) return unknown;
    entries.push([key, whole.value]);
  }
  return { known: true, value: Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries) };
}
