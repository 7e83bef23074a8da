import { expect, it } from "vitest";
import { Postgres, type PostgresArgs } from "../../components/data/postgres.ts";
import { redacted, secretPaths } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";
import { args } from "./postgres-args.ts";

const postgres = (changes: Partial<PostgresArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const { host, identifier, securityGroupId } = new Postgres("trading-prod", { ...args, ...changes });
      return { host, identifier, securityGroupId };
    },
    { mode },
  );

const tags = { Name: "trading-prod" };

it.each(["update", "preview"] as const)(
  "declares a server and what belongs to it, and nothing else: %s",
  async (mode) => {
    const { resources, one } = await postgres({}, mode);
    expect(counts(resources)).toEqual({
      "aws:cloudwatch:LogGroup": 2,
      "aws:ec2:SecurityGroup": 1,
      "aws:iam:Role": 1,
      "aws:iam:RolePolicyAttachment": 1,
      "aws:rds:Instance": 1,
      "aws:rds:ParameterGroup": 1,
      "aws:rds:SubnetGroup": 1,
      "aws:secretsmanager:Secret": 1,
      "aws:secretsmanager:SecretVersion": 1,
      "aws:vpc:SecurityGroupIngressRule": 1,
      "random:index/randomPassword:RandomPassword": 1,
      "trading:data:Credentials": 1,
      "trading:data:Postgres": 1,
      "trading:data:StoreGroup": 1,
    });
    const { urn } = one("trading:data:Postgres");
    const others = resources.filter((resource) => resource.urn !== urn && resource.parent !== urn);
    expect(others.every(({ parent }) => parent?.startsWith(urn.replace("::trading-prod", "$trading:data:")))).toBe(
      true,
    );
  },
);

it("keeps data: encrypted with its own key, backed up, never deleted in passing, a standby beside it", async () => {
  const { one } = await postgres();
  const instance = one("aws:rds:Instance");
  expect(instance.props).toEqual({
    identifier: "trading-prod",
    engine: "postgres",
    engineVersion: "17",
    instanceClass: "db.r7g.xlarge",
    allocatedStorage: 200,
    maxAllocatedStorage: 2000,
    storageType: "gp3",
    storageEncrypted: true,
    kmsKeyId: args.keyArn,
    username: "platform_admin",
    passwordWo: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    passwordWoVersion: expect.any(Number) as number,
    iamDatabaseAuthenticationEnabled: true,
    caCertIdentifier: "rds-ca-rsa2048-g1",
    port: 5432,
    multiAz: true,
    publiclyAccessible: false,
    dbSubnetGroupName: "trading-prod",
    vpcSecurityGroupIds: [expect.stringMatching(/^sg-/) as string],
    parameterGroupName: "trading-prod",
    backupRetentionPeriod: 14,
    backupWindow: "02:00-03:00",
    maintenanceWindow: "sun:03:30-sun:04:30",
    copyTagsToSnapshot: true,
    deleteAutomatedBackups: false,
    deletionProtection: true,
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: "trading-prod-final",
    applyImmediately: false,
    autoMinorVersionUpgrade: true,
    allowMajorVersionUpgrade: false,
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: args.keyArn,
    performanceInsightsRetentionPeriod: 7,
    monitoringInterval: 60,
    monitoringRoleArn: expect.stringMatching(/role\/trading-prod-monitoring/) as string,
    enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
    tags,
  });
  expect(instance.propertyDependencies["vpcSecurityGroupIds"]).toEqual([one("aws:ec2:SecurityGroup").urn]);
});

it("hands the master's password over once, marked secret, and again when it changes", async () => {
  const { one } = await postgres();
  const { inputs, shown, propertyDependencies } = one("aws:rds:Instance");
  expect(secretPaths(inputs)).toEqual(["passwordWo"]);
  expect(shown["passwordWo"]).toBe(redacted);
  expect(propertyDependencies["passwordWo"]).toContain(one("random:index/randomPassword:RandomPassword").urn);
  expect(propertyDependencies["passwordWoVersion"]).toContain(one("aws:secretsmanager:SecretVersion").urn);
});

