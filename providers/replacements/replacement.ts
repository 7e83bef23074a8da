import type { Condition } from "./condition.ts";

/** Which changes of a resource make a new one instead of changing the one there is. */
export interface Replacement {
  /** Where this was read. */
  source: string;
  /**
   * Input paths whose change replaces the resource. A path covers everything below it, `*` stands for any list index.
   * Empty: reviewed, nothing replaces.
   */
  paths: readonly string[];
  /** Further inputs whose change replaces only under a condition. */
  sometimes?: Readonly<Record<string, Condition>>;
  /** Inputs that the source read does not have yet: nobody has looked what their change does. */
  unread?: readonly string[];
  /** The old one is deleted before the new one is made, whatever changed. */
  deleteBeforeReplace?: true;
  /**
   * The input that Pulumi fills with a random name. Where the program gives it, names could collide, and any
   * replacement deletes the old one first.
   */
  autonamed?: string;
}

export type Replacements = Readonly<Record<string, Replacement>>;
