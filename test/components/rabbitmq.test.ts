import { describe, expect, it } from "vitest";
import { RabbitMq, type RabbitMqArgs, rabbitMqPort } from "../../components/data/rabbitmq.ts";
import { brokerFault, brokerSettings, hostOf } from "../../components/data/rabbitmq-cluster.ts";
import { plain, redacted, secretPaths, unknown } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const args: RabbitMqArgs = {
  environment: "prod",
  system: "mycrypto",
  config: { version: "4.2", instanceType: "mq.m7g.large", maintenanceDay: "SUNDAY", maintenanceTime: "04:00" },
  vpcId: "vpc-1",
  subnetIds: ["subnet-data-a", "subnet-data-b", "subnet-data-c"],
  clients: [{ name: "pods", securityGroupId: "sg-pods" }],
  keyArn: "arn:aws:kms:eu-central-1:111122223333:key/rabbitmq",
  secretsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/secrets",
  protect: true,
};

const name = "trading-prod-mycrypto";

const rabbitmq = (changes: Partial<RabbitMqArgs> = {}, mode: "preview" | "update" = "update", as = name) =>
  deploy(
    () => {
      const made = new RabbitMq(as, { ...args, ...changes });
      const { host, identifier: id, arn, securityGroupId, logGroupPrefix, credentials } = made;
      const { username, password } = credentials;
      return { host, identifier: id, arn, securityGroupId, logGroupPrefix, username, password };
    },
    { mode },
  );

const text = (pattern: RegExp) => expect.stringMatching(pattern) as string;

it.each(["preview", "update"] as const)(
  "declares a cluster, its settings and one user, and nothing else: %s",
  async (mode) => {
    const { resources } = await rabbitmq({}, mode);
    expect(counts(resources)).toEqual({
      "aws:ec2:SecurityGroup": 1,
      "aws:mq:Broker": 1,
      "aws:mq:Configuration": 1,
      "aws:secretsmanager:Secret": 1,
      "aws:secretsmanager:SecretVersion": 1,
      "aws:vpc:SecurityGroupIngressRule": 1,
      "random:index/randomPassword:RandomPassword": 1,
      "trading:data:Credentials": 1,
      "trading:data:RabbitMq": 1,
      "trading:data:StoreGroup": 1,
    });
  },
);

it("is the parent of cluster, settings, group and credentials", async () => {
  const { resources, one } = await rabbitmq();
  const { urn } = one("trading:data:RabbitMq");
  const children = resources.filter(({ parent }) => parent === urn).map(({ type }) => type);
  expect(children.sort()).toEqual([
    "aws:mq/broker:Broker",
    "aws:mq/configuration:Configuration",
    "trading:data:Credentials",
    "trading:data:StoreGroup",
  ]);
});

it("stands in three zones, out of the internet's reach, under its own key", async () => {
  const { one } = await rabbitmq();
  const broker = one("aws:mq:Broker");
  expect(broker.props).toEqual({
    brokerName: name,
    engineType: "RabbitMQ",
    engineVersion: "4.2",
    hostInstanceType: "mq.m7g.large",
    deploymentMode: "CLUSTER_MULTI_AZ",
    publiclyAccessible: false,
    subnetIds: ["subnet-data-a", "subnet-data-b", "subnet-data-c"],
    securityGroups: [text(/^sg-/)],
    encryptionOptions: { useAwsOwnedKey: false, kmsKeyId: args.keyArn },
    users: [{ username: "mycrypto", password: text(/^[0-9a-f]{40}$/) }],
    configuration: { id: text(/^c-/), revision: 2 },
    logs: { general: true },
    autoMinorVersionUpgrade: true,
    maintenanceWindowStartTime: { dayOfWeek: "SUNDAY", timeOfDay: "04:00", timeZone: "UTC" },
    applyImmediately: false,
    tags: { Name: name },
  });
  expect(broker.propertyDependencies["securityGroups"]).toEqual([one("aws:ec2:SecurityGroup").urn]);
  expect(broker.propertyDependencies["configuration"]).toEqual([one("aws:mq:Configuration").urn]);
});

it("takes version, size and window from the config", async () => {
  const config = {
    version: "4.3",
    instanceType: "mq.m7g.medium",
    maintenanceDay: "MONDAY" as const,
    maintenanceTime: "22:30",
  };
  const { one } = await rabbitmq({ config });
  expect(one("aws:mq:Broker").props).toMatchObject({
    engineVersion: "4.3",
    hostInstanceType: "mq.m7g.medium",
    maintenanceWindowStartTime: { dayOfWeek: "MONDAY", timeOfDay: "22:30", timeZone: "UTC" },
  });
  expect(one("aws:mq:Configuration").props["engineVersion"]).toBe("4.3");
});

it("is not replaced by a zone that is added", async () => {
  const subnetIds = [...args.subnetIds, "subnet-data-d"];
  const before = (await rabbitmq()).one("aws:mq:Broker").props["subnetIds"];
  expect((await rabbitmq({ subnetIds })).one("aws:mq:Broker").props["subnetIds"]).toEqual(before);
});

it("has settings of its own, in the broker's own format", async () => {
  expect((await rabbitmq()).one("aws:mq:Configuration").props).toEqual({
    engineType: "RabbitMQ",
    engineVersion: "4.2",
    description: "RabbitMQ of mycrypto",
    data: brokerSettings,
    tags: { Name: name },
  });
});

it("lets in its clients by their groups, on AMQP over TLS alone: the management API stays shut", async () => {
  const { one, all } = await rabbitmq();
  const group = one("aws:ec2:SecurityGroup");
  expect(group.props).toEqual({ vpcId: "vpc-1", description: "RabbitMQ of mycrypto", tags: { Name: name } });
  const rules = all("aws:vpc:SecurityGroupIngressRule");
  expect(rules.map(({ props }) => [props["referencedSecurityGroupId"], props["fromPort"], props["toPort"]])).toEqual([
    ["sg-pods", 5671, 5671],
  ]);
  expect(rabbitMqPort).toBe(5671);
});

