import { isObject, plain, type Properties, structured, type Value } from "../wire.ts";

/** Whose account, where, and the tags for everything: what a provider's own arguments say. */
export interface Account {
  /** The first of `allowedAccountIds`: the simulated credentials are always the right ones. */
  account: string;
  region: string;
  tags: Properties;
}

/** Reads a provider's arguments. The SDK sends structured ones as JSON text. */
export function accountOf(args: Properties): Account {
  const accounts = structured(args["allowedAccountIds"]);
  const [first] = Array.isArray(accounts) ? (accounts as readonly Value[]) : [];
  const defaults = structured(args["defaultTags"]);
  const tags = isObject(defaults) ? defaults["tags"] : undefined;
  const region = plain(args["region"] ?? null);
  return {
    account: typeof first === "string" ? first : "",
    region: typeof region === "string" ? region : "",
    tags: isObject(tags) ? tags : {},
  };
}
