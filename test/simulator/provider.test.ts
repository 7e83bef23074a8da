import proto from "@pulumi/pulumi/proto/provider_pb.js";
import { describe, expect, it } from "vitest";
import { schema } from "../../providers/schema.ts";
import { packages } from "../../simulator/provider/host.ts";
import { secret, unknown } from "../../simulator/wire.ts";
import { ask, empties, production, withAws, withProviders } from "./provider-client.ts";

const vpc = "aws:ec2/vpc:Vpc";
const group = "aws:lb/targetGroup:TargetGroup";
const role = "aws:iam/role:Role";
const { UPDATE, UPDATE_REPLACE, ADD, ADD_REPLACE, DELETE, DELETE_REPLACE } = proto.PropertyDiff.Kind;

it("each package answers, with its version, and takes secrets but no resources or outputs", () =>
  withProviders(async (connect) => {
    for (const name of packages) {
      const { client } = connect(name);
      const hands = await ask<proto.ProviderHandshakeResponse>((done) =>
        client.handshake(new proto.ProviderHandshakeRequest(), done),
      );
      expect([hands.getAcceptSecrets(), hands.getAcceptResources(), hands.getAcceptOutputs()]).toEqual([
        true,
        false,
        false,
      ]);
      const configured = await ask<proto.ConfigureResponse>((done) =>
        client.configure(new proto.ConfigureRequest(), done),
      );
      expect([configured.getAcceptsecrets(), configured.getSupportspreview()]).toEqual([true, true]);
      expect([configured.getAcceptresources(), configured.getAcceptoutputs()]).toEqual([false, false]);
      const info = await ask<{ getVersion(): string }>((done) => client.getPluginInfo(empties(), done));
      expect(info.getVersion()).toBe(schema.packages[name]);
      await ask((done) => client.cancel(empties(), done));
    }
  }));

describe("a provider's own arguments", () => {
  it("are checked", () =>
    withAws(async (aws) => {
      const type = "pulumi:providers:aws";
      expect(await aws.check(type, production)).toEqual({ inputs: production, failures: [] });
      const { failures } = await aws.check(type, { ...production, defaultTags: '{"tgas":{}}', regin: "x" });
      expect(failures).toEqual([
        'defaultTags.tgas is no argument of defaultTags; did you mean "tags"?',
        'regin is no argument of pulumi:providers:aws; did you mean "region"?',
      ]);
    }));

  it("never replace the provider", () =>
    withAws(async (aws) => {
      const diffed = await aws.diff("pulumi:providers:aws", { region: "a", name: "n" }, { region: "b", name: "n" });
      expect(diffed).toMatchObject({ changed: true, diffs: ["region"], replaces: [], deleteBeforeReplace: false });
    }));
});

describe("Check", () => {
  it("names what is refused and gives the rest its defaults", () =>
    withAws(async (aws) => {
      const { inputs, failures } = await aws.check(group, { protocol: "http", name: "web", port: unknown });
      expect(failures).toEqual([expect.stringMatching(/^protocol must be one of GENEVE, HTTP, /)]);
      expect(inputs).toMatchObject({ protocol: "http", port: unknown, slowStart: 0, deregistrationDelay: 300 });
    }));

  it("makes up a name from the engine's seed, and keeps the one it had", () =>
    withAws(async (aws) => {
      const seed = new Uint8Array([7]);
      const { inputs: olds } = await aws.check(group, {}, { name: "web", seed });
      expect(olds["name"]).toMatch(/^web-[0-9a-f]{7}$/);
      const another = await aws.check(group, {}, { name: "web", seed: new Uint8Array([8]) });
      expect(another.inputs["name"]).not.toBe(olds["name"]);
      expect(await aws.check(group, {}, { name: "web", seed: new Uint8Array([8]), olds })).toEqual({
        inputs: olds,
        failures: [],
      });
    }));

  it("leaves secrets wrapped", () =>
    withAws(async (aws) => {
      const inputs = { assumeRolePolicy: secret("{}"), description: secret(unknown), name: "r" };
      expect((await aws.check(role, inputs)).inputs).toMatchObject(inputs);
    }));
});

describe("Diff", () => {
  it("tells an update from a replacement, each with its paths", () =>
    withAws(async (aws) => {
      const olds = { name: "a", port: 1, slowStart: 1, healthCheck: { path: "/a", interval: 5 }, vpcId: "v" };
      const news = {
        name: "a",
        port: 2,
        slowStart: 2,
        healthCheck: { path: "/b" },
        tags: { a: "b" },
        targetType: "ip",
      };
      expect(await aws.diff(group, olds, news)).toEqual({
        changed: true,
        diffs: ["healthCheck", "port", "slowStart", "tags", "targetType", "vpcId"],
        replaces: ["port", "targetType", "vpcId"],
        deleteBeforeReplace: true,
        detailed: {
          "healthCheck.interval": DELETE,
          "healthCheck.path": UPDATE,
          port: UPDATE_REPLACE,
          slowStart: UPDATE,
          tags: ADD,
          targetType: ADD_REPLACE,
          vpcId: DELETE_REPLACE,
        },
      });
      expect(await aws.diff(group, olds, { ...olds, slowStart: 2 })).toMatchObject({
        changed: true,
        replaces: [],
        deleteBeforeReplace: false,
      });
    }));

  it("is empty when nothing changed, whatever the state has beyond the inputs", () =>
    withAws(async (aws) => {
      const inputs = { cidrBlock: "10.0.0.0/16", tags: { a: "b" } };
      const { state } = await aws.create(vpc, inputs);
      expect(state).toHaveProperty("tagsAll", { team: "a", a: "b" });
      expect(await aws.diff(vpc, inputs, inputs, state)).toEqual({
        changed: false,
        diffs: [],
        replaces: [],
        deleteBeforeReplace: false,
        detailed: {},
      });
    }));

  it("finds tags that the provider now gives to everything", () =>
    withAws(async (aws, connect) => {
      const inputs = { cidrBlock: "10.0.0.0/16", tags: { a: "b" } };
      const { state } = await aws.create(vpc, inputs);
      const retagging = connect("aws");
      await retagging.configure({ ...production, defaultTags: '{"tags":{"team":"b"}}' });
      const expected = { changed: true, diffs: ["tagsAll"], replaces: [], detailed: { "tagsAll.team": UPDATE } };
      expect(await retagging.diff(vpc, inputs, inputs, state)).toMatchObject(expected);
      // Tags of its own that change say it already.
      expect(await retagging.diff(vpc, inputs, { ...inputs, tags: {} }, state)).toMatchObject({ diffs: ["tags"] });
      // What has no tags in its state, such as a route, has none to change.
      expect(await retagging.diff("aws:ec2/route:Route", { routeTableId: "r" }, { routeTableId: "r" })).toMatchObject({
        changed: false,
      });
    }));
});
