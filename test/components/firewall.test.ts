import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { Firewall, type FirewallArgs } from "../../components/edge/firewall.ts";
import { firewallRules, type RateRule } from "../../components/edge/firewall-rules.ts";
import { counts, deploy, type Deployed } from "../harness.ts";

const region = "eu-central-1";
const accountId = "111122223333";
const loadBalancerArn = `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/app/trading-prod/1`;
const logKeyArn = `arn:aws:kms:${region}:${accountId}:key/1`;
const cdnLogKeyArn = `arn:aws:kms:us-east-1:${accountId}:key/2`;
const planted = "planted-origin-secret";

const args: FirewallArgs = {
  rateRules: [
    { name: "global", order: 1, pathPrefixes: [], limit: 2000, evaluationWindowSec: 300 },
    { name: "login", order: 2, pathPrefixes: ["/api/v1/auth/login"], limit: 20, evaluationWindowSec: 300 },
  ],
  uploadPathPrefixes: ["/api/v1/auth/documents"],
  countUntil: { sqli: "2026-12-01" },
  today: "2026-11-23",
  originHeader: { name: "X-Origin-Verify", values: [planted] },
  loadBalancerArn,
  region,
  accountId,
  logRetentionDays: 90,
  logKeyArn,
  cdnLogKeyArn,
};

const firewall = (changes: Partial<FirewallArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const providers = [new aws.Provider("aws", { region, allowedAccountIds: [accountId] })];
      const originHeader = { name: "X-Origin-Verify", values: [pulumi.secret(planted)] as const };
      const made = new Firewall("trading-prod", { ...args, originHeader, ...changes }, { providers });
      return { cdnWebAclArn: made.cdnWebAclArn, webAclNames: made.webAclNames };
    },
    { mode },
  );

const places = [
  ["trading-prod-cloudfront", "CLOUDFRONT", "us-east-1"],
  ["trading-prod-regional", "REGIONAL", region],
] as const;
const component = "trading:edge:Firewall";

it("declares a web ACL with its log for the CDN and for the load balancer, and nothing else", async () => {
  const expected = {
    "aws:cloudwatch:LogGroup": 2,
    "aws:cloudwatch:LogResourcePolicy": 2,
    "aws:wafv2:WebAcl": 2,
    "aws:wafv2:WebAclAssociation": 1,
    "aws:wafv2:WebAclLoggingConfiguration": 2,
    "pulumi:providers:aws": 1,
    "trading:edge:DeliveredLog": 2,
    "trading:edge:Firewall": 1,
  };
  expect(counts((await firewall()).resources)).toEqual(expected);
  expect(counts((await firewall({}, "preview")).resources)).toEqual(expected);
});

it("gives every child a parent and its provider", async () => {
  const { resources, one } = await firewall();
  const parents = new Map(resources.map(({ urn, parent }) => [urn, parent]));
  const provider = one("pulumi:providers:aws").urn;
  const top = one(component).urn;
  for (const { urn, type, parent, provider: own } of resources) {
    if (!type.startsWith("aws:")) continue;
    expect([parent, parents.get(parent ?? "")]).toContain(top);
    expect(own.startsWith(`${provider}::`), urn).toBe(true);
  }
});

it.each(places)("%s has the rules of %s and lies in %s", async (name, scope, place) => {
  const { one } = await firewall();
  const redact = (fieldType: string, fieldKeys: string[]) => ({
    action: "SUBSTITUTION",
    field: { fieldType, fieldKeys },
    excludeRuleMatchDetails: false,
    excludeRateBasedDetails: false,
  });
  expect(one("aws:wafv2:WebAcl", name).props).toEqual({
    scope,
    description: expect.stringMatching(/\w/) as string,
    region: place,
    defaultAction: { allow: {} },
    rules: firewallRules(scope, args).rules,
    customResponseBodies: [
      { key: "limited", content: '{"error":"too many requests"}', contentType: "APPLICATION_JSON" },
      { key: "refused", content: '{"error":"forbidden"}', contentType: "APPLICATION_JSON" },
    ],
    dataProtectionConfig: {
      dataProtections: [
        redact("SINGLE_HEADER", ["authorization", "cookie", "x-origin-verify", "x-test-token"]),
        redact("SINGLE_QUERY_ARGUMENT", ["access_token", "token"]),
      ],
    },
    visibilityConfig: { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: name },
    tags: { Name: name },
  });
});

it("stands before the load balancer with the regional rules", async () => {
  const { one } = await firewall();
  const association = one("aws:wafv2:WebAclAssociation");
  expect(association.props["resourceArn"]).toBe(loadBalancerArn);
  expect(association.propertyDependencies["webAclArn"]).toEqual([one("aws:wafv2:WebAcl", places[1][0]).urn]);
});

