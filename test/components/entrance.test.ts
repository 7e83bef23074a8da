import * as aws from "@pulumi/aws";
import { expect, it } from "vitest";
import { Entrance, type EntranceArgs } from "../../components/edge/entrance.ts";
import { firewallRules } from "../../components/edge/firewall-rules.ts";
import { redacted } from "../../simulator/wire.ts";
import { counts, deploy, type Deployed } from "../harness.ts";

const region = "eu-central-1";
const accountId = "111122223333";
const keyArn = (id: string) => `arn:aws:kms:${region}:${accountId}:key/${id}`;

const args: EntranceArgs = {
  environment: "prod",
  region,
  accountId,
  loadBalancer: {
    vpcId: "vpc-1",
    subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
    idleTimeoutSeconds: 120,
    logRetentionDays: 400,
    certificates: [
      { name: "mycrypto", arn: "arn:aws:acm:eu-central-1:111122223333:certificate/1" },
      { name: "mytrader", arn: "arn:aws:acm:eu-central-1:111122223333:certificate/2" },
    ],
    pods: { securityGroupId: "sg-pods", ports: [8080] },
  },
  firewall: {
    rateRules: [{ name: "every-request", order: 1, pathPrefixes: [], limit: 6000, evaluationWindowSec: 300 }],
    uploadPathPrefixes: ["/api/v1/auth/documents"],
    countUntil: { sqli: "2026-12-01", "every-request": "2026-11-23" },
    today: "2026-11-23",
    logRetentionDays: 90,
  },
  secretsKeyArn: keyArn("secrets"),
  logKeyArn: keyArn("logs"),
  cdnLogKeyArn: `arn:aws:kms:us-east-1:${accountId}:key/1`,
  protect: true,
};

const entrance = (changes: Partial<EntranceArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const providers = [new aws.Provider("aws", { region, allowedAccountIds: [accountId] })];
      const { loadBalancer, firewall, originHeader } = new Entrance(
        "trading-prod",
        { ...args, ...changes },
        { providers },
      );
      return { loadBalancerArn: loadBalancer.arn, cdnWebAclArn: firewall.cdnWebAclArn, originHeader };
    },
    { mode },
  );

const passwordOf = ({ one }: Deployed) => one("aws:secretsmanager:SecretVersion").props["secretString"] as string;

it("declares load balancer, firewall and the proof between them, and nothing else", async () => {
  const expected = {
    "aws:cloudwatch:LogGroup": 2,
    "aws:cloudwatch:LogResourcePolicy": 2,
    "aws:ec2:SecurityGroup": 1,
    "aws:lb:Listener": 2,
    "aws:lb:ListenerCertificate": 1,
    "aws:lb:LoadBalancer": 1,
    "aws:s3:Bucket": 1,
    "aws:s3:BucketLifecycleConfiguration": 1,
    "aws:s3:BucketOwnershipControls": 1,
    "aws:s3:BucketPolicy": 1,
    "aws:s3:BucketPublicAccessBlock": 1,
    "aws:s3:BucketServerSideEncryptionConfiguration": 1,
    "aws:s3:BucketVersioning": 1,
    "aws:secretsmanager:Secret": 1,
    "aws:secretsmanager:SecretVersion": 1,
    "aws:vpc:SecurityGroupEgressRule": 1,
    "aws:vpc:SecurityGroupIngressRule": 2,
    "aws:wafv2:WebAcl": 2,
    "aws:wafv2:WebAclAssociation": 1,
    "aws:wafv2:WebAclLoggingConfiguration": 2,
    "pulumi:providers:aws": 1,
    "random:index/randomPassword:RandomPassword": 1,
    "trading:data:Secrets": 1,
    "trading:edge:DeliveredLog": 2,
    "trading:edge:Entrance": 1,
    "trading:edge:Firewall": 1,
    "trading:edge:LoadBalancer": 1,
    "trading:edge:LogBucket": 1,
    "trading:storage:PrivateBucket": 1,
  };
  expect(counts((await entrance()).resources)).toEqual(expected);
  expect(counts((await entrance({}, "preview")).resources)).toEqual(expected);
});

it("gives every child a parent and its provider", async () => {
  const { resources, one } = await entrance();
  const provider = one("pulumi:providers:aws").urn;
  const tops = resources.filter(({ parent }) => parent?.endsWith("trading-platform-test") === true);
  expect(tops.map(({ type }) => type)).toEqual(["pulumi:providers:aws", "trading:edge:Entrance"]);
  for (const part of ["trading:edge:LoadBalancer", "trading:data:Secrets", "trading:edge:Firewall"]) {
    expect(one(part)).toMatchObject({ name: "trading-prod", parent: one("trading:edge:Entrance").urn });
  }
  for (const { type, urn, provider: own } of resources) {
    if (type.startsWith("aws:")) expect(own.startsWith(`${provider}::`), urn).toBe(true);
  }
});

it("keeps of itself what lasts: no day, and no secret", async () => {
  expect((await entrance()).one("trading:edge:Entrance").props).toEqual({ environment: "prod", region, protect: true });
});

it("is open to CloudFront's addresses alone, on the HTTPS port", async () => {
  const { all, one } = await entrance();
  const clients = all("aws:vpc:SecurityGroupIngressRule").filter(
    ({ props }) => props["referencedSecurityGroupId"] === undefined,
  );
  const { description, ...rest } = clients[0]?.props ?? {};
  expect(clients).toHaveLength(1);
  expect(description).toMatch(/CDN/);
  expect(rest).toEqual({
    securityGroupId: (one("aws:lb:LoadBalancer").props["securityGroups"] as string[])[0],
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    // The list that AWS keeps under this name; others of its lists are CloudFront's functions' or S3's.
    prefixListId: "pl-a3a144ca",
    tags: { Name: "trading-prod-443-list-0" },
  });
});

