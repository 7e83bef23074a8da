import { readFile, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Registration } from "../../simulator/resource.ts";
import type { Run } from "../../simulator/run.ts";
import { texts, unknown, type Value } from "../../simulator/wire.ts";
import { counts } from "../harness.ts";
import { runWhole } from "../whole-program.ts";

/** Types that hold what cannot be made again. A new one belongs in this list on the day it is first used. */
const stateful = [
  "aws:cloudfront/distribution:Distribution",
  "aws:cloudfront/keyValueStore:KeyValueStore",
  "aws:ecr/repository:Repository",
  "aws:eks/cluster:Cluster",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:kms/key:Key",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:lb/targetGroup:TargetGroup",
  "aws:mq/broker:Broker",
  "aws:msk/cluster:Cluster",
  "aws:msk/topic:Topic",
  "aws:rds/instance:Instance",
  "aws:route53/zone:Zone",
  "aws:s3/bucket:Bucket",
  "aws:secretsmanager/secret:Secret",
  "aws:sesv2/emailIdentity:EmailIdentity",
  "postgresql:index/database:Database",
  "postgresql:index/role:Role",
  "random:index/randomBytes:RandomBytes",
  "random:index/randomPassword:RandomPassword",
];

const hasUnknown = (value: Value) => texts(value).some(({ text }) => text === unknown);

const textOf = (value: Value | undefined) => (typeof value === "string" ? value : "");

const stackUrn = (stack: string) =>
  `urn:pulumi:${stack}::trading-platform::pulumi:pulumi:Stack::trading-platform-${stack}`;

