/** What a user may do; whatever is administrative or dangerous is refused unless it is named. */
export interface Access {
  /** ACL categories without their `@`. */
  categories: readonly string[];
  /** Commands of these categories that are refused all the same. */
  refused: readonly string[];
  /** Commands that are granted by name, `command` or `command|subcommand`. */
  commands: readonly string[];
}

/**
 * What a system's services may do in a store of their own: use data, channels and scripts, and ask whether the server
 * is a primary. They cannot empty it, list all its keys at once, see or end other connections, or read and change
 * settings.
 *
 * - Clients sign in, name themselves and choose a database with commands of `connection`.
 * - `INFO` is in `dangerous`, but StackExchange.Redis looks for the primary with it (ServerEndPoint.AutoConfigureAsync)
 *   and ioredis waits for a loaded data set (redis/ioredis#1211).
 * - `CONFIG GET` and `CLUSTER NODES`, which StackExchange.Redis asks too, may fail: ElastiCache has no `CONFIG` for
 *   anybody (ClientConfig.RestrictedCommands) and refuses a string that names it; the store is no cluster.
 * - SignalR's backplane publishes and subscribes, for which a user needs channels (`&*`) as well as commands.
 * - Scripts are sent with each call. Functions would stay on the server, and loading them counts as `write`.
 */
export const serviceAccess: Access = {
  categories: ["read", "write", "connection", "pubsub", "transaction"],
  refused: ["function"],
  commands: ["info", "eval", "evalsha", "eval_ro", "evalsha_ro", "script|load", "script|exists"],
};

/** Nothing, not even to sign in. */
export const noAccess = "off -@all";

/**
 * The access string of a user who may use every key and channel of a store, but few commands. Later rules outweigh
 * earlier ones, so the order is part of it. It has the `-@all` that ElastiCache would add and then report as a
 * difference.
 */
export function accessString({ categories, refused, commands }: Access): string {
  return [
    "on ~* &* -@all",
    ...categories.map((category) => `+@${category}`),
    "-@admin -@dangerous",
    ...refused.map((command) => `-${command}`),
    ...commands.map((command) => `+${command}`),
  ].join(" ");
}
