import { describe, expect, it } from "vitest";
import { Databases, type DatabasesArgs } from "../../components/data/databases.ts";
import { serverAddress } from "../../components/data/server-address.ts";
import { secretPaths } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";
import { args as postgresArgs } from "./postgres-args.ts";

const { clients, ...server } = postgresArgs;
const args: DatabasesArgs = {
  ...server,
  systems: [
    { name: "mycrypto", extensions: ["pgcrypto"] },
    { name: "mytrader", extensions: [] },
  ],
  pods: clients[0] ?? { name: "", securityGroupId: "" },
  runners: [{ name: "sg-runner", securityGroupId: "sg-runner" }],
};

const databases = (changes: Partial<DatabasesArgs> = {}) =>
  deploy(() => {
    const made = new Databases("trading-prod", { ...args, ...changes });
    const { host, instanceHost, database, port, identifier, runtime, migration } = made.access("mycrypto");
    expect([runtime.username, migration.username]).toEqual(["mycrypto_runtime", "mycrypto_migration"]);
    expect(made.access("mytrader").runtime.username).toBe("mytrader_runtime");
    expect(() => made.access("thirdone")).toThrow(new Error("no database for thirdone; there are: mycrypto, mytrader"));
    return { host, instanceHost, database, port, identifier };
  });

const last = (urns: readonly string[] = []) => urns.map((urn) => urn.split("::").at(-1));
const text = (value: unknown) => expect.stringMatching(value as RegExp) as string;

it("declares one server, one proxy, and a database for each system", async () => {
  const { resources } = await databases();
  expect(counts(resources)).toMatchObject({
    "aws:rds:Instance": 1,
    "aws:rds:Proxy": 1,
    "aws:rds:ProxyDefaultTargetGroup": 1,
    "aws:rds:ProxyTarget": 1,
    "aws:ec2:SecurityGroup": 2,
    // The master, and two roles for each system.
    "aws:secretsmanager:Secret": 5,
    "postgresql:index/database:Database": 2,
    "postgresql:index/extension:Extension": 1,
    "postgresql:index/role:Role": 6,
    "pulumi:providers:postgresql": 1,
    "trading:data:Credentials": 5,
    "trading:data:Database": 2,
  });
});

it.each(["mycrypto", "mytrader"])("makes the roles of %s from the credentials of their own name", async (system) => {
  const { one } = await databases();
  for (const [purpose, description] of [
    ["runtime", "Database role of the services"],
    ["migration", "Database role of migrations"],
  ] as const) {
    const name = `${system}-database-${purpose}`;
    expect(one("aws:secretsmanager:Secret", name).props).toEqual({
      namePrefix: `prod/${system}/database-${purpose}-`,
      description,
      kmsKeyId: args.secretsKeyArn,
      recoveryWindowInDays: 30,
      tags: { Name: name },
    });
    const { secretString } = one("aws:secretsmanager:SecretVersion", name).props;
    const role = one("postgresql:index/role:Role", `${system}-${purpose}`);
    expect(JSON.parse(secretString as string)).toEqual({
      username: `${system}_${purpose}`,
      password: role.props["passwordWo"],
    });
    expect(role.props["name"]).toBe(`${system}_${purpose}`);
    expect(last(role.propertyDependencies["passwordWoVersion"])).toContain(name);
  }
});

it("declares databases and roles on this server, as its master", async () => {
  const { resources, one } = await databases();
  const { urn } = one("pulumi:providers:postgresql", "trading-prod");
  const used = resources.filter(({ type }) => type.startsWith("postgresql:")).map(({ provider }) => provider);
  expect(used.filter((provider) => !provider.startsWith(`${urn}::`))).toEqual([]);
  expect(used.length).toBeGreaterThan(0);
});

it.each([true, false])("protects databases, roles, credentials and the server: %s", async (protect) => {
  const { resources } = await databases({ protect });
  const kept = resources.filter((resource) => resource.protect).map(({ type }) => type.split(":").at(-1));
  const number = (type: string) => kept.filter((one) => one === type).length;
  expect(["Database", "Role", "Secret", "RandomPassword", "Instance"].map(number)).toEqual(
    protect ? [2, 6, 5, 5, 1] : [0, 0, 0, 0, 0],
  );
  expect(kept).toHaveLength(protect ? 19 : 0);
});

