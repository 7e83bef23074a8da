/** Inputs before and after a change, without secret wrappers. */
export type Inputs = Readonly<Record<string, unknown>>;

/** When the change of an input replaces the resource, for people and for the simulated providers. */
export interface Condition {
  when: string;
  holds: (olds: Inputs, news: Inputs) => boolean;
}

export const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** True where a list has nothing in it or is not given at all. */
export const isEmpty = (value: unknown): boolean => isAbsent(value) || (Array.isArray(value) && value.length === 0);

/** A list as such; one that is not given is empty. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