describe.each(["prod", "staging"] as const)("the whole program for %s", (stack) => {
  let preview: Run;
  let update: Run;
  let resources: readonly Registration[];
  beforeAll(async () => {
    preview = await runWhole({ stack, mode: "preview" });
    update = await runWhole({ stack, mode: "update" });
    resources = preview.registrations.slice(1);
  }, 120_000);

  it("declares exactly what was reviewed, by type", async () => {
    const file = new URL(`../snapshots/counts-${stack}.json`, import.meta.url);
    const actual = counts(resources);
    if (process.env["UPDATE_COUNTS"] !== undefined) await writeFile(file, `${JSON.stringify(actual, undefined, 2)}\n`);
    const reviewed = JSON.parse(await readFile(file, "utf8")) as Record<string, number>;
    expect(
      actual,
      `test/snapshots/counts-${stack}.json differs; if the change is meant, renew it with ` +
        "UPDATE_COUNTS=1 npx vitest run --project unit test/preview/whole-program.test.ts and review the diff",
    ).toEqual(reviewed);
  });

  it("keeps the reviewed counts in order, so that a diff shows the change alone", async () => {
    const text = await readFile(new URL(`../snapshots/counts-${stack}.json`, import.meta.url), "utf8");
    const entries = Object.entries(JSON.parse(text) as Record<string, number>);
    expect(text).toBe(
      `${JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))), undefined, 2)}\n`,
    );
  });

  it("registers nothing twice", () => {
    const urns = preview.registrations.map(({ urn }) => urn);
    expect(new Set(urns).size).toBe(urns.length);
  });

  it("gives every resource a parent that exists; only components, the provider and the memory hang on the stack", () => {
    const known = new Set(preview.registrations.map(({ urn }) => urn));
    expect(resources.filter(({ parent }) => !known.has(parent ?? "")).map(({ urn }) => urn)).toEqual([]);
    const top = resources.filter(({ parent, custom }) => custom && parent === stackUrn(stack));
    expect(top.map(({ type, name }) => [type, name])).toEqual([
      ["pulumi:providers:aws", "aws"],
      ["pulumi:pulumi:StackReference", "last"],
    ]);
    const parents = new Set(resources.map(({ parent }) => parent));
    const custom = resources.filter((resource) => resource.custom && parents.has(resource.urn));
    expect(custom.map(({ urn }) => urn)).toEqual([]);
  });

  it("has no empty component", () => {
    const parents = new Set(resources.map(({ parent }) => parent));
    expect(resources.filter(({ urn, custom }) => !custom && !parents.has(urn)).map(({ urn }) => urn)).toEqual([]);
  });

  it("protects everything stateful, and nothing that comes and goes", () => {
    const types = (found: readonly Registration[]) => [...new Set(found.map(({ type }) => type))].sort();
    expect(types(resources.filter(({ protect }) => protect))).toEqual(stateful);
    expect(resources.filter(({ type, protect }) => stateful.includes(type) && !protect).map(({ urn }) => urn)).toEqual(
      [],
    );
  });

  it("deploys through the explicit providers alone", () => {
    const used = resources
      .filter(({ type }) => /^(aws|kubernetes|postgresql):/.test(type))
      .map(({ type, provider }) => `${type.split(":")[0] ?? ""} ${provider}`);
    expect([...new Set(used)].sort()).toEqual([
      `aws urn:pulumi:${stack}::trading-platform::pulumi:providers:aws::aws::${unknown}`,
      `kubernetes urn:pulumi:${stack}::trading-platform::trading:foundation:Cluster$pulumi:providers:kubernetes` +
        `::trading-${stack}::${unknown}`,
      `postgresql urn:pulumi:${stack}::trading-platform::trading:data:Stores$trading:data:Databases` +
        `$pulumi:providers:postgresql::trading-${stack}-postgres::${unknown}`,
    ]);
    const packages = new Set(resources.filter(({ custom }) => custom).map(({ type }) => type.split(":")[0]));
    expect([...packages].sort()).toEqual(["aws", "kubernetes", "postgresql", "pulumi", "random", "tls"]);
  });

  it("guards the account, the region and the tags with that provider", () => {
    const inputs = resources.find(({ type }) => type === "pulumi:providers:aws")?.inputs ?? {};
    expect(inputs).toMatchObject({ allowedAccountIds: '["111122223333"]', region: "eu-central-1" });
    expect(JSON.parse(textOf(inputs["defaultTags"]))).toEqual({
      tags: {
        project: "trading-platform",
        environment: stack,
        owner: "operations@mycrypto.example",
        "managed-by": "pulumi",
        "data-class": "confidential",
      },
    });
  });

  it("registers the same in a preview and in an update, in the same places", () => {
    const shape = ({ registrations }: Run) =>
      registrations.map(({ inputs, checked, provider, ...rest }) => ({
        ...rest,
        keys: Object.keys(inputs).sort(),
        checked: Object.keys(checked).sort(),
        provider: provider.slice(0, provider.lastIndexOf("::")),
      }));
    expect(shape(update)).toEqual(shape(preview));
  });

  it("leaves values unknown in a preview, and none in an update", () => {
    expect(preview.registrations.some(({ inputs }) => hasUnknown(inputs))).toBe(true);
    expect(hasUnknown(preview.outputs)).toBe(true);
    expect(update.registrations.filter(({ inputs }) => hasUnknown(inputs)).map(({ urn }) => urn)).toEqual([]);
    expect(hasUnknown(update.outputs)).toBe(false);
  });

  it("depends on nothing that is not listed", () => {
    const known = new Set(preview.registrations.map(({ urn }) => urn));
    const missing = resources.flatMap(({ dependencies }) => dependencies.filter((urn) => !known.has(urn)));
    expect(missing).toEqual([]);
  });
});

it("tells what a signed zone's registrar must know", async () => {
  const overrides = ["systems.mytrader.dnssec=true"];
  const { outputs } = await runWhole({ stack: "staging", mode: "update", overrides });
  const { mycrypto, mytrader } = outputs["endpoints"] as Record<string, Record<string, Value>>;
  expect(mytrader?.["dsRecord"]).toMatch(/^\d+ \d+ \d+ [0-9A-Fa-f]+$/);
  expect(Object.keys(mycrypto ?? {}).sort()).toEqual(["api", "nameServers", "preview", "web"]);
});
