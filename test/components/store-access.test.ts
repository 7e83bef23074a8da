import { expect, it } from "vitest";
import type { StoreAccess } from "../../components/data/store-access.ts";
import { plain } from "../../simulator/wire.ts";
import { deploy } from "../harness.ts";
import { storesOf } from "../release/fake-stores.ts";
import { systemNames, systemOf } from "../release/systems.ts";
import { made } from "./stores-args.ts";

/** All of it that releases are made from, but for the values. */
const formOf = ({ connections, identifiers, partitions }: StoreAccess) => ({
  connections: Object.fromEntries(
    [...connections].map(([need, { kind, variables, secret, values }]) => [
      need,
      { kind, variables, secret, values: values.apply((known) => Object.keys(known)) },
    ]),
  ),
  identifiers: [...identifiers.keys()],
  partitions,
});

it.each(systemNames)("releases are tested with stores of the form that %s's have", async (name) => {
  const { outputs } = await deploy(() => {
    const real: StoreAccess = made().of(name);
    return { real: formOf(real), tested: formOf(storesOf(systemOf(name))) };
  });
  const { real, tested } = plain(outputs) as Record<"real" | "tested", object>;
  expect(real).toEqual(tested);
});

it.each(systemNames)("no service of %s is granted anything that it does not use", async (name) => {
  await deploy(() => {
    const { statements } = made().of(name);
    const users = systemOf(name).services.filter(({ uses }) =>
      uses.some((need) => ["kafka", "uploads", "email"].includes(need)),
    );
    expect([...statements.keys()]).toEqual(users.map(({ name: service }) => service));
    return {};
  });
});
