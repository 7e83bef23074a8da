import { z } from "zod";
import type { Catalog } from "../systems/model/catalog.ts";
import { limitedActions } from "../systems/model/system.ts";
import type { Draft } from "./draft.ts";
import { latestDay, longestDays, todayInUtc } from "./exceptions.ts";
import type { Fault } from "./explain.ts";
import * as field from "./fields.ts";
import type { PlatformConfig } from "./schema.ts";

/** Rule groups that AWS keeps, which a day can be set for. */
export const managedRules = ["ip-reputation", "anonymous-ip", "common", "known-bad-inputs", "sqli"] as const;
export type ManagedRule = (typeof managedRules)[number];

/** The rate rule of all requests; those of a system's actions are called `<system>-<action>`. */
export const everyRequest = "every-request";

/** Requests of one address in five minutes, by what they are for; the requirements give no figures (G11). */
const usual = { login: 100, registration: 30, orders: 1500 } as const satisfies Record<
  (typeof limitedActions)[number],
  number
>;

const requests = (least: number) => field.whole(least, 2_000_000_000, "requests");

/** The firewall's part of the config; its rules are known by name. */
export function firewallSchema(catalog: Catalog) {
  const actions = [...catalog.values()].flatMap(({ name, limits }) => limits.map(({ action }) => `${name}-${action}`));
  const day = z.iso
    .date(field.says("must be a date such as 2026-12-31"))
    .meta({ title: "date such as 2026-12-31" })
    .optional()
    .describe("Day from which the rule blocks; before it only counts. At most 90 days ahead");
  const names = [...managedRules, everyRequest, ...actions];
  const limits = Object.fromEntries(
    limitedActions.map((action) => [
      action,
      requests(10).default(usual[action]).describe("Requests of one address for it in five minutes, at most"),
    ]),
  );
  return z.strictObject({
    everyRequest: requests(10).default(6000).describe("Requests of one address in five minutes, at most"),
    limits: z.strictObject(limits).prefault({}).describe("The same for single actions"),
    blocksFrom: z
      .strictObject(Object.fromEntries(names.map((name) => [name, day])))
      .default({})
      .describe("New rules first count: without a day a rule blocks at once"),
    logRetentionDays: field.logRetentionDays.default(365).describe("Days that refused requests are kept"),
  });
}

/** A day that lies far ahead is a rule that never blocks. */
export function firewallFaults({ firewall }: Draft<PlatformConfig>, today = todayInUtc()): Fault[] {
  const latest = latestDay(today);
  return Object.entries(firewall?.blocksFrom ?? {}).flatMap(([rule, from]) =>
    from !== undefined && from > latest
      ? [{ path: ["firewall", "blocksFrom", rule], message: `${from} is more than ${longestDays} days ahead` }]
      : [],
  );
}