it("has the load balancer that is asked for", async () => {
  const { one, outputs } = await entrance();
  const { subnets, idleTimeout } = one("aws:lb:LoadBalancer").props;
  expect({ subnets, idleTimeout }).toEqual({ subnets: args.loadBalancer.subnetIds, idleTimeout: 120 });
  expect(one("aws:ec2:SecurityGroup").props["vpcId"]).toBe("vpc-1");
  expect(one("aws:vpc:SecurityGroupEgressRule").props).toMatchObject({
    referencedSecurityGroupId: "sg-pods",
    fromPort: 8080,
  });
  expect(one("aws:s3:BucketLifecycleConfiguration").props["rules"]).toMatchObject([{ expiration: { days: 400 } }]);
  expect(one("aws:s3:BucketPolicy").props["policy"]).toContain(`/AWSLogs/${accountId}/*`);
  const [first, second] = args.loadBalancer.certificates;
  expect(one("aws:lb:Listener", "trading-prod-https").props["certificateArn"]).toBe(first.arn);
  expect(one("aws:lb:ListenerCertificate").props["certificateArn"]).toBe(second?.arn);
  expect(outputs["loadBalancerArn"]).toMatch(/loadbalancer\/app\/trading-prod/);
});

it("keeps the proof of origin as the platform's secret, under the key of secrets", async () => {
  const { one } = await entrance();
  expect(one("aws:secretsmanager:Secret", "trading-prod-origin-header").props).toEqual({
    namePrefix: "prod/platform/origin-header-",
    description: "Value of the header that the CDN adds to its requests to the load balancer",
    kmsKeyId: args.secretsKeyArn,
    recoveryWindowInDays: 30,
    tags: { system: "platform" },
  });
  // Letters and digits survive a header as they are; 40 of them hold more than 200 bits.
  expect(one("random:index/randomPassword:RandomPassword").props).toMatchObject({ length: 40, special: false });
});

it("asks of requests to the load balancer, before all else, what it hands out to distributions", async () => {
  const deployed = await entrance();
  const { one, outputs } = deployed;
  const value = passwordOf(deployed);
  const { rules } = firewallRules("REGIONAL", {
    ...args.firewall,
    originHeader: { name: "X-Origin-Verify", values: [value] },
  });
  expect(value).toMatch(/^[A-Za-z0-9]{40}$/);
  const acl = one("aws:wafv2:WebAcl", "trading-prod-regional");
  expect(acl.props["rules"]).toEqual(rules);
  expect((rules[0] as { name: string }).name).toBe("origin-header");
  const association = one("aws:wafv2:WebAclAssociation");
  expect(association.props["resourceArn"]).toBe(outputs["loadBalancerArn"]);
  expect(association.propertyDependencies).toMatchObject({
    resourceArn: [one("aws:lb:LoadBalancer").urn],
    webAclArn: [acl.urn],
  });
  expect(outputs["originHeader"]).toMatchObject({ name: "X-Origin-Verify", value: { value } });
});

it("shows the proof to nobody", async () => {
  const deployed = await entrance();
  const value = passwordOf(deployed);
  for (const { shown, urn } of deployed.resources) expect(JSON.stringify(shown), urn).not.toContain(value);
  expect(deployed.one("aws:secretsmanager:SecretVersion").shown["secretString"]).toBe(redacted);
});

it("has the firewall that is asked for: rules, day, region, retention and key", async () => {
  const { one, all } = await entrance();
  const { rules } = firewallRules("CLOUDFRONT", {
    ...args.firewall,
    originHeader: { name: "X-Origin-Verify", values: ["unseen"] },
  });
  expect(one("aws:wafv2:WebAcl", "trading-prod-cloudfront").props["rules"]).toEqual(rules);
  const regions = all("aws:wafv2:WebAcl").map(({ props }) => [props["scope"], props["region"]]);
  expect(regions).toEqual([
    ["CLOUDFRONT", "us-east-1"],
    ["REGIONAL", region],
  ]);
  expect(all("aws:cloudwatch:LogGroup").map(({ props }) => [props["region"], props["kmsKeyId"]])).toEqual([
    ["us-east-1", args.cdnLogKeyArn],
    [region, args.logKeyArn],
  ]);
  expect(new Set(all("aws:cloudwatch:LogGroup").map(({ props }) => props["retentionInDays"]))).toEqual(new Set([90]));
  const policies = all("aws:cloudwatch:LogResourcePolicy").map(({ props }) => props["policyDocument"] as string);
  for (const policy of policies) expect(policy).toContain(`"aws:SourceAccount":"${accountId}"`);
});

it.each([true, false])("protects the load balancer, its logs and the secret, and nothing else: %s", async (protect) => {
  const { resources, one } = await entrance({ protect });
  const guarded = resources.filter((resource) => resource.protect).map(({ type }) => type.split(":").at(-1));
  expect(guarded.sort()).toEqual(protect ? ["Bucket", "LoadBalancer", "RandomPassword", "Secret"] : []);
  expect(one("aws:lb:LoadBalancer").props["enableDeletionProtection"]).toBe(protect);
});
