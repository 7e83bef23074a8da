import { randomUUID } from "node:crypto";
import { z } from "zod";
import { createOnce, recordIn, type Storage } from "./storage.ts";

const holdingSchema = z.strictObject({
  holder: z.string(),
  /** Tells two holders of one name apart. */
  token: z.string(),
  epoch: z.int(),
  state: z.enum(["held", "free"]),
});
type Holding = z.output<typeof holdingSchema>;

/** Time as the lock needs it: how long, never what o'clock it is. */
export interface Stopwatch {
  /** Milliseconds that only ever grow. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}

/** The one release of a system. */
export interface Lock {
  /** Grows with each holder. */
  epoch: number;
  /** False once it is not sure any more that nobody else holds it: the runner must stop at once. */
  isHeld: () => boolean;
  /** Says that the holder is alive. @returns false when another one has taken it */
  renew: () => Promise<boolean>;
  release: () => Promise<void>;
}

/** A holder that was not heard of for so long is dead; a living one is heard of three times as often. */
export const defaultLeaseMs = 60_000;
const kept = 4;

/**
 * Takes a system's lock, waiting out a holder that may be dead. Whether it lives is told by its renewals alone, measured
 * on the own stopwatch: clocks of other machines, and jumps of the own one, do not matter.
 *
 * @returns the lock, or who holds it and is alive
 */
export async function takeLock(
  storage: Storage,
  system: string,
  holder: string,
  watch: Stopwatch,
  leaseMs: number = defaultLeaseMs,
): Promise<{ lock: Lock } | { heldBy: string }> {
  const name = `${system}/lock`;
  let seen = await newest(storage, name);
  if (seen.holding?.state === "held") {
    await watch.sleep(leaseMs);
    const then = await newest(storage, name);
    if (then.number !== seen.number && then.holding?.state === "held") return { heldBy: then.holding.holder };
    seen = then;
  }
  const epoch = (seen.holding?.epoch ?? 0) + 1;
  const token = randomUUID();
  let number = seen.number;
  let saidAt = watch.now();
  let lost = false;
  // One after the other: two words at once would want the same number, and the second would take the first for another's.
  let last: Promise<unknown> = Promise.resolve();
  const say = (state: Holding["state"]): Promise<boolean> => {
    const said = last.then(() => write(state));
    last = said.catch(() => undefined);
    return said;
  };
  const write = async (state: Holding["state"]): Promise<boolean> => {
    const since = watch.now();
    const holding: Holding = { holder, token, epoch, state };
    if (lost || !(await createOnce(storage, name, number + 1, JSON.stringify(holding)))) {
      lost = true;
      return false;
    }
    number += 1;
    // The number may have been free only because it was forgotten long ago: a runner that slept is no holder any more.
    if ((await storage.numbers(name)).at(-1) !== number) {
      lost = true;
      return false;
    }
    // Whoever waits cannot have seen it before it was begun.
    saidAt = since;
    await storage.remove(
      name,
      [number - kept].filter((old) => old > 0),
    );
    return true;
  };
  if (!(await say("held"))) {
    const { holding } = await newest(storage, name);
    return { heldBy: holding?.holder ?? "another runner" };
  }
  return {
    lock: {
      epoch,
      // A third of the time before anybody may take it: the rest is for what is being written at this moment.
      isHeld: () => !lost && watch.now() - saidAt < (leaseMs * 2) / 3,
      renew: () => say("held"),
      release: async () => {
        if (!lost) await say("free");
        lost = true;
      },
    },
  };
}

/** The last word. One that cannot be read counts as a holder that nobody has heard of since. */
async function newest(storage: Storage, name: string): Promise<{ number: number; holding: Holding | undefined }> {
  const number = (await storage.numbers(name)).at(-1) ?? 0;
  const text = number === 0 ? undefined : await storage.read(name, number);
  if (text === undefined) return { number, holding: undefined };
  return {
    number,
    holding: recordIn(holdingSchema, text) ?? {
      holder: "a runner whose name cannot be read",
      token: "",
      epoch: number,
      state: "held",
    },
  };
}
