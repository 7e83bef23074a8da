import { z } from "zod";
import type { Event } from "../state.ts";

const at = z.number();
const seq = z.int();

/** Events as a journal keeps them; see `Event`. */
export const eventSchema: z.ZodType<Event> = z.discriminatedUnion("kind", [
  z.strictObject({
    at,
    kind: z.literal("signed"),
    role: z.string(),
    decision: z.enum(["ready", "go"]),
    by: z.string(),
  }),
  z.strictObject({ at, kind: z.literal("refused"), role: z.string(), by: z.string() }),
  z.strictObject({ at, kind: z.literal("done"), seq }),
  z.strictObject({ at, kind: z.literal("failed"), seq, why: z.string(), again: z.boolean() }),
  z.strictObject({
    at,
    kind: z.literal("judged"),
    seq,
    verdict: z.enum(["pass", "abort", "insufficient"]),
    reasons: z.array(z.string()),
    harmed: z.number(),
  }),
  z.strictObject({ at, kind: z.literal("blind"), seconds: z.number(), why: z.string() }),
  z.strictObject({ at, kind: z.literal("abort"), by: z.string(), why: z.string() }),
  z.strictObject({ at, kind: z.literal("tick"), waiting: z.string().optional() }),
  z.strictObject({ at, kind: z.literal("torn") }),
  z.strictObject({ at, kind: z.literal("taken"), by: z.string() }),
]);