it.each(places)("%s logs what is refused or counted, without secrets", async (name, _, place) => {
  const { one } = await firewall();
  const logging = one("aws:wafv2:WebAclLoggingConfiguration", name);
  const header = (header: string) => ({ singleHeader: { name: header } });
  const { resourceArn, ...rest } = logging.props;
  expect(rest).toEqual({
    region: place,
    logDestinationConfigs: [`arn:aws:logs:${place}:${accountId}:log-group:aws-waf-logs-${name}`],
    redactedFields: ["authorization", "cookie", "x-origin-verify", "x-test-token"].map(header),
    loggingFilter: {
      defaultBehavior: "DROP",
      filters: [
        {
          behavior: "KEEP",
          requirement: "MEETS_ANY",
          conditions: [{ actionCondition: { action: "BLOCK" } }, { actionCondition: { action: "COUNT" } }],
        },
      ],
    },
  });
  expect(resourceArn).toEqual(expect.any(String));
  expect(logging.propertyDependencies["resourceArn"]).toEqual([one("aws:wafv2:WebAcl", name).urn]);
});

it.each(places)("%s may be logged once the log's policy says so, by this account alone", async (name, _, place) => {
  const { one } = await firewall();
  const policy = one("aws:cloudwatch:LogResourcePolicy", name);
  expect(one("aws:wafv2:WebAclLoggingConfiguration", name).dependencies).toContain(policy.urn);
  const { policyDocument, ...rest } = policy.props;
  expect(rest).toEqual({ policyName: `aws-waf-logs-${name}`, region: place });
  expect(JSON.parse(policyDocument as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `arn:aws:logs:${place}:${accountId}:log-group:aws-waf-logs-${name}:*`,
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: { "aws:SourceArn": `arn:aws:logs:${place}:${accountId}:*` },
        },
      },
    ],
  });
});

it("keeps logs for the time asked, under the key of their region", async () => {
  const groups = ({ all }: Deployed) => all("aws:cloudwatch:LogGroup").map(({ props }) => props);
  const regional = {
    name: "aws-waf-logs-trading-prod-regional",
    region,
    retentionInDays: 90,
    kmsKeyId: logKeyArn,
  };
  const cdn = {
    name: "aws-waf-logs-trading-prod-cloudfront",
    region: "us-east-1",
    retentionInDays: 90,
    kmsKeyId: cdnLogKeyArn,
  };
  expect(groups(await firewall())).toEqual([cdn, regional]);
});

it("shows the origin's secret to nobody, and the rest of the rules to everyone", async () => {
  const { resources, one } = await firewall();
  for (const { shown } of resources) expect(JSON.stringify(shown)).not.toContain(planted);
  const rules = one("aws:wafv2:WebAcl", places[1][0]).shown["rules"] as { name: string }[];
  expect(rules.map(({ name }) => name)).toEqual(firewallRules("REGIONAL", args).rules.map(({ name }) => name));
});

it("differs from day to day in what the day decides, and nowhere else", async () => {
  const inputs = async (today: string) =>
    (await firewall({ today })).resources.map(({ name, type, shown }) => [type, name, shown] as const);
  const differing = (a: Awaited<ReturnType<typeof inputs>>, b: typeof a) =>
    a.flatMap((one, i) => (JSON.stringify(one) === JSON.stringify(b[i]) ? [] : [one[0]]));
  const [first, next, onTheDay] = [await inputs("2026-11-23"), await inputs("2026-11-24"), await inputs("2026-12-01")];
  expect(differing(first, next)).toEqual([]);
  expect(differing(next, onTheDay)).toEqual(["aws:wafv2/webAcl:WebAcl", "aws:wafv2/webAcl:WebAcl"]);
});

it("hands out what distributions and alarms need", async () => {
  const { outputs, one } = await firewall();
  expect(outputs).toEqual({
    cdnWebAclArn: expect.stringContaining("arn:aws:wafv2:") as string,
    webAclNames: { CLOUDFRONT: expect.any(String) as string, REGIONAL: expect.any(String) as string },
  });
  const association = one("aws:wafv2:WebAclAssociation").props["webAclArn"];
  expect(outputs["cdnWebAclArn"]).not.toBe(association);
});

it("takes rules up to the last of the 1500 units that have the basic price", () => {
  const rateRules = Array.from({ length: 15 }, (_, i): RateRule => ({
    name: `rate-${i}`,
    order: i + 1,
    // 1175 units of AWS's groups, 35 for each limit of paths and 2 for each of everything.
    pathPrefixes: i < 9 ? ["/a"] : [],
    limit: 10,
    evaluationWindowSec: 60,
  }));
  const rules = (list: RateRule[]) =>
    firewallRules("CLOUDFRONT", { ...args, rateRules: list, uploadPathPrefixes: [], countUntil: {} });
  expect(rules(rateRules.slice(0, 14)).capacity).toBe(1500);
  expect(() => rules(rateRules)).toThrow("take 1502 of 1500 capacity units");
});
