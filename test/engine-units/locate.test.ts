import { describe, expect, test } from "vitest";
import { importLine } from "../../engine/recovery/import.ts";
import { type Candidate, isAnonymous, locate } from "../../engine/recovery/locate.ts";
import type { Properties } from "../../simulator/wire.ts";

const account = "eu-central-1:111122223333";
const vpc = { arn: `arn:aws:ec2:${account}:vpc/vpc-0abc`, tags: { Name: "trading-prod", project: "trading-platform" } };
const subnet = { arn: `arn:aws:ec2:${account}:subnet/subnet-0abc`, tags: { Name: "trading-prod" } };
const group = {
  arn: `arn:aws:elasticloadbalancing:${account}:targetgroup/prod-mycrypto-auth-blue/0123`,
  tags: { system: "mycrypto", color: "blue" },
};

const find = (type: string, inputs: Properties, known: string[] = []) =>
  locate({ type, inputs }, [vpc, subnet, group], new Set(known));

describe("what a create may have left", () => {
  test("is found by its tags, among those of its kind", () => {
    const inputs = { tags: { Name: "trading-prod" } };
    expect(find("aws:ec2/vpc:Vpc", inputs)).toEqual({ kind: "found", ids: ["vpc-0abc"], ownName: false });
  });

  test("is absent when the state has it, when a tag differs, and without tags", () => {
    const absent = { kind: "absent" };
    expect(find("aws:ec2/vpc:Vpc", { tags: { Name: "trading-prod" } }, ["vpc-0abc"])).toEqual(absent);
    expect(find("aws:ec2/vpc:Vpc", { tags: { Name: "trading-staging" } })).toEqual(absent);
    expect(find("aws:ec2/vpc:Vpc", {})).toEqual(absent);
  });

  test("is ours for certain when its name is unique", () => {
    const inputs = { name: "prod-mycrypto-auth-blue", tags: { system: "mycrypto", color: "blue" } };
    expect(find("aws:lb/targetGroup:TargetGroup", inputs)).toEqual({ kind: "found", ids: [group.arn], ownName: true });
    const secret = { arn: `arn:aws:secretsmanager:${account}:secret:prod/jwt-a1b2c3`, tags: group.tags };
    const named = (name: string) =>
      locate({ type: "aws:secretsmanager/secret:Secret", inputs: { ...inputs, name } }, [secret], new Set());
    expect(named("prod/jwt")).toEqual({ kind: "found", ids: [secret.arn], ownName: true });
    expect(named("prod/jw")).toEqual({ kind: "absent" });
    for (const name of ["another", "mycrypto-auth-blue", "prod-mycrypto-auth"]) {
      expect(find("aws:lb/targetGroup:TargetGroup", { ...inputs, name })).toEqual({ kind: "absent" });
    }
  });

  test("is not ours for certain when two bear its name, one of them perhaps deleted a moment ago", () => {
    const inputs = { name: "prod-mycrypto-auth-blue", tags: group.tags };
    const other = { ...group, arn: group.arn.replace("0123", "4567") };
    const type = "aws:lb/targetGroup:TargetGroup";
    const ids = [group.arn, other.arn];
    expect(locate({ type, inputs }, [group, other], new Set())).toEqual({ kind: "found", ids, ownName: false });
  });

  test("is found by the beginning of its name, which proves nothing", () => {
    const arn = `arn:aws:secretsmanager:${account}:secret:prod/mycrypto/jwt-20261122-a1b2c3`;
    const found = (namePrefix: string) =>
      locate({ type: secretType, inputs: { namePrefix, tags } }, [{ arn, tags }], new Set());
    const secretType = "aws:secretsmanager/secret:Secret";
    const tags = { system: "mycrypto" };
    expect(found("prod/mycrypto/jwt-")).toEqual({ kind: "found", ids: [arn], ownName: false });
    expect(found("prod/mycrypto/redis-")).toEqual({ kind: "absent" });
  });

  test("is known by an id that is its name", () => {
    expect(find("aws:iam/role:Role", { name: "cluster-0a1b2c3" })).toEqual({ kind: "named", id: "cluster-0a1b2c3" });
    expect(find("aws:iam/role:Role", {})).toEqual({ kind: "untraceable" });
  });

  test("is known by what an import takes for an id of the cloud's own making", () => {
    const route = { routeTableId: "rtb-0abc", destinationIpv6CidrBlock: "::/0", gatewayId: "igw-0abc" };
    expect(find("aws:ec2/route:Route", route)).toEqual({ kind: "named", id: "rtb-0abc_::/0" });
    const association = { subnetId: "subnet-0abc", routeTableId: "rtb-0abc" };
    const id = "subnet-0abc/rtb-0abc";
    expect(find("aws:ec2/routeTableAssociation:RouteTableAssociation", association)).toEqual({ kind: "named", id });
  });

  test("is known by an import's name with the cloud's id in it, found by tags within its parent", () => {
    const type = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
    const tags = { Name: "mail-blue" };
    const arn = `arn:aws:eks:${account}:podidentityassociation/trading-prod/a-0abc`;
    const inputs = { clusterName: "trading-prod", tags };
    const look = (given: Properties, known: string[] = []) =>
      locate({ type, inputs: given }, [{ arn, tags }], new Set(known));
    expect(look(inputs)).toEqual({ kind: "found", ids: ["trading-prod,a-0abc"], ownName: false });
    expect(look(inputs, ["a-0abc"])).toEqual({ kind: "absent" });
    expect(look({ ...inputs, clusterName: "trading" })).toEqual({ kind: "absent" });
  });

  test("is known by a name that was made up for it, where another create would make another", () => {
    const policy = { role: "flow-logs-0a1b2c3", name: "flow-logs-4d5e6f7", policy: "{}" };
    const id = "flow-logs-0a1b2c3:flow-logs-4d5e6f7";
    const type = "aws:iam/rolePolicy:RolePolicy";
    expect(find(type, { ...policy, __defaults: ["name"] })).toEqual({ kind: "named", id });
    expect(find(type, { ...policy, __defaults: ["path"] })).toEqual({ kind: "harmless" });
    expect(find(type, policy)).toEqual({ kind: "harmless" });
  });

  test("is found by its tags where a name was made up for it, even if creating it by name twice is harmless", () => {
    const type = "aws:sns/topic:Topic";
    const [arn, tags] = [`arn:aws:sns:${account}:events-0a1b2c3`, { Name: "events" }];
    const look = (inputs: Properties) => locate({ type, inputs: { ...inputs, tags } }, [{ arn, tags }], new Set());
    expect(look({ name: "events-4d5e6f7", __defaults: ["name"] })).toEqual({
      kind: "found",
      ids: [arn],
      ownName: false,
    });
    expect(look({ name: "events" })).toEqual({ kind: "harmless" });
  });

  test("does no harm where a second create changes nothing", () => {
    for (const type of [
      "kubernetes:apps/v1:Deployment",
      "random:index/randomBytes:RandomBytes",
      "tls:index/privateKey:PrivateKey",
    ]) {
      expect(find(type, {})).toEqual({ kind: "harmless" });
    }
  });
});

