import * as random from "@pulumi/random";
import { expect, it } from "vitest";
import { PostgresProxy, type PostgresProxyArgs } from "../../components/data/postgres-proxy.ts";
import { secretPaths } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const secretOf = (system: string) =>
  `arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/${system}/database-runtime-AbCdEf`;
const args: PostgresProxyArgs = {
  subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
  securityGroupId: "sg-proxy",
  instance: { identifier: "trading-prod", securityGroupId: "sg-server" },
  logins: ["mycrypto", "mytrader"].map((system) => ({ username: `${system}_runtime`, secretArn: secretOf(system) })),
  logKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/logs",
  logRetentionDays: 400,
};
const name = "trading-prod-proxy";

const proxy = (changes: Partial<PostgresProxyArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const { host } = new PostgresProxy(name, { ...args, ...changes });
      new random.RandomId("after", { byteLength: 4, keepers: { host } });
      return { host };
    },
    { mode },
  );

it.each(["preview", "update"] as const)(
  "declares a proxy with a target and what both need, nothing protected, nothing secret: %s",
  async (mode) => {
    const { resources, one } = await proxy({}, mode);
    const own = resources.filter((resource) => resource.name !== "after");
    expect(counts(own)).toEqual({
      "aws:cloudwatch:LogGroup": 1,
      "aws:iam:Role": 1,
      "aws:iam:RolePolicy": 1,
      "aws:rds:Proxy": 1,
      "aws:rds:ProxyDefaultTargetGroup": 1,
      "aws:rds:ProxyTarget": 1,
      "aws:vpc:SecurityGroupEgressRule": 1,
      "trading:data:PostgresProxy": 1,
    });
    const { urn } = one("trading:data:PostgresProxy");
    const children = own.filter(({ custom }) => custom);
    expect(children.map(({ parent, protect }) => [parent, protect])).toEqual(children.map(() => [urn, false]));
    expect(own.flatMap(({ inputs }) => secretPaths(inputs))).toEqual([]);
  },
);

it("takes TLS and scram passwords in its own group, keeps quiet, and lets go of what is idle", async () => {
  const { one } = await proxy();
  const { roleArn, ...props } = one("aws:rds:Proxy", name).props;
  expect(roleArn).toMatch(/^arn:aws:iam::\d*:role\/trading-prod-proxy/);
  expect(props).toEqual({
    name,
    engineFamily: "POSTGRESQL",
    requireTls: true,
    debugLogging: false,
    idleClientTimeout: 1800,
    vpcSubnetIds: args.subnetIds,
    vpcSecurityGroupIds: ["sg-proxy"],
    auths: args.logins.map(({ username, secretArn }) => ({
      authScheme: "SECRETS",
      clientPasswordAuthType: "POSTGRES_SCRAM_SHA_256",
      iamAuth: "DISABLED",
      description: username,
      secretArn,
    })),
    tags: { Name: name },
  });
});

it("goes out to the instance on PostgreSQL's port, and nowhere else", async () => {
  const { one } = await proxy();
  expect(one("aws:vpc:SecurityGroupEgressRule", `${name}-to-postgres`).props).toEqual({
    securityGroupId: "sg-proxy",
    referencedSecurityGroupId: "sg-server",
    ipProtocol: "tcp",
    fromPort: 5432,
    toPort: 5432,
    description: "To the instance",
    tags: { Name: `${name}-to-postgres` },
  });
});

it("gives its own role the right to read its logins' secrets", async () => {
  const { one } = await proxy();
  const role = one("aws:iam:Role", name);
  const policy = one("aws:iam:RolePolicy", name);
  expect(policy.propertyDependencies["role"]).toEqual([role.urn]);
  expect(JSON.parse(policy.props["policy"] as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: [secretOf("mycrypto"), secretOf("mytrader")],
      },
    ],
  });
  expect(one("aws:rds:Proxy").propertyDependencies["roleArn"]).toEqual([role.urn]);
});

it("puts the instance behind it by the group that it is given", async () => {
  const { one } = await proxy();
  const target = one("aws:rds:ProxyTarget", name);
  expect(target.props).toEqual({
    dbProxyName: name,
    targetGroupName: "default",
    dbInstanceIdentifier: "trading-prod",
  });
  const group = one("aws:rds:ProxyDefaultTargetGroup", name);
  expect(target.propertyDependencies).toMatchObject({
    dbProxyName: [one("aws:rds:Proxy").urn],
    targetGroupName: [group.urn],
  });
});

it("tells its host once the instance is behind it", async () => {
  const { one, outputs } = await proxy();
  expect(outputs["host"]).toMatch(/^trading-prod-proxy\.proxy-.*\.rds\.amazonaws\.com$/);
  expect(one("random:index/randomId:RandomId").dependencies).toContain(one("aws:rds:ProxyTarget").urn);
});
