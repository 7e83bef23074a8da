// The script of journeys of a rehearsal, as a release brings one along (release/checks/journeys.ts): node journeys.ts NAME
import { randomUUID } from "node:crypto";
import { knownPassword } from "./exchange.ts";

const { BASE_URL: base = "", TEST_HEADERS: testHeaders = "{}" } = process.env;
const headers = JSON.parse(testHeaders) as Record<string, string>;
const [maker, taker] = ["account-0@rehearsal.example", "account-1@rehearsal.example"] as const;

async function ask(what: string, status: number, body?: object, token?: string): Promise<Record<string, unknown>> {
  const [method = "GET", path = ""] = what.split(" ");
  const answer = await fetch(`${base}/api/v1/${path}`, {
    method,
    headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${what} answered ${answer.status}, must be ${status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

async function register(): Promise<{ email: string; password: string }> {
  const trial = { email: `trial-${randomUUID()}@rehearsal.example`, password: randomUUID() };
  await ask("POST auth/register", 201, trial);
  return trial;
}

async function signIn(email: string, password = knownPassword): Promise<string> {
  const { token } = await ask("POST auth/login", 200, { email, password });
  return String(token);
}

/** A price of its own, so that journeys at the same time do not fill each other's orders. */
const price = 1 + Math.floor(Math.random() * 1_000_000);

const journeys: Readonly<Record<string, () => Promise<void>>> = {
  registration: async () => {
    const { email, password } = await register();
    await ask("POST auth/register", 409, { email, password });
  },
  "email-verification": async () => {
    const { email, password } = await register();
    await ask("POST auth/login", 401, { email, password });
    const { code } = await ask("POST mailbox", 200, { email });
    await ask("POST auth/confirm", 200, { email, code });
    await signIn(email, password);
  },
  login: async () => {
    await signIn(maker);
    await ask("POST auth/login", 401, { email: maker, password: "another" });
  },
  deposit: async () => {
    const token = await signIn(maker);
    const { usdt: before } = await ask("GET wallet/balances", 200, undefined, token);
    const { usdt: after } = await ask("POST wallet/deposits", 201, { amount: 5 }, token);
    expectThat(Number(after) >= Number(before) + 5, `${String(before)} and 5 became ${String(after)}`);
  },
  "order-placement": async () => {
    const token = await signIn(maker);
    const { id, state } = await ask("POST trade/orders", 201, { side: "buy", price, quantity: 1 }, token);
    expectThat(state === "open", `an order far from the market is ${String(state)}`);
    await ask(`DELETE trade/orders/${String(id)}`, 200, undefined, token);
  },
  "order-execution": async () => {
    await trade();
  },
  "trade-history": async () => {
    const [token, count] = await trade();
    const history = await ask("GET trade/history", 200, undefined, token);
    expectThat(Object.keys(history).length > count, "the trade is not in the history");
  },
};

/** Two accounts cross. @returns token of one, and how many trades it had before */
async function trade(): Promise<[string, number]> {
  const [buyer, seller] = [await signIn(maker), await signIn(taker)];
  const before = await ask("GET trade/history", 200, undefined, buyer);
  await ask("POST trade/orders", 201, { side: "buy", price, quantity: 1 }, buyer);
  const { state } = await ask("POST trade/orders", 201, { side: "sell", price, quantity: 1 }, seller);
  expectThat(state === "filled", `an order that meets another is ${String(state)}`);
  return [buyer, Object.keys(before).length];
}

const [name = ""] = process.argv.slice(2);
const journey = journeys[name];
if (journey === undefined)
  throw new Error(`there is no journey ${name}; there are ${Object.keys(journeys).join(", ")}`);
try {
  await journey();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
