import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { Cluster } from "../../components/foundation/cluster.ts";
import type { ClusterConfig } from "../../config/schema.ts";
import { unknown } from "../../simulator/wire.ts";
import { counts, deploy } from "../harness.ts";

const region = "eu-central-1";
const accountId = "111122223333";
const role = (name: string) => `arn:aws:iam::${accountId}:role/${name}`;
const key = (name: string) => `arn:aws:kms:${region}:${accountId}:key/${name}`;

const config: ClusterConfig = {
  version: "1.34",
  serviceCidr: "172.20.0.0/16",
  publicAccessCidrs: [],
  admins: [role("platform-admin"), role("release-runner")],
  viewers: [],
  runnerSecurityGroupIds: [],
  loadBalancing: "eks-auto-mode",
  logRetentionDays: 365,
};

interface Variant extends Partial<ClusterConfig> {
  protect?: boolean;
  mode?: "preview" | "update";
}

const cluster = ({ protect = true, mode = "update", ...changes }: Variant = {}) =>
  deploy(
    () => {
      const providers = [new aws.Provider("aws", { region, allowedAccountIds: [accountId] })];
      const made = new Cluster(
        "trading",
        {
          config: { ...config, ...changes },
          region,
          subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
          keyArn: key("cluster"),
          logKeyArn: key("logs"),
          protect,
        },
        { providers },
      );
      const { clusterName, arn, endpoint, podSecurityGroupId, provider } = made;
      const isProvider = pulumi.ProviderResource.isInstance(provider);
      return { clusterName, arn, endpoint, podSecurityGroupId, isProvider };
    },
    { mode },
  );

it("declares the cluster, its roles, its administrators and what must run on it, and nothing else", async () => {
  expect(counts((await cluster()).resources)).toEqual({
    "aws:cloudwatch:LogGroup": 1,
    "aws:eks:AccessEntry": 2,
    "aws:eks:AccessPolicyAssociation": 2,
    "aws:eks:Addon": 1,
    "aws:eks:Cluster": 1,
    "aws:iam:Role": 2,
    "aws:iam:RolePolicyAttachment": 7,
    "kubernetes:core/v1:ConfigMap": 1,
    "pulumi:providers:aws": 1,
    "pulumi:providers:kubernetes": 1,
    "trading:foundation:Cluster": 1,
  });
});

it("gives every child the component as parent and its account guard as provider", async () => {
  const { resources, one } = await cluster();
  const component = one("trading:foundation:Cluster");
  const children = resources.filter(({ urn, type }) => urn !== component.urn && type !== "pulumi:providers:aws");
  expect(children.map(({ parent }) => parent)).toEqual(children.map(() => component.urn));
  const provider = one("pulumi:providers:aws").urn;
  const inAws = children.filter(({ type }) => type.startsWith("aws:"));
  expect(inAws.map((child) => child.provider.startsWith(`${provider}::`))).toEqual(inAws.map(() => true));
});

it("asks for Auto Mode, private and encrypted, with every log", async () => {
  expect((await cluster()).one("aws:eks:Cluster").props).toEqual({
    name: "trading",
    version: "1.34",
    roleArn: role("trading-cluster"),
    bootstrapSelfManagedAddons: false,
    computeConfig: { enabled: true, nodePools: ["general-purpose", "system"], nodeRoleArn: role("trading-node") },
    kubernetesNetworkConfig: {
      elasticLoadBalancing: { enabled: true },
      ipFamily: "ipv4",
      serviceIpv4Cidr: "172.20.0.0/16",
    },
    storageConfig: { blockStorage: { enabled: true } },
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
    encryptionConfig: { provider: { keyArn: key("cluster") }, resources: ["secrets"] },
    enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    vpcConfig: {
      subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
    },
    upgradePolicy: { supportType: "STANDARD" },
    zonalShiftConfig: { enabled: true },
    deletionProtection: true,
  });
});

it("opens the API server to the listed ranges only", async () => {
  const { one } = await cluster({ publicAccessCidrs: ["198.51.100.0/24"] });
  expect(one("aws:eks:Cluster").props["vpcConfig"]).toEqual({
    subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
    endpointPrivateAccess: true,
    endpointPublicAccess: true,
    publicAccessCidrs: ["198.51.100.0/24"],
  });
});

it.each([true, false])("protects the cluster twice over: %s", async (protect) => {
  const found = (await cluster({ protect })).one("aws:eks:Cluster");
  expect([found.protect, found.props["deletionProtection"]]).toEqual([protect, protect]);
});

it("makes the log group before EKS would, encrypted and kept as long as configured", async () => {
  const { one } = await cluster({ logRetentionDays: 400 });
  const group = one("aws:cloudwatch:LogGroup");
  const name = "/aws/eks/trading/cluster";
  expect(group.props).toEqual({ name, retentionInDays: 400, kmsKeyId: key("logs") });
  expect(one("aws:eks:Cluster").dependencies).toContain(group.urn);
});

it.each([
  [
    "cluster",
    "eks.amazonaws.com",
    ["sts:AssumeRole", "sts:TagSession"],
    [
      "AmazonEKSBlockStoragePolicy",
      "AmazonEKSClusterPolicy",
      "AmazonEKSComputePolicy",
      "AmazonEKSLoadBalancingPolicy",
      "AmazonEKSNetworkingPolicy",
    ],
  ],
  [
    "node",
    "ec2.amazonaws.com",
    "sts:AssumeRole",
    ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodeMinimalPolicy"],
  ],
])("gives the %s role its rights before the cluster is there", async (suffix, service, actions, policies) => {
  const { one, all } = await cluster();
  const found = one("aws:iam:Role", `trading-${suffix}`);
  expect(JSON.parse(found.props["assumeRolePolicy"] as string)).toEqual({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: actions }],
  });
  const attachments = all("aws:iam:RolePolicyAttachment").filter(({ dependencies }) =>
    dependencies.includes(found.urn),
  );
  const expected = policies.map((policy) => `arn:aws:iam::aws:policy/${policy}`);
  expect(attachments.map(({ props }) => props["policyArn"])).toEqual(expected);
  const { dependencies } = one("aws:eks:Cluster");
  expect(dependencies).toEqual(expect.arrayContaining(attachments.map(({ urn }) => urn)));
});