test("only what tags alone tell apart is anonymous", () => {
  const anonymous = (type: string, inputs: Properties = {}) => isAnonymous({ type, inputs });
  expect(anonymous("aws:ec2/vpc:Vpc")).toBe(true);
  expect(anonymous("aws:iam/role:Role")).toBe(false);
  expect(anonymous("kubernetes:core/v1:Namespace")).toBe(false);
  expect(anonymous("aws:sns/topic:Topic", { name: "events" })).toBe(false);
  expect(anonymous("aws:sns/topic:Topic", { name: "events-0a1b2c3", __defaults: ["name"] })).toBe(true);
});

test("the import line keeps a shell's hands off the URN", () => {
  const candidate: Candidate = {
    urn: "urn:pulumi:prod::trading-platform::trading:foundation:Network$aws:ec2/vpc:Vpc::trading-prod",
    type: "aws:ec2/vpc:Vpc",
    name: "trading-prod",
    parent: "urn:pulumi:prod::trading-platform::a$trading:foundation:Network::trading-prod",
    provider: "urn:pulumi:prod::trading-platform::pulumi:providers:aws::aws::0123-4567",
    protect: true,
    inputs: {},
  };
  expect(importLine(candidate, "vpc-0abc", "prod")).toBe(
    "pulumi import aws:ec2/vpc:Vpc trading-prod vpc-0abc " +
      "--parent 'parent=urn:pulumi:prod::trading-platform::a$trading:foundation:Network::trading-prod' " +
      "--provider provider=urn:pulumi:prod::trading-platform::pulumi:providers:aws::aws " +
      "--generate-code=false --protect=true --yes --stack prod",
  );
});
