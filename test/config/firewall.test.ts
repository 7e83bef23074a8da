import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { firewallFaults, firewallSchema, managedRules } from "../../config/firewall.ts";
import { loadCatalog } from "../../systems/model/catalog.ts";
import { after, faults, read, shipped } from "./stack-file.ts";

const prod = await shipped("prod");
const today = "2026-11-23";
const withDays = (blocksFrom: Readonly<Record<string, unknown>>) => after(prod, { firewall: { blocksFrom } });
const names = [
  "ip-reputation",
  "anonymous-ip",
  "common",
  "known-bad-inputs",
  "sqli",
  "every-request",
  "mycrypto-login",
  "mycrypto-registration",
  "mycrypto-orders",
  "mytrader-login",
  "mytrader-registration",
];

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(`${today}T12:00:00Z`), toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("has usual limits, and rules that block at once", () => {
  expect(read(after(prod, {})).firewall).toEqual({
    everyRequest: 6000,
    limits: { login: 100, registration: 30, orders: 1500 },
    blocksFrom: {},
    logRetentionDays: 365,
  });
});

it("keeps the other limits where one is said", () => {
  const { firewall } = read(after(prod, { firewall: { everyRequest: 10, limits: { orders: 2_000_000_000 } } }));
  expect(firewall).toMatchObject({
    everyRequest: 10,
    limits: { login: 100, registration: 30, orders: 2_000_000_000 },
  });
});

it.each(["everyRequest", "limits.login", "limits.registration", "limits.orders"])(
  "%s is at least 10 and at most what AWS takes",
  (key) => {
    const [whole = "", inner] = key.split(".");
    for (const wrong of [9, 2_000_000_001, 99.5, "100"]) {
      const firewall = { [whole]: inner === undefined ? wrong : { [inner]: wrong } };
      expect(faults(after(prod, { firewall }))).toEqual([
        `firewall.${key}: must be a whole number from 10 to 2000000000 requests`,
      ]);
    }
  },
);

it("has no other keys", () => {
  const line = (firewall: unknown) => faults(after(prod, { firewall }));
  expect(line({ everyrequest: 10 })).toEqual([
    'firewall.everyrequest: is not a key here; did you mean "everyRequest"? allowed: everyRequest, limits, ' +
      "blocksFrom, logRetentionDays",
  ]);
  expect(line({ limits: { logins: 10 } })).toEqual([
    'firewall.limits.logins: is not a key here; did you mean "login"? allowed: login, registration, orders',
  ]);
});

describe("the day from which a rule blocks", () => {
  it("may be set for every rule that there is", async () => {
    expect(managedRules).toEqual(names.slice(0, 5));
    const days = Object.fromEntries(names.map((name) => [name, "2026-12-01"]));
    expect(read(withDays(days)).firewall.blocksFrom).toEqual(days);
    const { shape } = firewallSchema(await loadCatalog());
    expect(Object.keys(shape.blocksFrom.unwrap().shape)).toEqual(names);
  });

  it.each(["orders", "mytrader-orders", "mycrypto-logn", "origin-header"])("is refused for %s, no rule", (name) => {
    const [line, ...others] = faults(withDays({ [name]: "2026-12-01" }));
    expect(line).toMatch(new RegExp(`^firewall\\.blocksFrom\\.${name}: is not a key here;`));
    expect(line).toContain(`allowed: ${names.join(", ")}`);
    expect(others).toEqual([]);
  });

  it.each(["2026-02-30", "31.12.2026", "2026-12-1", "tomorrow", 20_261_201])("is a date, which %j is not", (value) => {
    expect(faults(withDays({ sqli: value }))).toEqual(["firewall.blocksFrom.sqli: must be a date such as 2026-12-31"]);
  });

  it.each(["1999-01-01", "2026-11-22", today, "2026-11-24", "2027-02-21"])(
    "may be %s, past or at most 90 days ahead",
    (value) => {
      expect(faults(withDays({ sqli: value, "mycrypto-login": value }))).toEqual([]);
    },
  );

  it.each(["2027-02-22", "2027-12-31", "9999-12-31"])("must not be %s, or the rule never blocks", (value) => {
    expect(faults(withDays({ sqli: today, "every-request": value, "mycrypto-login": value }))).toEqual([
      `firewall.blocksFrom.every-request: ${value} is more than 90 days ahead`,
      `firewall.blocksFrom.mycrypto-login: ${value} is more than 90 days ahead`,
    ]);
  });

  it("is judged by the day it is said to be", () => {
    const draft = { firewall: { blocksFrom: { sqli: "2027-02-21", common: undefined } } };
    expect(firewallFaults(draft, "2026-11-23")).toEqual([]);
    expect(firewallFaults(draft, "2026-11-22")).toEqual([
      { path: ["firewall", "blocksFrom", "sqli"], message: "2027-02-21 is more than 90 days ahead" },
    ]);
    expect([firewallFaults({}), firewallFaults({ firewall: {} })]).toEqual([[], []]);
  });
});