it("makes each administrator's role, and nobody else, an administrator of the whole cluster", async () => {
  const { one, all } = await cluster();
  const principals = all("aws:eks:AccessEntry").map(({ props }) => props);
  expect(principals).toEqual(config.admins.map((principalArn) => ({ clusterName: "trading", principalArn })));
  for (const association of all("aws:eks:AccessPolicyAssociation")) {
    const entry = one("aws:eks:AccessEntry", association.name);
    expect(association.dependencies).toContain(entry.urn);
    expect(association.props).toEqual({
      ...entry.props,
      policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
      accessScope: { type: "cluster" },
    });
  }
});

it("names administrators alike in whatever order they are listed, and each once", async () => {
  const names = async (admins: string[]) => (await cluster({ admins })).all("aws:eks:AccessEntry").map((x) => x.urn);
  const [first = "", second = ""] = config.admins;
  const expected = await names([first, second]);
  expect(await names([second, first, second])).toEqual(expected);
  expect(expected).toEqual(expect.arrayContaining(await names([second])));
});

it("lets viewers look at everything, and keeps the administrators as they were", async () => {
  const { all } = await cluster({ viewers: [role("preview"), role("preview")] });
  const granted = all("aws:eks:AccessPolicyAssociation").map(({ props }) => props);
  const grant = (principalArn: string, policy: string) => ({
    clusterName: "trading",
    principalArn,
    policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
    accessScope: { type: "cluster" },
  });
  const expected = [
    ...config.admins.map((arn) => grant(arn, "AmazonEKSClusterAdminPolicy")),
    grant(role("preview"), "AmazonEKSAdminViewPolicy"),
  ];
  expect(granted).toHaveLength(expected.length);
  expect(granted).toEqual(expect.arrayContaining(expected));
  expect(all("aws:eks:AccessEntry")).toHaveLength(expected.length);
});

it("opens the API server's port to the named runners' security groups, before it connects", async () => {
  const { all, one, outputs } = await cluster({ runnerSecurityGroupIds: ["sg-0123456789abcdef0", "sg-0abc"] });
  const rules = all("aws:vpc:SecurityGroupIngressRule");
  const rule = {
    securityGroupId: outputs["podSecurityGroupId"],
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    description: "Deploy runner to the API server",
  };
  const opened = (referencedSecurityGroupId: string) => {
    return { ...rule, referencedSecurityGroupId, tags: { Name: `trading-runner-${referencedSecurityGroupId}` } };
  };
  expect(rules.map(({ props }) => props)).toEqual([opened("sg-0123456789abcdef0"), opened("sg-0abc")]);
  expect(one("pulumi:providers:kubernetes").dependencies).toEqual(expect.arrayContaining(rules.map(({ urn }) => urn)));
});

it("installs metrics-server and keeps what was tuned on it", async () => {
  const { props } = (await cluster()).one("aws:eks:Addon");
  const addon = { addonName: "metrics-server", resolveConflictsOnUpdate: "PRESERVE" };
  expect(props).toEqual({ clusterName: "trading", ...addon });
});

it("has NetworkPolicies enforced, through its own provider", async () => {
  const { one } = await cluster();
  const map = one("kubernetes:core/v1:ConfigMap");
  expect(map.props).toMatchObject({
    metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
    data: { "enable-network-policy-controller": "true" },
  });
  expect(map.provider.startsWith(`${one("pulumi:providers:kubernetes").urn}::`)).toBe(true);
});

it("connects to the new cluster once the administrators are let in", async () => {
  const { one, all, outputs } = await cluster();
  const provider = one("pulumi:providers:kubernetes");
  const associations = all("aws:eks:AccessPolicyAssociation").map(({ urn }) => urn);
  expect(provider.dependencies).toEqual(expect.arrayContaining(associations));
  const { kubeconfig: text, clusterIdentifier } = provider.props;
  expect(clusterIdentifier).toBe(outputs["endpoint"]);
  const parsed: unknown = parse(text as string);
  const caData = Buffer.from("simulated certificate authority").toString("base64");
  const server = outputs["endpoint"];
  const connection = { name: "trading", cluster: { server, "certificate-authority-data": caData } };
  expect(parsed).toMatchObject({ clusters: [connection] });
});

it("hands out what others build on", async () => {
  const { endpoint, podSecurityGroupId, ...known } = (await cluster()).outputs;
  expect(endpoint).toMatch(/^https:\/\/[0-9A-F]{32}\.gr7\.eu-central-1\.eks\.amazonaws\.com$/);
  expect(podSecurityGroupId).toMatch(/^sg-[0-9a-f]{17}$/);
  const arn = "arn:aws:eks:eu-central-1:111122223333:cluster/trading";
  expect(known).toEqual({ clusterName: "trading", arn, isProvider: true });
});

it("declares the same in a preview and leaves open what EKS will say", async () => {
  const preview = await cluster({ mode: "preview" });
  expect(preview.resources.map(({ urn }) => urn)).toEqual((await cluster()).resources.map(({ urn }) => urn));
  expect(preview.outputs).toMatchObject({ arn: unknown, endpoint: unknown, podSecurityGroupId: unknown });
  expect(preview.one("pulumi:providers:kubernetes").props["kubeconfig"]).toBe(unknown);
});
