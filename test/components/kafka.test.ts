import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { Kafka, type KafkaArgs, kafkaPort } from "../../components/data/kafka.ts";
import { serverProperties } from "../../components/data/kafka-properties.ts";
import { stores } from "../../config/stores.ts";
import { unknown } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const config = stores.shape.kafka.parse({
  instanceType: "kafka.m7g.large",
  brokers: 6,
  storageGiB: 200,
  maxStorageGiB: 2000,
});
const args: KafkaArgs = {
  config,
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
  clients: [
    { name: "pods", securityGroupId: "sg-pods" },
    { name: "runner", securityGroupId: "sg-runner" },
  ],
  keyArn: "arn:aws:kms:eu-central-1:111122223333:key/kafka",
  logKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/logs",
  logRetentionDays: 90,
  protect: true,
};
const name = "trading-prod-kafka";

const kafka = (changes: Partial<KafkaArgs> = {}, mode: "preview" | "update" = "update", called = name) =>
  deploy(
    () => {
      const { arn, clusterName, bootstrapBrokersSaslIam, securityGroupId } = new Kafka(called, { ...args, ...changes });
      return { arn, clusterName, bootstrapBrokersSaslIam, securityGroupId };
    },
    { mode },
  );

it.each(["preview", "update"] as const)("declares a cluster, and nothing else: %s", async (mode) => {
  expect(counts((await kafka({}, mode)).resources)).toEqual({
    "aws:appautoscaling:Policy": 1,
    "aws:appautoscaling:Target": 1,
    "aws:cloudwatch:LogGroup": 1,
    "aws:ec2:SecurityGroup": 1,
    "aws:msk:Cluster": 1,
    "aws:msk:Configuration": 1,
    "aws:vpc:SecurityGroupIngressRule": 2,
    "trading:data:Kafka": 1,
    "trading:data:StoreGroup": 1,
  });
});

it("gives every child a parent", async () => {
  const { resources, one } = await kafka();
  const component = one("trading:data:Kafka").urn;
  const group = one("trading:data:StoreGroup").urn;
  const under = (parent: string | undefined) =>
    resources.filter((resource) => resource.parent === parent).map(({ type }) => type.split(":").at(-1));
  expect(under(component)).toEqual(["Policy", "Target", "LogGroup", "Cluster", "Configuration", "StoreGroup"]);
  expect(under(group)).toEqual(["SecurityGroup", "SecurityGroupIngressRule", "SecurityGroupIngressRule"]);
});

it("is private, encrypted on every way and at rest, and lets in IAM identities alone", async () => {
  const { one, outputs } = await kafka();
  expect(one("aws:msk:Cluster").props).toEqual({
    clusterName: name,
    kafkaVersion: "3.9.x.kraft",
    numberOfBrokerNodes: 6,
    brokerNodeGroupInfo: {
      instanceType: "kafka.m7g.large",
      clientSubnets: ["subnet-a", "subnet-b", "subnet-c"],
      securityGroups: [outputs["securityGroupId"]],
      connectivityInfo: { publicAccess: { type: "DISABLED" } },
      storageInfo: { ebsStorageInfo: { volumeSize: 200 } },
    },
    clientAuthentication: { sasl: { iam: true, scram: false }, unauthenticated: false },
    encryptionInfo: {
      encryptionAtRestKmsKeyArn: args.keyArn,
      encryptionInTransit: { clientBroker: "TLS", inCluster: true },
    },
    configurationInfo: { arn: expect.stringMatching(/^arn:aws:/) as string, revision: expect.any(Number) as number },
    loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: `/aws/vendedlogs/msk/${name}` } } },
    enhancedMonitoring: "PER_TOPIC_PER_BROKER",
    openMonitoring: {
      prometheus: { jmxExporter: { enabledInBroker: false }, nodeExporter: { enabledInBroker: false } },
    },
    tags: { Name: name },
  });
});

it("admits its clients' groups on the IAM listener alone", async () => {
  const { one, all, outputs } = await kafka();
  expect(kafkaPort).toBe(9098);
  expect(one("aws:ec2:SecurityGroup").props).toEqual({
    vpcId: "vpc-1",
    description: "Kafka brokers",
    tags: { Name: name },
  });
  const rules = all("aws:vpc:SecurityGroupIngressRule").map(({ props }) => props);
  expect(rules.map((rule) => [rule["referencedSecurityGroupId"], rule["fromPort"], rule["toPort"]])).toEqual([
    ["sg-pods", 9098, 9098],
    ["sg-runner", 9098, 9098],
  ]);
  expect(rules.map((rule) => rule["securityGroupId"])).toEqual(rules.map(() => outputs["securityGroupId"]));
});

