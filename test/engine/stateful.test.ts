import { afterAll, describe, expect, inject, test } from "vitest";
import { OperationFailed, up } from "../../engine/operations.ts";
import { changes } from "../../engine/record.ts";
import type { Simulation } from "../../engine/simulation.ts";
import { stateful, statefulRule } from "../../providers/stateful.ts";
import { withoutCheckpoints } from "./stacks.ts";
import { broughtUp, logged, simulation, world } from "./stage.ts";

const noCli = inject("noCli");
withoutCheckpoints();

interface Resource {
  urn: string;
  type: string;
  protect?: boolean;
}

const urnOf = (stack: string, types: string, name: string) =>
  `urn:pulumi:${stack}::trading-platform::${types}::${name}`;

/** A day so many days from now, as in `2026-12-31`. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** A config that lets these go. */
function exceptions(resources: readonly string[]): string {
  const because = { reason: "the partners have been told of the change", approvedBy: "operations@mycrypto.example" };
  const list = resources.map((resource) => ({ rule: statefulRule, resource, ...because, expires: inDays(30) }));
  return `exceptions=${JSON.stringify(list)}`;
}

async function resources({ session }: Simulation): Promise<Resource[]> {
  const deployment = (await session.stack.exportStack()).deployment as { resources: Resource[] };
  return deployment.resources;
}

/** What the refusal of an update says; nothing may have changed. */
async function refused(simulated: Simulation): Promise<string> {
  const before = await world(simulated);
  const error: unknown = await up(simulated.session, logged()).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(OperationFailed);
  expect(await world(simulated)).toEqual(before);
  return (error as OperationFailed).message;
}

/** The URNs of which a refusal says that the update would delete them, or replace them and why. */
function named(message: string): string[] {
  return [...message.matchAll(/^(urn:\S+): the update would (delete|replace) it(?: because of (.+?))?, and with it /gm)]
    .map(([, urn = "", how = "", why]) => `${how} ${urn}${why === undefined ? "" : ` because of ${why}`}`)
    .sort();
}

describe.skipIf(noCli !== "")(`addresses that partners have let through${noCli}`, () => {
  const folder = noCli === "" ? broughtUp("prod", afterAll) : "";
  const open = (...more: string[]) =>
    simulation({ stack: "prod", folder, overrides: ["network.natGateways=single", ...more] });
  const names = ["trading-prod-nat-eu-central-1b", "trading-prod-nat-eu-central-1c"];
  const urns = names.map((name) => urnOf("prod", "trading:foundation:Network$aws:ec2/eip:Eip", name));
  const both = urns.map((urn) => `delete ${urn}`);

  test("are not given up, and the refusal names each", async () => {
    expect(named(await refused(await open()))).toEqual(both);
  });

  // Which exceptions hold is the gate's to say: test/engine-units/gate.test.ts.
  test("are not given up for an exception that names only the first", async () => {
    expect(named(await refused(await open(exceptions(urns.slice(0, 1)))))).toEqual(both.slice(1));
  });

  test("are given up for an exception that names each, and nothing else is", async () => {
    const simulated = await open(exceptions(urns));
    const before = await resources(simulated);
    await up(simulated.session, logged());
    const after = new Set((await resources(simulated)).map(({ urn }) => urn));
    const gone = before.filter(({ urn, type }) => !after.has(urn) && stateful[type] !== undefined);
    expect(gone.map(({ urn }) => urn).sort()).toEqual(urns);
    expect(simulated.cloud.all().filter(({ type }) => type === "aws:ec2/eip:Eip")).toHaveLength(1);
  });
});

describe.skipIf(noCli !== "")(`a zone that is protected${noCli}`, () => {
  const folder = noCli === "" ? broughtUp("staging", afterAll) : "";
  const open = (...overrides: string[]) => simulation({ stack: "staging", folder, overrides });
  const zone = urnOf("staging", "trading:edge:Dns$aws:route53/zone:Zone", "mycrypto");
  const domain = "systems.mycrypto.domain=elsewhere.example";
  // The domain's e-mail identity hangs on it as well.
  const email =
    "trading:data:Stores$trading:data:SystemStores$trading:messaging:Email$aws:sesv2/emailIdentity:EmailIdentity";
  const identity = urnOf("staging", email, "trading-staging-mycrypto-email");
  const both = [`replace ${identity} because of emailIdentity`, `replace ${zone} because of name`];

  test("is not replaced, and the refusal names it and the input that forces it", async () => {
    const message = await refused(await open(domain));
    expect(message).toContain(`${zone}: unable to replace resource`);
    expect(named(message)).toEqual(both);
  });

  test("loses its protection, with what hangs on it, in an update of its own", async () => {
    const simulated = await open(exceptions([zone, identity]));
    const before = await resources(simulated);
    const record = await up(simulated.session, logged());
    expect(changes(record)).toEqual([]);
    const expected = before.map(({ urn, protect }) => ({
      urn,
      protect: [zone, identity].includes(urn) ? false : (protect ?? false),
    }));
    const after = (await resources(simulated)).map(({ urn, protect }) => ({ urn, protect: protect ?? false }));
    const sorted = (list: typeof after) => list.sort((a, b) => a.urn.localeCompare(b.urn));
    expect(expected.filter(({ protect }) => protect).length).toBeGreaterThan(10);
    expect(sorted(after)).toEqual(sorted(expected));
  });

  test("is not replaced without the exception that lifted its protection", async () => {
    expect(named(await refused(await open(domain)))).toEqual(both);
  });

  test("is replaced with it", async () => {
    const simulated = await open(domain, exceptions([zone, identity]));
    const kept = (await resources(simulated)).filter(({ type, urn }) => stateful[type] !== undefined && urn !== zone);
    const ids = () =>
      simulated.cloud.all().flatMap(({ type, id }) => (stateful[type] === undefined ? [] : [`${type} ${id}`]));
    const before = ids();
    await up(simulated.session, logged());
    const after = (await resources(simulated)).map(({ urn }) => urn);
    expect(after).toEqual(expect.arrayContaining([zone, ...kept.map(({ urn }) => urn)]));
    const gone = before.filter((id) => !ids().includes(id)).sort();
    expect(gone.map((id) => id.split(" ")[0])).toEqual([
      "aws:route53/zone:Zone",
      "aws:sesv2/emailIdentity:EmailIdentity",
    ]);
  });
});

describe.skipIf(noCli !== "")(`a system with everything in it${noCli}`, () => {
  test("is not taken away, and the refusal names what would be lost", async () => {
    const simulated = await simulation({
      stack: "staging",
      folder: broughtUp("staging"),
      overrides: ["systems.mytrader=null"],
    });
    const message = await refused(simulated);
    // The engine stops at the first protected ones, so the zone, which would go after them, is not reached.
    expect(message).toMatch(/::mytrader-\S+: Preview failed: resource .* cannot be deleted/);
    const work = "trading:release:BlueGreen$trading:release:Work$trading:release:Namespace";
    const color = "trading:release:BlueGreen$trading:release:Color$trading:release:Namespace";
    const namespace = "$kubernetes:core/v1:Namespace";
    expect(named(message)).toEqual(
      expect.arrayContaining([
        `delete ${urnOf("staging", `${color}${namespace}`, "mytrader-blue")}`,
        `delete ${urnOf("staging", `${work}${namespace}`, "mytrader-work")}`,
      ]),
    );
    expect(named(message).filter((line) => !/::(trading-staging-)?mytrader[\w-]*$/.test(line))).toEqual([]);
  });
});
