import type { Records } from "./exchange.ts";

/**
 * What a release must not do to the data, as queries would ask it: nobody and nothing is lost, the ledger adds up, the
 * history has no holes (MC-188 to MC-193).
 *
 * @param before what was backed up
 */
export function dataFaults(before: Records, now: Records): string[] {
  const lost = Object.keys(before.accounts).filter((name) => now.accounts[name] === undefined);
  const deposited = sum(now, ({ deposited: all }) => all);
  const held = sum(now, ({ usdt }) => usdt);
  const hole = now.trades.findIndex(({ id }, i) => id !== i + 1);
  return [
    ...(lost.length === 0 ? [] : [`${lost.length} accounts of the backup are gone, ${lost[0] ?? ""} first`]),
    ...(now.orders.length < before.orders.length ? ["orders of the backup are gone"] : []),
    ...(now.trades.length < before.trades.length ? ["trades of the backup are gone"] : []),
    ...(held === deposited ? [] : [`accounts hold ${held} USDT, ${deposited} were deposited`]),
    ...(sum(now, ({ btc }) => btc) === 0 ? [] : ["BTC of buyers and sellers do not cancel out"]),
    ...(hole < 0 ? [] : [`the history has a hole before trade ${now.trades[hole]?.id ?? ""}`]),
  ];
}

function sum({ accounts }: Records, of: (account: Records["accounts"][string]) => number): number {
  return Object.values(accounts).reduce((all, account) => all + of(account), 0);
}
