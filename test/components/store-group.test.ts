import { expect, it } from "vitest";
import { StoreGroup, type StoreGroupArgs } from "../../components/data/store-group.ts";
import { counts, deploy } from "../harness.ts";

const args: StoreGroupArgs = {
  vpcId: "vpc-1",
  description: "PostgreSQL",
  port: 5432,
  clients: [
    { name: "pods", securityGroupId: "sg-pods" },
    { name: "proxy", securityGroupId: "sg-proxy" },
  ],
};
const name = "trading-prod";

const group = (changes: Partial<StoreGroupArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const { id } = new StoreGroup(name, { ...args, ...changes });
      return { id };
    },
    { mode },
  );

it.each(["preview", "update"] as const)(
  "declares a group and a rule for each client, nothing that goes out, and nothing protected: %s",
  async (mode) => {
    const { resources, one } = await group({}, mode);
    expect(counts(resources)).toEqual({
      "aws:ec2:SecurityGroup": 1,
      "aws:vpc:SecurityGroupIngressRule": 2,
      "trading:data:StoreGroup": 1,
    });
    const { urn } = one("trading:data:StoreGroup");
    const children = resources.filter(({ custom }) => custom);
    expect(children.map(({ parent, protect }) => [parent, protect])).toEqual(children.map(() => [urn, false]));
  },
);

it("has no rule in the group itself, where each would take away the others", async () => {
  const { one, outputs } = await group();
  const { props, ignoreChanges } = one("aws:ec2:SecurityGroup", name);
  expect(props).toEqual({ vpcId: "vpc-1", description: "PostgreSQL", tags: { Name: name } });
  expect(ignoreChanges).toEqual([]);
  expect(outputs["id"]).toMatch(/^sg-/);
});

it("lets in the groups of its clients, by TCP on its one port", async () => {
  const { all, one, outputs } = await group({ port: 6379 });
  const rules = all("aws:vpc:SecurityGroupIngressRule");
  expect(rules.map((rule) => [rule.name, rule.props])).toEqual(
    args.clients.map(({ name: client, securityGroupId }) => [
      `${name}-from-${client}`,
      {
        securityGroupId: outputs["id"],
        referencedSecurityGroupId: securityGroupId,
        ipProtocol: "tcp",
        fromPort: 6379,
        toPort: 6379,
        description: `From ${client}`,
        tags: { Name: `${name}-from-${client}` },
      },
    ]),
  );
  const { urn } = one("aws:ec2:SecurityGroup");
  expect(rules.map(({ propertyDependencies }) => propertyDependencies["securityGroupId"])).toEqual([[urn], [urn]]);
});

it("lets in nobody when it has no clients", async () => {
  expect((await group({ clients: [] })).all("aws:vpc:SecurityGroupIngressRule")).toEqual([]);
});

it("refuses two clients of one name", async () => {
  const pods = { name: "pods", securityGroupId: "sg-1" };
  await expect(group({ clients: [pods, { ...pods, securityGroupId: "sg-2" }] })).rejects.toThrow(
    /Duplicate resource URN .*trading-prod-from-pods/,
  );
});
