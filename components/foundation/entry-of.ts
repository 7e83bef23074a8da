/**
 * The entry of a map that the program itself has filled.
 *
 * @param what it is, for the error: `key for logs`
 * @throws Error naming it and what there is instead
 */
export function entryOf<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, what: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`no ${what}; there are: ${[...map.keys()].join(", ")}`);
  return value;
}
