import { describe, expect, it } from "vitest";
import { knownPassword, newRecords, type Records, serve } from "../../rehearsal/exchange.ts";
import { dataFaults } from "../../rehearsal/integrity.ts";

const [maker, taker] = ["account-0@rehearsal.example", "account-1@rehearsal.example"] as const;

const asking = (records: Records) => (request: string, sent?: object, token?: string) => {
  const [method = "", path = ""] = request.split(" ");
  const body = sent === undefined ? "" : JSON.stringify(sent);
  return serve(records, { method, path: `/api/v1/${path}`, token, body });
};

describe("an account", () => {
  it("is made while registration is open, confirmed by mail, and only then signs in", () => {
    const records = newRecords();
    const ask = asking(records);
    const trial = { email: "trial@rehearsal.example", password: "secret" };
    expect(ask("POST auth/register", trial).status).toBe(403);
    records.registration = true;
    expect(ask("POST auth/register", trial).status).toBe(201);
    expect(ask("POST auth/register", trial).status).toBe(409);
    expect(ask("POST auth/login", trial).status).toBe(401);
    const { code } = ask("POST mailbox", trial).body as { code: string };
    expect(ask("POST auth/confirm", { ...trial, code: `${code}0` }).status).toBe(403);
    expect(ask("POST auth/confirm", { ...trial, code }).status).toBe(200);
    expect(ask("POST auth/login", trial)).toEqual({ status: 200, body: { token: trial.email } });
    expect(ask("POST auth/login", { ...trial, password: knownPassword }).status).toBe(401);
  });

  it("trades with another one, and the ledger adds up", () => {
    const records = newRecords();
    const before = structuredClone(records);
    const ask = asking(records);
    expect(ask("POST wallet/deposits", { amount: 5 }, maker)).toEqual({ status: 201, body: { usdt: 1_000_005 } });
    const order = { price: 7, quantity: 2 };
    expect(ask("POST trade/orders", { ...order, side: "buy" }, maker).body).toEqual({ id: 1, state: "open" });
    expect(ask("POST trade/orders", { ...order, side: "sell" }, maker).body).toEqual({ id: 2, state: "open" });
    expect(ask("DELETE trade/orders/2", undefined, taker).status).toBe(409);
    expect(ask("DELETE trade/orders/2", undefined, maker).status).toBe(200);
    expect(ask("DELETE trade/orders/2", undefined, maker).status).toBe(409);
    expect(ask("POST trade/orders", { ...order, side: "sell", price: 8 }, taker).body).toEqual({
      id: 3,
      state: "open",
    });
    expect(ask("POST trade/orders", { ...order, side: "sell" }, taker).body).toEqual({ id: 4, state: "filled" });
    expect(ask("GET wallet/balances", undefined, maker).body).toEqual({ usdt: 1_000_005 - 14, btc: 2 });
    expect(ask("GET wallet/balances", undefined, taker).body).toEqual({ usdt: 1_000_001 + 14, btc: -2 });
    const trade = { id: 1, buyer: maker, seller: taker, ...order };
    expect(ask("GET trade/history", undefined, taker).body).toEqual([trade]);
    expect(ask("GET trade/history", undefined, "account-2@rehearsal.example").body).toEqual([]);
    expect(dataFaults(before, records)).toEqual([]);
  });

  it.each<[string, object | undefined, string | undefined, number]>([
    ["GET wallet/balances", undefined, undefined, 401],
    ["GET wallet/balances", undefined, "nobody", 401],
    ["POST wallet/deposits", { amount: -1 }, maker, 400],
    ["POST wallet/deposits", { amount: 0.5 }, maker, 400],
    ["POST trade/orders", { side: "hold", price: 1, quantity: 1 }, maker, 400],
    ["DELETE trade/orders", undefined, maker, 409],
    ["POST mailbox", { email: "nobody" }, undefined, 404],
    ["GET nowhere", undefined, maker, 404],
  ])("that asks %s with %j as %s is refused with %i", (request, sent, token, status) => {
    const records = newRecords();
    expect(asking(records)(request, sent, token).status).toBe(status);
    expect(records).toEqual(newRecords());
  });

  it("is refused what is no JSON object", () => {
    for (const body of ["{", "[]", "null", "1"]) {
      expect(serve(newRecords(), { method: "POST", path: "/api/v1/auth/login", token: undefined, body }).status).toBe(
        400,
      );
    }
  });
});

describe("the data of a release", () => {
  const own = (accounts: Records["accounts"], name: string) => {
    const account = accounts[name];
    if (account === undefined) throw new Error(`no ${name}`);
    return account;
  };
  const traded = (): Records => {
    const records = newRecords();
    const ask = asking(records);
    for (const [side, owner] of [
      ["buy", maker],
      ["sell", taker],
      ["buy", taker],
      ["sell", maker],
    ] as const) {
      ask("POST trade/orders", { side, price: 3, quantity: 1 }, owner);
    }
    return records;
  };

  it.each<[string, (records: Records) => void, RegExp]>([
    [
      "an account",
      ({ accounts }) => Reflect.deleteProperty(accounts, maker),
      /1 accounts of the backup are gone, account-0@/,
    ],
    ["an order", ({ orders }) => orders.pop(), /orders of the backup are gone/],
    ["the last trade", ({ trades }) => trades.pop(), /trades of the backup are gone/],
    ["a trade in between", ({ trades }) => trades.shift(), /hole before trade 2/],
    ["money", ({ accounts }) => (own(accounts, taker).usdt -= 1), /hold 100004949 USDT, 100004950 were/],
    ["bitcoin", ({ accounts }) => (own(accounts, taker).btc += 1), /do not cancel out/],
  ])("that lost %s is at fault", (_what, lose, fault) => {
    const before = traded();
    expect(before.trades).toHaveLength(2);
    const after = structuredClone(before);
    expect(dataFaults(before, after)).toEqual([]);
    lose(after);
    expect(dataFaults(before, after).join("; ")).toMatch(fault);
  });
});
