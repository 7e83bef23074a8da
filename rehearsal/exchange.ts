/** What both colors keep in common, as their database does: plain data. Amounts are in the smallest unit. */
export interface Records {
  /** Migrations that were applied, by name. */
  schema: string[];
  registration: boolean;
  accounts: Record<string, Account>;
  orders: Order[];
  trades: Trade[];
}

interface Account {
  password: string;
  /** What the mail says that confirms the address. */
  code: string;
  confirmed: boolean;
  deposited: number;
  usdt: number;
  btc: number;
}

interface Order {
  id: number;
  owner: string;
  side: "buy" | "sell";
  price: number;
  quantity: number;
  state: "open" | "filled" | "cancelled";
}

/** Numbered without holes. */
export interface Trade {
  id: number;
  buyer: string;
  seller: string;
  price: number;
  quantity: number;
}

export interface Asked {
  method: string;
  path: string;
  /** Name of the account, as signed in. */
  token: string | undefined;
  /** JSON as it came. */
  body: string;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** Password of the accounts that are there from the start. */
export const knownPassword = "of-the-rehearsal";
export const symbols = ["BTCUSDT", "ETHUSDT"] as const;

export function newRecords(): Records {
  const account = (i: number): Account => ({
    password: knownPassword,
    code: "",
    confirmed: true,
    deposited: 1_000_000 + i,
    usdt: 1_000_000 + i,
    btc: 0,
  });
  const accounts = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`account-${i}@rehearsal.example`, account(i)]),
  );
  return { schema: [], registration: false, accounts, orders: [], trades: [] };
}

/** Answers one request, and keeps what came of it in the records. */
export function serve(records: Records, asked: Asked): Answer {
  const [, name = "", id] = /^\/api\/v1\/(.*?)(?:\/(\d+))?$/.exec(asked.path) ?? [];
  const sent = parsed(asked.body);
  if (sent === undefined) return refusal(400, "the body is no JSON object");
  const request = `${asked.method} ${name}`;
  const open = openRequests[request];
  if (open !== undefined) return open(records, sent);
  const own = ownRequests[request];
  if (own === undefined) return refusal(404, "there is nothing here");
  const account = asked.token === undefined ? undefined : records.accounts[asked.token];
  if (asked.token === undefined || account === undefined) return refusal(401, "sign in first");
  return own({ records, owner: asked.token, account, sent, id: Number(id) });
}

type Sent = Readonly<Record<string, unknown>>;

/** What anybody may ask. */
const openRequests: Readonly<Record<string, (records: Records, sent: Sent) => Answer>> = {
  "POST auth/register": ({ registration, accounts }, { email, password }) => {
    if (!registration) return refusal(403, "registration is closed");
    if (typeof email !== "string" || typeof password !== "string") return refusal(400, "email and password are needed");
    if (accounts[email] !== undefined) return refusal(409, "this account is there already");
    const code = String(Object.keys(accounts).length * 7919);
    accounts[email] = { password, code, confirmed: false, deposited: 0, usdt: 0, btc: 0 };
    return { status: 201, body: {} };
  },
  "POST mailbox": ({ accounts }, { email }) => {
    const account = accounts[String(email)];
    return account === undefined ? refusal(404, "no mail") : { status: 200, body: { code: account.code } };
  },
  "POST auth/confirm": ({ accounts }, { email, code }) => {
    const account = accounts[String(email)];
    if (account === undefined || account.code !== code) return refusal(403, "another code was sent");
    account.confirmed = true;
    return { status: 200, body: {} };
  },
  "POST auth/login": ({ accounts }, { email, password }) => {
    const account = accounts[String(email)];
    if (account === undefined || account.password !== password || !account.confirmed)
      return refusal(401, "unknown, or not confirmed");
    return { status: 200, body: { token: email } };
  },
};

interface Own {
  records: Records;
  owner: string;
  account: Account;
  sent: Sent;
  /** At the end of the path; NaN without. */
  id: number;
}

/** What an account may ask for itself. */
const ownRequests: Readonly<Record<string, (own: Own) => Answer>> = {
  "POST wallet/deposits": ({ account, sent: { amount } }) => {
    if (!isAmount(amount)) return refusal(400, "amount must be a whole number above 0");
    account.deposited += amount;
    account.usdt += amount;
    return { status: 201, body: { usdt: account.usdt } };
  },
  "GET wallet/balances": ({ account: { usdt, btc } }) => ({ status: 200, body: { usdt, btc } }),
  "POST trade/orders": ({ records, owner, sent: { side, price, quantity } }) => {
    if ((side !== "buy" && side !== "sell") || !isAmount(price) || !isAmount(quantity)) {
      return refusal(400, "side, price and quantity are needed");
    }
    const order: Order = { id: records.orders.length + 1, owner, side, price, quantity, state: "open" };
    records.orders.push(order);
    match(records, order);
    return { status: 201, body: { id: order.id, state: order.state } };
  },
  "DELETE trade/orders": ({ records, owner, id }) => {
    const order = records.orders[id - 1];
    if (order?.owner !== owner || order.state !== "open") return refusal(409, "no open order of yours");
    order.state = "cancelled";
    return { status: 200, body: { id, state: order.state } };
  },
  "GET trade/history": ({ records: { trades }, owner }) => ({
    status: 200,
    body: trades.filter(({ buyer, seller }) => buyer === owner || seller === owner),
  }),
};

/** Fills an order with an open one of the other side, the same price and quantity, and another owner. */
function match({ orders, trades, accounts }: Records, order: Order): void {
  const other = orders.find(
    ({ owner, side, price, quantity, state }) =>
      state === "open" &&
      side !== order.side &&
      owner !== order.owner &&
      price === order.price &&
      quantity === order.quantity,
  );
  if (other === undefined) return;
  const [buy, sell] = order.side === "buy" ? [order, other] : [other, order];
  const [buyer, seller] = [accounts[buy.owner], accounts[sell.owner]];
  if (buyer === undefined || seller === undefined) return;
  const { price, quantity } = order;
  buyer.usdt -= price * quantity;
  seller.usdt += price * quantity;
  buyer.btc += quantity;
  seller.btc -= quantity;
  for (const filled of [buy, sell]) filled.state = "filled";
  trades.push({ id: trades.length + 1, buyer: buy.owner, seller: sell.owner, price, quantity });
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

function parsed(body: string): Sent | undefined {
  if (body === "") return {};
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Sent) : undefined;
  } catch {
    return undefined;
  }
}
