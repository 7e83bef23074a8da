import { z } from "zod";

const path = z.string().regex(/^\/\S*$/, { error: "must be a path, as /health" });
const requirements = z.array(z.string()).min(1);

/** A path that may fail in a way that is known, and what clients ask for instead. */
export const fallbackSchema = z.strictObject({
  path,
  /** The status that is known. */
  status: z.int().min(400).max(599),
  instead: path,
  /** The first one is waived where the status is to be lived with. */
  requirements,
});

/** Something a person does with the system, tried by the script of the release (`journeys.ts`). */
export const journeySchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: "must be small letters, digits and dashes" }),
  requirements,
  /** It makes an account, so it cannot pass while registration is closed. */
  registers: z.boolean().default(false),
});

/** What a color must answer before it gets traffic, and again when it has all of it. */
export const checksSchema = z.strictObject({
  healthPaths: z.array(path).min(1, { error: "must name a path: nothing would be asked" }),
  /** SignalR hubs. */
  hubs: z.array(path),
  fallbacks: z.array(fallbackSchema),
  journeys: z.array(journeySchema),
});

export type Checks = z.output<typeof checksSchema>;
export type Fallback = z.output<typeof fallbackSchema>;
export type Journey = z.output<typeof journeySchema>;

/** A fault that is known and lived with in this release: it is signed with the plan, and stays in its record (C14). */
export const waiverSchema = z.strictObject({ requirement: z.string(), reason: z.string().min(1) });
export type Waiver = z.output<typeof waiverSchema>;

/**
 * The journeys that can pass at a point of a release: on a first launch registration is closed until all people are on
 * the new color (MC-166), so those that make accounts are tried right after it is opened (MC-168 to MC-170).
 */
export function journeysAt(
  point: "preview" | "registration" | "verification",
  { firstLaunch, checks }: { firstLaunch: boolean; checks: Checks },
): readonly Journey[] {
  switch (point) {
    case "preview":
      return firstLaunch ? checks.journeys.filter(({ registers }) => !registers) : checks.journeys;
    case "registration":
      return checks.journeys.filter(({ registers }) => registers);
    case "verification":
      return checks.journeys;
  }
}