it("has a configuration of its own that a new version of Kafka does not replace", async () => {
  const { props } = (await kafka()).one("aws:msk:Configuration");
  // A list of `kafkaVersions` is one that no update can change.
  expect(props).toEqual({
    name,
    description: `Brokers of ${name}`,
    serverProperties: serverProperties({ replicationFactor: 3, minInSyncReplicas: 2 }),
  });
});

it("takes the configuration's newest revision, which a preview cannot know", async () => {
  const { one } = await kafka({}, "preview");
  expect(one("aws:msk:Cluster").props["configurationInfo"]).toEqual({ arn: unknown, revision: unknown });
  expect(one("aws:msk:Cluster").propertyDependencies["configurationInfo"]).toEqual([one("aws:msk:Configuration").urn]);
});

it("keeps the brokers' logs in a group of its own", async () => {
  expect((await kafka()).one("aws:cloudwatch:LogGroup").props).toEqual({
    name: `/aws/vendedlogs/msk/${name}`,
    retentionInDays: 90,
    kmsKeyId: args.logKeyArn,
  });
});

it("lets storage grow up to the limit, and not shrink", async () => {
  const { one, outputs } = await kafka();
  const storage = {
    serviceNamespace: "kafka",
    scalableDimension: "kafka:broker-storage:VolumeSize",
    resourceId: outputs["arn"],
  };
  expect(one("aws:appautoscaling:Target").props).toEqual({
    ...storage,
    minCapacity: 200,
    maxCapacity: 2000,
    tags: { Name: name },
  });
  expect(one("aws:appautoscaling:Policy").props).toEqual({
    ...storage,
    name,
    policyType: "TargetTrackingScaling",
    targetTrackingScalingPolicyConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: "KafkaBrokerStorageUtilization" },
      targetValue: 60,
      disableScaleIn: true,
    },
  });
  expect(one("aws:appautoscaling:Policy").dependencies).toContain(one("aws:appautoscaling:Target").urn);
});

it("does not take back what storage has grown to, and lets a raise in the config lift the floor", async () => {
  const { one } = await kafka({ config: { ...config, storageGiB: 350 } });
  const { ignoreChanges, props } = one("aws:msk:Cluster");
  // The engine ignores a path that leads nowhere without a word.
  const at = ignoreChanges.map((path) =>
    path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], props),
  );
  expect(at).toEqual([350]);
  expect(one("aws:appautoscaling:Target").props["minCapacity"]).toBe(350);
  expect(one("aws:appautoscaling:Target").ignoreChanges).toEqual([]);
});

it.each([true, false])("protects the cluster, which holds the data, and nothing else: %s", async (protect) => {
  const guarded = (await kafka({ protect })).resources.filter((resource) => resource.protect);
  expect(guarded.map(({ type }) => type)).toEqual(protect ? ["aws:msk/cluster:Cluster"] : []);
});

it("fits the names that AWS limits", async () => {
  const { one } = await kafka({}, "update", `trading-${"x".repeat(60)}`);
  const clusterName = one("aws:msk:Cluster").props["clusterName"] as string;
  expect(clusterName).toMatch(/^trading-x+-[0-9a-f]{6}$/);
  expect(clusterName).toHaveLength(64);
  expect(one("aws:msk:Configuration").props["name"]).toBe(clusterName);
  expect(one("aws:cloudwatch:LogGroup").props["name"]).toBe(`/aws/vendedlogs/msk/${clusterName}`);
});

it("tells how to reach and to name the cluster", async () => {
  const { outputs } = await deploy(() => {
    const clusters: aws.msk.Cluster[] = [];
    const seen: pulumi.ResourceTransformation = ({ resource }) => {
      if (aws.msk.Cluster.isInstance(resource)) clusters.push(resource);
      return undefined;
    };
    const told = new Kafka(name, args, { transformations: [seen] });
    const [cluster] = clusters;
    // The very outputs of the cluster: it has twenty that look alike.
    expect(told.arn).toBe(cluster?.arn);
    expect(told.clusterName).toBe(cluster?.clusterName);
    expect(told.bootstrapBrokersSaslIam).toBe(cluster?.bootstrapBrokersSaslIam);
    return { clusterName: told.clusterName };
  });
  expect(outputs).toEqual({ clusterName: name });
});
