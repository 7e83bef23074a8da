import { readFileSync } from "node:fs";

/** The shape of a value: a scalar, a list or map of one kind, or a block by its key in `blocks`. */
export type Kind = "string" | "number" | "boolean" | "any" | { list: Kind } | { map: Kind } | { block: string };

/** One input. */
export interface Field {
  kind: Kind;
  required?: true;
  /** The only values that are allowed. */
  values?: readonly (string | number)[];
  /** What the provider takes when it is absent. */
  default?: string | number | boolean;
}

/** What a resource, a function or a nested block takes and what comes back beyond it. */
export interface Block {
  inputs: Readonly<Record<string, Field>>;
  /** What the provider returns that the inputs did not say: always present after a create, unknown in a preview. */
  computed?: Readonly<Record<string, Kind>>;
}

/** `schema.json`: made by `npm run schema` from the type declarations of the provider packages, never by hand. */
export interface Schema {
  /** Version of each package that it was made from. */
  packages: Readonly<Record<string, string>>;
  /** By type token; a provider's own arguments under `pulumi:providers:<package>`. */
  resources: Readonly<Record<string, Block>>;
  /** By token, such as `aws:index/getCallerIdentity:getCallerIdentity`. */
  functions: Readonly<Record<string, Block>>;
  /** Nested blocks, such as `aws:lb.ListenerRuleAction`. */
  blocks: Readonly<Record<string, Block>>;
}

/** The provider types that this project uses. */
export const schema = JSON.parse(readFileSync(new URL("schema.json", import.meta.url), "utf8")) as Schema;
