import { callSites } from "../call-sites.ts";
import type { Properties } from "../wire.ts";

interface Place {
  account: string;
  region: string;
}

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
 * @throws Error naming the function, its arguments (not their values, which may be secret) and the lines that call it,
 * when no answer is known: a made-up one would make the preview a lie
 */
export function call(token: string, args: Properties, place: Place): Properties {
  const known = functions[token];
  if (known === undefined) {
    const where = callSites(token);
    throw new Error(
      `no answer for ${token}(${Object.keys(args).join(", ")}), called in ${where.join(", ") || "a dependency"}; ` +
        "add one to simulator/answers/functions.ts",
    );
  }
  return known(args, place);
}
