import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firewallRules, type RateRule } from "../../components/edge/firewall-rules.ts";
import { type LimitedSystem, rateRules } from "../../components/edge/rate-rules.ts";
import { limitedActions } from "../../systems/model/system.ts";
import { after, read, shipped } from "../config/stack-file.ts";
import { systemOf } from "../release/systems.ts";

const ours = [systemOf("mycrypto"), systemOf("mytrader")];
const limits = { login: 100, registration: 30, orders: 1500 };
const inFiveMinutes = { evaluationWindowSec: 300 } as const;
const everything = { name: "every-request", order: 1, pathPrefixes: [], limit: 6000, ...inFiveMinutes };

it("limits all requests first, then each system's actions, which are POSTs (MC-039)", () => {
  const post = { method: "POST", ...inFiveMinutes };
  expect(rateRules(ours, { everyRequest: 6000, limits })).toEqual([
    everything,
    { name: "mycrypto-login", order: 2, pathPrefixes: ["/api/v1/auth/login"], limit: 100, ...post },
    { name: "mycrypto-registration", order: 3, pathPrefixes: ["/api/v1/auth/register"], limit: 30, ...post },
    { name: "mycrypto-orders", order: 4, pathPrefixes: ["/api/v1/trade/orders"], limit: 1500, ...post },
    { name: "mytrader-login", order: 5, pathPrefixes: ["/api/auth/login"], limit: 100, ...post },
    { name: "mytrader-registration", order: 6, pathPrefixes: ["/api/auth/register"], limit: 30, ...post },
  ]);
});

it("limits all requests where there is nothing else to limit", () => {
  expect(rateRules([], { everyRequest: 6000, limits })).toEqual([everything]);
  expect(rateRules([{ name: "quiet", limits: [] }], { everyRequest: 6000, limits: {} })).toEqual([everything]);
});

it("leaves an action out that has no limit, and no gap in its place", () => {
  const { registration, orders } = limits;
  const made = rateRules(ours, { everyRequest: 6000, limits: { registration, orders } });
  expect(made.map(({ name, order }) => [name, order])).toEqual([
    ["every-request", 1],
    ["mycrypto-registration", 2],
    ["mycrypto-orders", 3],
    ["mytrader-registration", 4],
  ]);
});

describe("whatever systems there are", () => {
  const path = fc.stringMatching(/^(\/[a-z0-9-]{1,8}){1,3}$/);
  const limit = fc.record({
    action: fc.constantFrom(...limitedActions),
    paths: fc.tuple(path, path).map(([first, second]): [string, ...string[]] => [first, second]),
  });
  const system = fc.record({
    name: fc.stringMatching(/^[a-z][a-z0-9]{1,9}$/),
    limits: fc.uniqueArray(limit, { selector: ({ action }) => action }),
  });
  // Three of them fit the capacity that a web ACL has at its basic price.
  const systems = fc.uniqueArray(system, { maxLength: 2, selector: ({ name }) => name });
  const figures = fc.record({
    everyRequest: fc.integer({ min: 10, max: 100_000 }),
    limits: fc.record({ login: fc.nat(), registration: fc.nat(), orders: fc.nat() }),
  });
  const asked = (list: readonly LimitedSystem[]) =>
    list.flatMap(({ name, limits: own }) => own.map((one) => ({ name, ...one })));

  it("makes one rule of each action, in the order given", () => {
    fc.assert(
      fc.property(systems, figures, (list, config) => {
        const [first, ...rest] = rateRules(list, config);
        expect(first).toEqual({ ...everything, limit: config.everyRequest });
        expect(rest).toEqual(
          asked(list).map(({ name, action, paths }, i) => ({
            name: `${name}-${action}`,
            order: i + 2,
            pathPrefixes: paths,
            method: "POST",
            limit: config.limits[action],
            ...inFiveMinutes,
          })),
        );
      }),
    );
  });

  it("is a list that both web ACLs take", () => {
    const taken = (made: readonly RateRule[]) =>
      firewallRules("REGIONAL", {
        rateRules: made,
        uploadPathPrefixes: [],
        countUntil: {},
        today: "2026-11-23",
        originHeader: { name: "X-Origin-Verify", values: ["secret"] },
      }).rules.map(({ name }) => name);
    fc.assert(
      fc.property(systems, figures, (list, config) => {
        const made = rateRules(list, config);
        expect(taken(made)).toEqual(expect.arrayContaining(made.map(({ name }) => name)));
      }),
    );
  });
});

it("names its rules as the config does, which may set a day for each", async () => {
  const { firewall } = read(after(await shipped("prod"), {}));
  for (const { name } of rateRules(ours, firewall)) {
    const config = read(after(await shipped("prod"), { firewall: { blocksFrom: { [name]: "2026-01-01" } } }));
    expect(config.firewall.blocksFrom).toEqual({ [name]: "2026-01-01" });
  }
});
