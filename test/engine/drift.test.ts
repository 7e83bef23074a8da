import { afterAll, describe, expect, inject, test } from "vitest";
import { ConfigError } from "../../config.ts";
import { drift } from "../../engine/drift.ts";
import { check, OperationFailed, refresh, up } from "../../engine/operations.ts";
import { changes } from "../../engine/record.ts";
import { withoutCheckpoints } from "./stacks.ts";
import { broughtUp, logged, simulation, world } from "./stage.ts";

const noCli = inject("noCli");
withoutCheckpoints();

const within = (types: string, name: string) => `urn:pulumi:staging::trading-platform::${types}::${name}`;
const rule = within(
  "trading:release:BlueGreen$trading:release:TrafficSplit$aws:lb/listenerRule:ListenerRule",
  "mycrypto-auth",
);
const opened = within(
  "trading:edge:Entrance$trading:edge:LoadBalancer$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "trading-staging-443-list-0",
);

describe.skipIf(noCli !== "")(`what somebody changed at the console${noCli}`, () => {
  // One story: found, then put back.
  const folder = noCli === "" ? broughtUp("staging", afterAll) : "";
  const open = () => simulation({ stack: "staging", folder });

  test("is not looked for when nothing was", async () => {
    const simulated = await open();
    expect(changes(await check(simulated.session, logged()))).toEqual([]);
  });

  test("is named by a check, with what differs, and left as it is", async () => {
    const simulated = await open();
    await drift(simulated, [rule, "actions.0.forward.targetGroups.0.weight=50"]);
    await drift(simulated, [opened, "gone"]);
    const before = await world(simulated);
    const error: unknown = await check(simulated.session, logged()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OperationFailed);
    const lines = (error as OperationFailed).message.split("\n").map((line) => line.trim());
    expect(lines[0]).toBe("the cloud is not what the program says; an update would make 2 changes:");
    expect(lines.slice(1).sort()).toEqual([`create ${opened}`, `update ${rule} (actions)`]);
    expect(await world(simulated)).toEqual(before);
  });

  test("is put back by a refresh and an update, and nothing else is touched", async () => {
    const simulated = await open();
    await refresh(simulated.session, logged());
    const record = await up(simulated.session, logged());
    const done = changes(record).map(({ op, urn }) => `${op} ${urn}`);
    expect(done.sort()).toEqual([`create ${opened}`, `update ${rule}`]);
    expect(changes(await check(simulated.session, logged()))).toEqual([]);
  });

  test.for([
    ["no change", [rule], "drift takes a URN, and path=value or gone"],
    ["too much", [rule, "gone", "now"], "drift takes a URN, and path=value or gone"],
    ["no such URN", [`${rule}-2`, "gone"], `drift: nothing in the simulated cloud has the URN ${rule}-2`],
    ["no path", [rule, "=5"], /./],
  ] as const)("cannot be asked for with %s", async ([, rest, message]) => {
    const simulated = await open();
    const before = simulated.cloud.all();
    const asked = drift(simulated, rest);
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toBeInstanceOf(ConfigError);
    expect(simulated.cloud.all()).toEqual(before);
  });
});
