import { describe, expect, it } from "vitest";
import { type Change, CloudError, type Kept, SimulatedCloud } from "../../simulator/cloud/cloud.ts";
import { type Properties, secret } from "../../simulator/wire.ts";

const kept = (type: string, id: string, inputs: Properties = {}, outputs: Properties = {}): Kept => ({
  type,
  id,
  inputs,
  outputs,
  nonce: "",
});

const vpcId = `vpc-${"1".repeat(17)}`;
const subnetId = `subnet-${"2".repeat(17)}`;
const vpc = kept("aws:ec2/vpc:Vpc", vpcId, { cidrBlock: "10.0.0.0/16" }, { arn: "arn:aws:ec2:eu-central-1:1:vpc/1" });
const subnet = kept("aws:ec2/subnet:Subnet", subnetId, { vpcId, cidrBlock: "10.0.0.0/24" });
const role = (name: string, id = name) => kept("aws:iam/role:Role", id, { name });
const namespace = (name: string) => kept("kubernetes:core/v1:Namespace", name, { metadata: { name } });
const object = (kind: string, name: string, space: string) =>
  kept(`kubernetes:core/v1:${kind}`, `${space}/${name}`, { metadata: { name, namespace: space } });
const lb = (kind: string, name: string) =>
  `arn:aws:elasticloadbalancing:eu-central-1:111122223333:${kind}/${name}/0123456789abcdef`;

/** A cloud with these in it, and what changed since. */
function cloudOf(...all: Kept[]): { cloud: SimulatedCloud; changes: Change[]; ids: () => string[] } {
  const changes: Change[] = [];
  const history = all.map((one) => ({ type: one.type, id: one.id, kept: one }));
  const cloud = new SimulatedCloud(history, (change) => changes.push(change));
  return { cloud, changes, ids: () => cloud.all().map(({ id }) => id) };
}

/** What the cloud says to a request that it refuses. */
function refusal(cloud: SimulatedCloud, on: "create" | "update" | "delete", one: Kept): string {
  try {
    if (on === "delete") cloud.delete(one.type, one.id);
    else cloud[on](one);
    return "not refused";
  } catch (error) {
    return error instanceof CloudError ? error.message : `not by the cloud: ${String(error)}`;
  }
}