it("has one user, kept in Secrets Manager, whose password shows nowhere", async () => {
  const { one, outputs } = await rabbitmq();
  const broker = one("aws:mq:Broker");
  expect(secretPaths(broker.inputs)).toEqual(["users[0].password"]);
  expect(broker.shown["users"]).toEqual([{ username: "mycrypto", password: redacted }]);
  expect(broker.propertyDependencies["users"]).toEqual([one("random:index/randomPassword:RandomPassword").urn]);
  expect(one("aws:secretsmanager:Secret").props).toMatchObject({
    namePrefix: "prod/mycrypto/rabbitmq-",
    kmsKeyId: args.secretsKeyArn,
  });
  expect(secretPaths(outputs)).toEqual(["password"]);
});

it.each([true, false])("protects the messages and the password: %s", async (protect) => {
  const { resources } = await rabbitmq({ protect });
  expect(
    resources
      .filter((resource) => resource.protect)
      .map(({ type }) => type)
      .sort(),
  ).toEqual(
    protect
      ? ["aws:mq/broker:Broker", "aws:secretsmanager/secret:Secret", "random:index/randomPassword:RandomPassword"]
      : [],
  );
});

it("hands out what a connection, a look at its state and at its logs need", async () => {
  const { outputs, one } = await rabbitmq();
  const id = outputs["identifier"] as string;
  expect(id).toMatch(/^b-/);
  expect(outputs).toMatchObject({
    host: text(new RegExp(`^${id}\\.mq\\.[a-z0-9.-]+$`)),
    arn: text(new RegExp(`^arn:aws:mq:.*:${id}$`)),
    securityGroupId: text(/^sg-/),
    logGroupPrefix: `/aws/amazonmq/broker/${id}/`,
    username: "mycrypto",
  });
  const { securityGroups, users } = one("aws:mq:Broker").props;
  expect(securityGroups).toEqual([outputs["securityGroupId"]]);
  expect(users).toEqual([{ username: "mycrypto", password: plain(outputs["password"] ?? null) }]);
});

it("does not know its address before it is made", async () => {
  const { outputs } = await rabbitmq({}, "preview");
  expect([outputs["host"], outputs["identifier"], outputs["logGroupPrefix"]]).toEqual([unknown, unknown, unknown]);
});

it("keeps to the 50 characters that AWS allows for its name", async () => {
  const long = "trading-production-europe-central-mycrypto-rabbitmq";
  const brokerName = (await rabbitmq({}, "update", long)).one("aws:mq:Broker").props["brokerName"] as string;
  expect(brokerName).toMatch(/^trading-production-europe-central-mycrypto-/);
  expect(brokerName.length).toBeLessThanOrEqual(50);
});

it("refuses a version whose queues may lose messages", async () => {
  const config = { ...args.config, version: "3.13" };
  await expect(rabbitmq({ config })).rejects.toThrow("version: 3.13 makes new queues classic");
});

describe("settings", () => {
  it("are keys that Amazon MQ takes, each once, one a line", () => {
    const lines = brokerSettings.trimEnd().split("\n");
    expect(brokerSettings.endsWith("\n")).toBe(true);
    expect(Object.fromEntries(lines.map((line) => line.split(" = ")))).toEqual({
      consumer_timeout: "900000",
      "management.restrictions.operator_policy_changes.disabled": "true",
      "secure.management.http.headers.enabled": "true",
    });
    expect(lines).toHaveLength(3);
  });

  it.each([
    ["4.2", "mq.m7g.large", undefined],
    ["4.3", "mq.m7g.medium", undefined],
    ["10.0", "mq.m7g.large", undefined],
    [
      "3.13",
      "mq.m7g.large",
      "version: 3.13 makes new queues classic, whose mirrors may lose messages; set 4.2 or later",
    ],
    [
      "3.13",
      "mq.t3.micro",
      "version: 3.13 makes new queues classic, whose mirrors may lose messages; set 4.2 or later",
    ],
    ["4.2", "mq.m5.large", "instanceType: RabbitMQ 4.2 does not run on mq.m5.large; set a type of mq.m7g"],
    ["4.2", "mq.t3.micro", "instanceType: RabbitMQ 4.2 does not run on mq.t3.micro; set a type of mq.m7g"],
  ])("of version %s on %s: %s", (version, instanceType, fault) => {
    expect(brokerFault({ ...args.config, version, instanceType })).toBe(fault);
  });
});

describe("address", () => {
  const instance = (...endpoints: string[]) => ({ endpoints });

  it.each([
    [
      "an older broker",
      [instance("amqps://b-1a2b.mq.eu-central-1.amazonaws.com:5671")],
      "b-1a2b.mq.eu-central-1.amazonaws.com",
    ],
    ["a newer one", [instance("amqps://b-1a2b.mq.eu-central-1.on.aws:5671")], "b-1a2b.mq.eu-central-1.on.aws"],
    ["one of several protocols", [instance("https://b-1:443", "amqps://b-1:5671")], "b-1"],
  ])("of %s", (_, instances, host) => {
    expect(hostOf(instances)).toBe(host);
  });

  it.each([
    ["no instance", [], "none"],
    ["no endpoint", [instance()], "none"],
    ["another protocol", [instance("amqp://b-1:5672")], "amqp://b-1:5672"],
  ])("of %s is none", (_, instances, found) => {
    expect(() => hostOf(instances)).toThrow(new Error(`RabbitMQ has no amqps endpoint; it has: ${found}`));
  });
});
