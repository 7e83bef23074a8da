import * as aws from "@pulumi/aws";
import { expect, it } from "vitest";
import { MonitoringAgents } from "../../components/operations/monitoring-agents.ts";
import { counts, deploy, type Found } from "../harness.ts";

const region = "eu-central-1";
const accountId = "111122223333";
const clusterArn = `arn:aws:eks:${region}:${accountId}:cluster/trading`;
const logKeyArn = `arn:aws:kms:${region}:${accountId}:key/logs`;
const kinds = ["application", "dataplane", "host", "performance"];

interface Variant {
  mode?: "preview" | "update";
  logRetentionDays?: number;
}

const agents = ({ mode = "update", logRetentionDays = 365 }: Variant = {}) =>
  deploy(
    () => {
      const providers = [new aws.Provider("aws", { region, allowedAccountIds: [accountId] })];
      const cluster = { name: "trading", arn: clusterArn, accountId };
      new MonitoringAgents("agents", { cluster, region, logRetentionDays, logKeyArn }, { providers });
      return {};
    },
    { mode },
  );

const parsed = (one: Found, property: string) => JSON.parse(one.props[property] as string) as Record<string, unknown>;

it.each(["preview", "update"] as const)(
  "declares the add-on, its log groups and its identity in an %s",
  async (mode) => {
    const { resources, one } = await agents({ mode });
    expect(counts(resources)).toEqual({
      "aws:cloudwatch:LogGroup": 4,
      "aws:eks:Addon": 1,
      "aws:eks:PodIdentityAssociation": 1,
      "aws:iam:Role": 1,
      "aws:iam:RolePolicy": 1,
      "pulumi:providers:aws": 1,
      "trading:foundation:PodIdentity": 1,
      "trading:operations:MonitoringAgents": 1,
    });
    const component = one("trading:operations:MonitoringAgents").urn;
    const children = resources.filter(({ parent }) => parent === component);
    expect(children.map(({ name }) => name).sort()).toEqual([
      "agents",
      "agents",
      ...kinds.map((kind) => `agents-${kind}`),
    ]);
    const provider = one("pulumi:providers:aws").urn;
    const inAws = resources.filter(({ type }) => type.startsWith("aws:"));
    expect(inAws.filter((child) => !child.provider.startsWith(`${provider}::`))).toEqual([]);
  },
);

it.each(["preview", "update"] as const)("makes the log groups that the agents would make, in an %s", async (mode) => {
  const { all } = await agents({ mode, logRetentionDays: 400 });
  expect(all("aws:cloudwatch:LogGroup").map(({ name, props }) => [name, props])).toEqual(
    kinds.map((kind) => [
      `agents-${kind}`,
      { name: `/aws/containerinsights/trading/${kind}`, retentionInDays: 400, kmsKeyId: logKeyArn },
    ]),
  );
});

it.each(["preview", "update"] as const)(
  "installs one version, with metrics and logs and nothing else, in an %s",
  async (mode) => {
    const addon = (await agents({ mode })).one("aws:eks:Addon");
    const { configurationValues, ...rest } = addon.props;
    expect(rest).toEqual({
      clusterName: "trading",
      addonName: "amazon-cloudwatch-observability",
      addonVersion: expect.stringMatching(/^v6\.\d+\.\d+-eksbuild\.\d+$/) as string,
      resolveConflictsOnUpdate: "OVERWRITE",
    });
    expect(JSON.parse(configurationValues as string)).toEqual({
      containerInsights: { enabled: true },
      containerLogs: { enabled: true },
      otelContainerInsights: { enabled: false },
      applicationSignals: { enabled: false },
      manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
      dcgmExporter: { enabled: false },
      neuronMonitor: { enabled: false },
    });
  },
);

it("starts the agents after their log groups, and with their identity", async () => {
  const { one, all } = await agents();
  const { dependencies } = one("aws:eks:Addon");
  const before = [...all("aws:cloudwatch:LogGroup"), one("aws:eks:PodIdentityAssociation")];
  expect(before.map(({ urn }) => urn).filter((urn) => !dependencies.includes(urn))).toEqual([]);
});

it("gives an identity to the agents' service account alone", async () => {
  const { one } = await agents();
  expect(one("aws:eks:PodIdentityAssociation").props).toEqual({
    clusterName: "trading",
    namespace: "amazon-cloudwatch",
    serviceAccount: "cloudwatch-agent",
    roleArn: `arn:aws:iam::${accountId}:role/agents`,
    tags: { Name: "agents-amazon-cloudwatch" },
  });
  expect(parsed(one("aws:iam:Role"), "assumeRolePolicy")["Statement"]).toMatchObject([
    {
      Principal: { Service: "pods.eks.amazonaws.com" },
      Condition: {
        StringEquals: {
          "aws:SourceAccount": accountId,
          "aws:RequestTag/kubernetes-namespace": ["amazon-cloudwatch"],
          "aws:RequestTag/kubernetes-service-account": "cloudwatch-agent",
        },
        ArnEquals: { "aws:SourceArn": clusterArn },
      },
    },
  ]);
});

it("lets it write to these log groups, make none, and see the node's volumes and tags in this region", async () => {
  const { one } = await agents();
  expect(parsed(one("aws:iam:RolePolicy"), "policy")).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "LogsAndTheMetricsInThem",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: kinds.map(
          (kind) => `arn:aws:logs:${region}:${accountId}:log-group:/aws/containerinsights/trading/${kind}:*`,
        ),
      },
      {
        Sid: "TheNodesVolumesAndTags",
        Effect: "Allow",
        Action: ["ec2:DescribeTags", "ec2:DescribeVolumes"],
        Resource: "*",
        Condition: { StringEquals: { "aws:RequestedRegion": region } },
      },
    ],
  });
});
