import type { Properties } from "../wire.ts";

type Place = { account: string; region: string };

/** Data sources that the program asks, by token. */
const functions: Readonly<Record<string, (args: Properties, place: Place) => Properties>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account }) => ({
    accountId: account,
    arn: `arn:aws:sts::${account}:assumed-role/simulated/session`,
    id: account,
    userId: "AROASIMULATED:session",
  }),
};

/**
 * The result of a function call.
 *
 * @throws Error when no answer is known: a made-up one would make the preview a lie
 */
export function call(token: string, args: Properties, place: Place): Properties {
  const known = functions[token];
  if (known === undefined) {
    throw new Error(`no answer for ${token}(${JSON.stringify(args)}); add one to simulator/answers/functions.ts`);
  }
  return known(args, place);
}