it("keeps the master's credentials apart from any system's, in the key for secrets", async () => {
  const { one } = await postgres();
  expect(one("aws:secretsmanager:Secret", "trading-prod-master").props).toEqual({
    namePrefix: "prod/platform/postgres-",
    description: "Master user of the PostgreSQL server",
    kmsKeyId: args.secretsKeyArn,
    recoveryWindowInDays: 30,
    tags: { Name: "trading-prod-master" },
  });
  const { secretString } = one("aws:secretsmanager:SecretVersion").props;
  expect(JSON.parse(secretString as string)).toEqual({
    username: "platform_admin",
    password: one("aws:rds:Instance").props["passwordWo"],
  });
});

it("lives in data subnets and lets in the groups that it is told, on its port", async () => {
  const { one } = await postgres();
  expect(one("aws:rds:SubnetGroup").props).toEqual({
    subnetIds: args.subnetIds,
    description: "Data subnets",
    tags,
  });
  expect(one("aws:ec2:SecurityGroup").props).toEqual({ vpcId: "vpc-1", description: "PostgreSQL", tags });
  expect(one("aws:vpc:SecurityGroupIngressRule").props).toEqual({
    securityGroupId: expect.stringMatching(/^sg-/) as string,
    referencedSecurityGroupId: "sg-pods",
    ipProtocol: "tcp",
    fromPort: 5432,
    toPort: 5432,
    description: "From pods",
    tags: { Name: "trading-prod-from-pods" },
  });
});

it("demands TLS, modern passwords and logs, but logs no statement that could hold a password", async () => {
  const { one } = await postgres();
  const now = (name: string, value: string) => ({ name, value, applyMethod: "immediate" });
  expect(one("aws:rds:ParameterGroup").props).toEqual({
    family: "postgres17",
    description: "TLS, passwords and logs",
    parameters: [
      now("rds.force_ssl", "1"),
      now("ssl_min_protocol_version", "TLSv1.2"),
      now("password_encryption", "scram-sha-256"),
      now("rds.accepted_password_auth_method", "scram"),
      now("log_connections", "1"),
      now("log_disconnections", "1"),
      now("log_lock_waits", "1"),
      now("log_statement", "none"),
      now("log_min_duration_statement", "500"),
      now("idle_in_transaction_session_timeout", "60000"),
      // PostgreSQL reads it at its start alone.
      { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" },
    ],
    tags,
  });
});

it("takes the parameter group of the version's family", async () => {
  const { one } = await postgres({ config: { ...args.config, version: "16" } });
  expect(one("aws:rds:ParameterGroup").props["family"]).toBe("postgres16");
  expect(one("aws:rds:Instance").props["engineVersion"]).toBe("16");
});

it("makes the log groups before RDS does, with an end and our key, and lets RDS measure", async () => {
  const { all, one } = await postgres();
  const groups = all("aws:cloudwatch:LogGroup");
  expect(groups.map(({ props }) => props)).toEqual(
    ["postgresql", "upgrade"].map((log) => ({
      name: `/aws/rds/instance/trading-prod/${log}`,
      retentionInDays: 400,
      kmsKeyId: args.logKeyArn,
    })),
  );
  const attached = one("aws:iam:RolePolicyAttachment");
  expect(attached.props["policyArn"]).toBe("arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole");
  expect(attached.propertyDependencies["role"]).toEqual([one("aws:iam:Role", "trading-prod-monitoring").urn]);
  const trust = JSON.parse(one("aws:iam:Role").props["assumeRolePolicy"] as string) as object;
  expect(trust).toHaveProperty("Statement.0.Principal.Service", "monitoring.rds.amazonaws.com");
  const { dependencies } = one("aws:rds:Instance");
  expect(dependencies).toEqual(expect.arrayContaining([attached.urn, ...groups.map(({ urn }) => urn)]));
});

it.each([true, false])("protects the server and the master's credentials: %s", async (protect) => {
  const { resources, one } = await postgres({ protect });
  expect(resources.filter((one) => one.protect).map((one) => one.type.split(":").at(-1))).toEqual(
    protect ? ["Instance", "Secret", "RandomPassword"] : [],
  );
  expect(one("aws:rds:Instance").props["deletionProtection"]).toBe(protect);
});

it("hands on the server's own address, without a port", async () => {
  const { outputs, one } = await postgres();
  expect(outputs).toMatchObject({ identifier: "trading-prod" });
  expect(outputs["host"]).toMatch(/^trading-prod\..*\.rds\.amazonaws\.com$/);
  expect(outputs["securityGroupId"]).toBe(
    (one("aws:rds:Instance").props["vpcSecurityGroupIds"] as readonly string[])[0],
  );
});
