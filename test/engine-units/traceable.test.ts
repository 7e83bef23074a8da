import { beforeAll, expect, test } from "vitest";
import { isAnonymous, locate, type Tagged } from "../../engine/recovery/locate.ts";
import { identities } from "../../providers/identities.ts";
import { isAutonamed } from "../../simulator/autoname.ts";
import { check } from "../../simulator/check.ts";
import { tagged } from "../../simulator/answers/functions.ts";
import { made } from "../../simulator/answers/resources.ts";
import { SimulatedCloud } from "../../simulator/cloud/cloud.ts";
import { accountOf } from "../../simulator/provider/account.ts";
import { bare, type Properties } from "../../simulator/wire.ts";
import { runWhole } from "../whole-program.ts";

interface One {
  type: string;
  name: string;
  id: string;
  inputs: Properties;
}

let all: One[];
let answers: Tagged[];

beforeAll(async () => {
  const overrides = ["cluster.runnerSecurityGroupIds=[sg-0123456789abcdef0]"];
  const { registrations } = await runWhole({ stack: "prod", mode: "update", overrides });
  const { account, region } = accountOf({});
  const platform = { tags: { project: "trading-platform" } };
  const resources = registrations
    .filter(({ type }) => identities[type] !== undefined)
    .map(({ urn, type, name, inputs: given }) => {
      const inputs = bare(check({ type, name, inputs: given, seed: Buffer.from(urn) }).inputs);
      return {
        type,
        name,
        inputs,
        ...made({ urn, type, name, inputs, nonce: "", account, region, ...platform }, inputs),
      };
    });
  all = resources;
  answers = [...tagged(resources.map(({ state }) => ({ outputs: state })))].map(([arn, tags]) => ({
    arn,
    tags: tags as Tagged["tags"],
  }));
}, 60_000);

test("whatever the program makes is found again and taken for nothing else, should its answer be lost", () => {
  const anonymous = all.filter(isAnonymous);
  expect(anonymous.length).toBeGreaterThan(80);
  const mistaken = anonymous.flatMap((one) => {
    const location = locate(one, answers, new Set());
    const ids = location.kind === "found" ? location.ids : [];
    return ids.length === 1 && ids[0]?.includes(one.id) === true ? [] : [[one.type, one.name, location.kind, ids]];
  });
  expect(mistaken).toEqual([]);
});

test("whatever has a name of its own is found by it", () => {
  const cloud = new SimulatedCloud(
    all.map(({ type, id, inputs }) => ({ type, id, kept: { type, id, inputs, outputs: {}, nonce: "" } })),
  );
  const named = all.flatMap((one) => {
    const location = locate(one, answers, new Set());
    return location.kind === "named" ? [{ ...one, importId: location.id }] : [];
  });
  expect(named.length).toBeGreaterThan(40);
  const lost = named.filter(({ type, id, importId }) => cloud.find(type, importId)?.id !== id);
  expect(lost.map(({ type, name, id, importId }) => [type, name, id, importId])).toEqual([]);
});

test("what has neither a name nor tags of its own can be looked up by a command", () => {
  const untraceable = all
    .filter((one) => locate(one, answers, new Set()).kind === "untraceable")
    .map(({ type }) => type);
  expect([...new Set(untraceable)].sort()).toEqual([
    "aws:cloudfront/cachePolicy:CachePolicy",
    "aws:cloudfront/originAccessControl:OriginAccessControl",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    "aws:msk/configuration:Configuration",
    "aws:rds/proxyTarget:ProxyTarget",
    "aws:route53/queryLog:QueryLog",
  ]);
  for (const type of untraceable) expect(identities[type]?.lookUp).toBeDefined();
});

test("what a second create would double is not taken for harmless", () => {
  const doubled = all.filter((one) => isAutonamed(one.inputs) && locate(one, answers, new Set()).kind === "harmless");
  expect(doubled.map(({ type, name }) => [type, name])).toEqual([]);
});