describe("a create is refused", () => {
  it.each<[string, Kept, Kept, string]>([
    [
      "of a name that is taken",
      role("a", "id-1"),
      role("a", "id-2"),
      "EntityAlreadyExists: aws:iam/role:Role id-1 exists already",
    ],
    [
      "of a secret name that is taken",
      role("a", "id-1"),
      kept("aws:iam/role:Role", "id-2", { name: secret("a") }),
      "EntityAlreadyExists: aws:iam/role:Role id-1 exists already",
    ],
    ["of an id that is there", vpc, { ...vpc, inputs: {} }, `AlreadyExists: aws:ec2/vpc:Vpc ${vpcId} exists already`],
    [
      "of inputs that are unique together",
      kept("aws:ec2/route:Route", "r-1", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" }),
      kept("aws:ec2/route:Route", "r-2", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" }),
      "RouteAlreadyExists: aws:ec2/route:Route r-1 exists already",
    ],
  ])("%s", (_, first, second, message) => {
    const { cloud, changes } = cloudOf(first);
    expect(refusal(cloud, "create", second)).toBe(message);
    expect(changes).toEqual([]);
    expect(cloud.all()).toEqual([first]);
  });

  it.each<[string, Kept, Kept]>([
    ["another name", role("a"), role("b")],
    ["the same name of another type", role("a"), kept("aws:kms/alias:Alias", "a", { name: "a" })],
    [
      "unique inputs that differ in one",
      kept("aws:ec2/route:Route", "r-1", { routeTableId: "t", destinationCidrBlock: "a" }),
      kept("aws:ec2/route:Route", "r-2", { routeTableId: "t", destinationCidrBlock: "b" }),
    ],
    [
      "none of the unique inputs",
      kept("aws:ec2/routeTableAssociation:RouteTableAssociation", "1"),
      kept("aws:ec2/routeTableAssociation:RouteTableAssociation", "2"),
    ],
    [
      "a type of which there may be many",
      kept("aws:route53/zone:Zone", "Z1", { name: "a" }),
      kept("aws:route53/zone:Zone", "Z2", { name: "a" }),
    ],
  ])("but not of %s", (_, first, second) => {
    const { cloud } = cloudOf(first);
    cloud.create(second);
    expect(cloud.all()).toEqual([first, second]);
  });

  it("but not where a second one changes the first or nothing", () => {
    const type = "aws:s3/bucketPolicy:BucketPolicy";
    const { cloud, changes } = cloudOf(kept(type, "b", { bucket: "b", policy: "1" }), namespace("shop"));
    cloud.create(kept(type, "b", { bucket: "b", policy: "2" }));
    cloud.create(object("Secret", "keys", "shop"));
    cloud.create(object("Secret", "keys", "shop"));
    expect(cloud.get(type, "b")?.inputs["policy"]).toBe("2");
    expect(cloud.all()).toHaveLength(3);
    expect(changes).toHaveLength(3);
  });
});

describe("what does not exist cannot be used", () => {
  it.each<[string, Kept, string]>([
    ["a VPC", subnet, `NotFound: ${vpcId} does not exist`],
    [
      "in a list or a secret",
      kept("aws:eks/cluster:Cluster", "c", { vpcConfig: secret({ subnetIds: [subnetId] }) }),
      `NotFound: ${subnetId} does not exist`,
    ],
    [
      "a target group",
      kept("aws:lb/listenerRule:ListenerRule", "r", { actions: [{ targetGroupArn: lb("targetgroup", "a") }] }),
      `NotFound: ${lb("targetgroup", "a")} does not exist`,
    ],
    ["a namespace", object("Secret", "keys", "shop"), 'NotFound: namespaces "shop" not found'],
    [
      "a certificate",
      kept("aws:lb/listener:Listener", "l", { certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1" }),
      "NotFound: arn:aws:acm:eu-central-1:111122223333:certificate/1 does not exist",
    ],
  ])("%s", (_, dangling, message) => {
    const { cloud, changes } = cloudOf();
    expect(refusal(cloud, "create", dangling)).toBe(message);
    expect(changes).toEqual([]);
    const { cloud: there } = cloudOf({ ...dangling, inputs: {} });
    expect(refusal(there, "update", dangling)).toBe(message);
  });

  it("while what exists can, and what only looks alike is no reference", () => {
    const { cloud } = cloudOf(vpc);
    cloud.create(subnet);
    cloud.create(kept("aws:iam/role:Role", "r", { name: "r", description: `for ${vpcId}`, path: "vpc-1" }));
    cloud.create(object("Secret", "keys", "default"));
    cloud.create(kept("kubernetes:core/v1:ConfigMap", "map", { data: { vpc: `vpc-${"9".repeat(17)}` } }));
    expect(cloud.all()).toHaveLength(5);
  });

  it("also what another one computed", () => {
    const sg = `sg-${"3".repeat(17)}`;
    const cluster = kept("aws:eks/cluster:Cluster", "c", {}, { vpcConfig: { clusterSecurityGroupId: sg } });
    const { cloud } = cloudOf(cluster);
    cloud.create(kept("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "sgr-1", { securityGroupId: sg }));
    expect(refusal(cloud, "delete", cluster)).toMatch(/^DependencyViolation/);
  });

  it("nor what was changed, once it is gone", () => {
    const { cloud, changes } = cloudOf();
    expect(refusal(cloud, "update", vpc)).toBe(`NotFound: aws:ec2/vpc:Vpc ${vpcId} does not exist`);
    expect(changes).toEqual([]);
  });
});

describe("a delete", () => {
  it("is refused while another one uses it, and says which", () => {
    const { cloud, changes } = cloudOf(vpc, subnet);
    expect(refusal(cloud, "delete", vpc)).toBe(
      `DependencyViolation: aws:ec2/vpc:Vpc ${vpcId} is still used by aws:ec2/subnet:Subnet ${subnetId}`,
    );
    expect(changes).toEqual([]);
    cloud.delete(subnet.type, subnetId);
    cloud.delete(vpc.type, vpcId);
    expect(cloud.all()).toEqual([]);
  });

  it("goes on once the other one has let go", () => {
    const { cloud } = cloudOf(vpc, subnet);
    cloud.update({ ...subnet, inputs: {} });
    cloud.delete(vpc.type, vpcId);
    expect(cloud.all()).toEqual([{ ...subnet, inputs: {} }]);
  });

  it("is not hindered by itself, nor by what two have", () => {
    const self = kept("aws:ec2/securityGroup:SecurityGroup", `sg-${"4".repeat(17)}`, {
      ingress: [`sg-${"4".repeat(17)}`],
    });
    const arn = lb("listener", "a");
    const shared = ["1", "2"].map((id) => kept("aws:lb/listener:Listener", id, {}, { arn }));
    const { cloud, ids } = cloudOf(
      self,
      ...shared,
      kept("aws:lb/listenerRule:ListenerRule", "r", { listenerArn: arn }),
    );
    cloud.delete(self.type, self.id);
    cloud.delete("aws:lb/listener:Listener", "1");
    expect(ids()).toEqual(["2", "r"]);
    expect(refusal(cloud, "delete", kept("aws:lb/listener:Listener", "2"))).toMatch(/^DependencyViolation/);
  });

  it("of what is gone is no change", () => {
    const { cloud, changes } = cloudOf();
    cloud.delete(vpc.type, vpcId);
    expect(changes).toEqual([]);
  });

  it("of a namespace takes its objects, and no others", () => {
    const there = [
      namespace("shop"),
      namespace("bank"),
      object("Secret", "keys", "shop"),
      object("Secret", "keys", "bank"),
    ];
    const { cloud, changes, ids } = cloudOf(...there, object("ConfigMap", "map", "shop"), role("shop"));
    cloud.delete("kubernetes:core/v1:Namespace", "shop");
    expect(ids()).toEqual(["bank", "bank/keys", "shop"]);
    expect(changes.map(({ id, kept: now }) => [id, now])).toEqual([
      ["shop/keys", null],
      ["shop/map", null],
      ["shop", null],
    ]);
  });
});

it("tells every change, in order, but not its history", () => {
  const { cloud, changes } = cloudOf(role("old"));
  cloud.create(vpc);
  cloud.update({ ...vpc, inputs: { changed: true } });
  cloud.delete(vpc.type, vpcId);
  expect(changes).toEqual([
    { type: vpc.type, id: vpcId, kept: vpc },
    { type: vpc.type, id: vpcId, kept: { ...vpc, inputs: { changed: true } } },
    { type: vpc.type, id: vpcId, kept: null },
  ]);
});