describe("the proxy", () => {
  it("takes TLS and passwords, signs in as the services' roles alone, and lets go of what is idle", async () => {
    const { one, all } = await databases();
    const { props, propertyDependencies, dependencies } = one("aws:rds:Proxy");
    expect(props).toEqual({
      name: "trading-prod-proxy",
      engineFamily: "POSTGRESQL",
      requireTls: true,
      debugLogging: false,
      idleClientTimeout: 1800,
      roleArn: text(/role\/trading-prod-proxy/),
      vpcSubnetIds: args.subnetIds,
      vpcSecurityGroupIds: [text(/^sg-/)],
      auths: ["mycrypto_runtime", "mytrader_runtime"].map((description) => ({
        authScheme: "SECRETS",
        clientPasswordAuthType: "POSTGRES_SCRAM_SHA_256",
        iamAuth: "DISABLED",
        description,
        secretArn: text(new RegExp(`:secret:prod/${description.split("_")[0] ?? ""}/database-runtime-`)),
      })),
      tags: { Name: "trading-prod-proxy" },
    });
    expect(last(propertyDependencies["vpcSecurityGroupIds"])).toEqual(["trading-prod-proxy"]);
    // The secrets hold their values before the proxy reads them.
    expect(last(propertyDependencies["auths"])).toEqual(
      expect.arrayContaining(["mycrypto-database-runtime", "mytrader-database-runtime"]),
    );
    expect(dependencies).toEqual(
      expect.arrayContaining([
        one("aws:iam:RolePolicy").urn,
        one("aws:vpc:SecurityGroupEgressRule").urn,
        ...all("aws:cloudwatch:LogGroup").flatMap(({ urn, name }) => (name === "trading-prod-proxy" ? [urn] : [])),
      ]),
    );
    expect(one("aws:cloudwatch:LogGroup", "trading-prod-proxy").props).toEqual({
      name: "/aws/rds/proxy/trading-prod-proxy",
      retentionInDays: 400,
      kmsKeyId: args.logKeyArn,
    });
  });

  it("reads exactly the secrets that it signs in with", async () => {
    const { one } = await databases();
    const { auths } = one("aws:rds:Proxy").props as { auths: { secretArn: string }[] };
    const policy = JSON.parse(one("aws:iam:RolePolicy").props["policy"] as string) as object;
    expect(policy).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: auths.map(({ secretArn }) => secretArn) },
      ],
    });
    const trust = JSON.parse(one("aws:iam:Role", "trading-prod-proxy").props["assumeRolePolicy"] as string) as object;
    expect(trust).toHaveProperty("Statement.0.Principal.Service", "rds.amazonaws.com");
  });

  it("leaves connections for migrations, and lets a request wait no longer than it may take", async () => {
    const { one } = await databases();
    expect(one("aws:rds:ProxyDefaultTargetGroup").props).toEqual({
      dbProxyName: "trading-prod-proxy",
      connectionPoolConfig: { maxConnectionsPercent: 80, maxIdleConnectionsPercent: 40, connectionBorrowTimeout: 10 },
    });
    expect(one("aws:rds:ProxyTarget").props).toEqual({
      dbProxyName: "trading-prod-proxy",
      targetGroupName: "default",
      dbInstanceIdentifier: "trading-prod",
    });
  });
});

it("lets pods into the proxy; and pods, proxy and runners into the server", async () => {
  const { all, one } = await databases();
  const [proxy, server] = ["trading-prod-proxy", "trading-prod"].map((name) => one("aws:ec2:SecurityGroup", name).urn);
  const rules = all("aws:vpc:SecurityGroupIngressRule").map(({ propertyDependencies, props }) => [
    propertyDependencies["securityGroupId"]?.[0],
    propertyDependencies["referencedSecurityGroupId"]?.[0] ?? props["referencedSecurityGroupId"],
    props["fromPort"],
  ]);
  expect(rules).toEqual(
    expect.arrayContaining([
      [proxy, "sg-pods", 5432],
      [server, "sg-pods", 5432],
      [server, proxy, 5432],
      [server, "sg-runner", 5432],
    ]),
  );
  expect(rules).toHaveLength(4);
  const out = one("aws:vpc:SecurityGroupEgressRule");
  expect(out.propertyDependencies).toMatchObject({ securityGroupId: [proxy], referencedSecurityGroupId: [server] });
  expect(out.props).toMatchObject({ ipProtocol: "tcp", fromPort: 5432, toPort: 5432 });
});

it("signs in as the master over TLS, gives up in seconds, and never as a superuser", async () => {
  const { one, outputs } = await databases();
  const { inputs, props } = one("pulumi:providers:postgresql");
  expect(props).toEqual({
    host: outputs["instanceHost"],
    port: "5432",
    sslmode: "verify-full",
    username: "platform_admin",
    password: text(/^[0-9a-f]{40}$/),
    superuser: "false",
    expectedVersion: "17",
    connectTimeout: "15",
  });
  expect(secretPaths(inputs)).toEqual(["password"]);
});

it.each([
  ["in-vpc", { host: "db.example", port: 5432, sslmode: "verify-full" }],
  ["127.0.0.1:15432", { host: "127.0.0.1", port: 15432, sslmode: "verify-ca" }],
])("reaches the server at %s", (reachableAt, address) => {
  expect(serverAddress(reachableAt, "db.example", 5432)).toEqual(address);
});

it("goes through a tunnel where config names one", async () => {
  const { one } = await databases({ config: { ...args.config, reachableAt: "127.0.0.1:15432" } });
  expect(one("pulumi:providers:postgresql").props).toMatchObject({
    host: "127.0.0.1",
    port: "15432",
    sslmode: "verify-ca",
  });
});

it("hands services the proxy, and migrations the server", async () => {
  const { outputs } = await databases();
  expect(outputs).toMatchObject({ database: "mycrypto", port: 5432, identifier: "trading-prod" });
  expect(outputs["host"]).toMatch(/^trading-prod-proxy\.proxy-.*\.rds\.amazonaws\.com$/);
  expect(outputs["instanceHost"]).toMatch(/^trading-prod\..*\.rds\.amazonaws\.com$/);
});
