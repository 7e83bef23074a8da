import { copyFileSync, readFileSync, writeFileSync } from "node:fs";

/** Balances of accounts, in the smallest unit: what a release must not lose. */
interface Store {
  schema: string[];
  balances: Record<string, number>;
}

/** A database of one file. */
export function newStore(file: string): void {
  const balances = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`account-${i}`, (i * 7919) % 1000]));
  write(file, { schema: [], balances });
}

export function backUp(file: string, copy: string): void {
  copyFileSync(file, copy);
}

/** @throws Error when what was backed up is not what is there */
export function expectSame(file: string, copy: string): void {
  const [ours, theirs] = [sums(read(file)), sums(read(copy))];
  if (ours !== theirs) throw new Error(`the backup holds ${theirs}, the database ${ours}`);
}

/** Adds steps that are not there yet. */
export function migrate(file: string, steps: readonly string[]): void {
  const store = read(file);
  write(file, { ...store, schema: [...new Set([...store.schema, ...steps])] });
}

function sums({ balances }: Store): string {
  const all = Object.values(balances);
  return `${all.length} accounts with ${all.reduce((sum, one) => sum + one, 0)} in all`;
}

function read(file: string): Store {
  return JSON.parse(readFileSync(file, "utf8")) as Store;
}

function write(file: string, store: Store): void {
  writeFileSync(file, JSON.stringify(store));
}
