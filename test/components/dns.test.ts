import * as aws from "@pulumi/aws";
import { expect, it } from "vitest";
import { AliasRecords } from "../../components/edge/alias-records.ts";
import { Dns, type DnsArgs } from "../../components/edge/dns.ts";
import { counts, deploy } from "../harness.ts";

const account = "111122223333";
const logKeyArn = `arn:aws:kms:us-east-1:${account}:key/1`;

const dns = (changes: Partial<DnsArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const args = { domain: "mycrypto.example", dnssec: false, recordTtlSeconds: 60, logKeyArn, protect: true };
      const provider = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: [account] });
      const { zoneId, nameServers, dsRecord } = new Dns(
        "dns",
        { ...args, securityContact: "security@mycrypto.example", accountId: account, ...changes },
        { provider },
      );
      return { zoneId, nameServers, ...(dsRecord === undefined ? {} : { dsRecord }) };
    },
    { mode },
  );

const declared = {
  "aws:cloudwatch:LogGroup": 1,
  "aws:cloudwatch:LogResourcePolicy": 1,
  "aws:route53:QueryLog": 1,
  "aws:route53:Record": 1,
  "aws:route53:Zone": 1,
  "pulumi:providers:aws": 1,
  "trading:edge:Dns": 1,
};
const signed = {
  ...declared,
  "aws:kms:Key": 1,
  "aws:route53:HostedZoneDnsSec": 1,
  "aws:route53:KeySigningKey": 1,
};
const adopted = { "aws:route53:Record": 1, "pulumi:providers:aws": 1, "trading:edge:Dns": 1 };
const existing = { zoneId: "Z0123456789AB" };

it.each([
  ["a logged zone", {}, declared],
  ["a signed zone", { dnssec: true }, signed],
  ["the CAA record alone of an existing zone", existing, adopted],
])("declares %s, and nothing else", async (_, changes, expected) => {
  expect(counts((await dns(changes)).resources)).toEqual(expected);
  expect(counts((await dns(changes, "preview")).resources)).toEqual(expected);
});

it("gives every child a parent", async () => {
  const { resources } = await dns({ dnssec: true });
  const roots = resources.filter(({ parent }) => parent?.endsWith("trading-platform-test") === true);
  expect(roots.map(({ type }) => type)).toEqual(["pulumi:providers:aws", "trading:edge:Dns"]);
});

it.each([true, false])("protects the zone and its signing, and nothing else: %s", async (protect) => {
  const { one, resources } = await dns({ dnssec: true, protect });
  expect(one("aws:route53:Zone").props).toMatchObject({ name: "mycrypto.example", forceDestroy: false });
  const guarded = resources.filter((resource) => resource.protect).map(({ type }) => type.split(":").at(-1));
  expect(guarded.sort()).toEqual(protect ? ["HostedZoneDnsSec", "Key", "KeySigningKey", "Zone"] : []);
});

it("lets Amazon alone issue certificates, and has attempts elsewhere reported", async () => {
  for (const changes of [{}, existing]) {
    expect((await dns(changes)).one("aws:route53:Record").props).toMatchObject({
      name: "mycrypto.example",
      type: "CAA",
      ttl: 60,
      records: [
        '0 issue "amazon.com"',
        '0 issue "amazontrust.com"',
        '0 issue "awstrust.com"',
        '0 issue "amazonaws.com"',
        '0 iodef "mailto:security@mycrypto.example"',
      ],
    });
  }
});

it("logs queries in us-east-1, where Route 53 may write for this zone alone", async () => {
  const { one, outputs } = await dns();
  const group = one("aws:cloudwatch:LogGroup");
  const policy = one("aws:cloudwatch:LogResourcePolicy");
  const arn = `arn:aws:logs:us-east-1:${account}:log-group:/aws/route53/mycrypto.example`;
  expect(group.props).toMatchObject({
    name: "/aws/route53/mycrypto.example",
    retentionInDays: 365,
    kmsKeyId: logKeyArn,
  });
  expect([group, policy].map(({ props }) => props["region"])).toEqual(["us-east-1", "us-east-1"]);
  expect(JSON.parse(policy.props["policyDocument"] as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "route53.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${arn}:*`,
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnEquals: { "aws:SourceArn": `arn:aws:route53:::hostedzone/${outputs["zoneId"] as string}` },
        },
      },
    ],
  });
  expect(one("aws:route53:QueryLog").props).toMatchObject({ cloudwatchLogGroupArn: arn, zoneId: outputs["zoneId"] });
  expect(one("aws:route53:QueryLog").dependencies).toContain(policy.urn);
});

it("signs with a key of us-east-1 that Route 53 may use for this zone alone", async () => {
  const { one, outputs } = await dns({ dnssec: true });
  const key = one("aws:kms:Key");
  expect(key.props).toMatchObject({
    customerMasterKeySpec: "ECC_NIST_P256",
    keyUsage: "SIGN_VERIFY",
    region: "us-east-1",
    deletionWindowInDays: 30,
  });
  const service = { Effect: "Allow", Principal: { Service: "dnssec-route53.amazonaws.com" }, Resource: "*" };
  expect(JSON.parse(key.props["policy"] as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" },
      {
        ...service,
        Action: ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnEquals: { "aws:SourceArn": `arn:aws:route53:::hostedzone/${outputs["zoneId"] as string}` },
        },
      },
      { ...service, Action: "kms:CreateGrant", Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } } },
    ],
  });
  const signingKey = one("aws:route53:KeySigningKey");
  expect(signingKey.props).toMatchObject({ status: "ACTIVE", hostedZoneId: outputs["zoneId"] });
  expect(signingKey.props["name"]).toMatch(/^\w{3,128}$/);
  expect(signingKey.propertyDependencies["keyManagementServiceArn"]).toEqual([key.urn]);
  expect(one("aws:route53:HostedZoneDnsSec").props).toMatchObject({ signingStatus: "SIGNING" });
  expect(one("aws:route53:HostedZoneDnsSec").dependencies).toContain(signingKey.urn);
});

it("says what the registrar must be told", async () => {
  expect((await dns({ dnssec: true })).outputs).toEqual({
    zoneId: expect.stringMatching(/^Z[0-9A-F]{20}$/) as string,
    nameServers: ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net", "ns-3.awsdns-03.org", "ns-4.awsdns-04.co.uk"],
    dsRecord: expect.stringMatching(/^\d+ 13 2 [0-9A-F]{64}$/) as string,
  });
  expect((await dns()).outputs).not.toHaveProperty("dsRecord");
  expect((await dns(existing)).outputs).toEqual({ zoneId: "Z0123456789AB", nameServers: [] });
});

it("refuses to sign a zone that is declared elsewhere", async () => {
  const args = {
    ...existing,
    domain: "mycrypto.example",
    dnssec: true,
    recordTtlSeconds: 60,
    logKeyArn,
    protect: true,
  };
  await deploy(() => {
    expect(() => new Dns("dns", { ...args, securityContact: "security@mycrypto.example", accountId: account })).toThrow(
      "zone Z0123456789AB is signed where it is declared",
    );
    return {};
  });
});

it("points each host at the target over IPv4 and IPv6", async () => {
  const { all, resources } = await deploy(() => {
    new AliasRecords("alias", {
      zoneId: "Z0123456789AB",
      hosts: ["mycrypto.example", "api.mycrypto.example", "mycrypto.example"],
      target: { dnsName: "lb.eu-central-1.elb.amazonaws.com", zoneId: "Z215JYRZR1TBD5" },
    });
    return {};
  });
  expect(counts(resources)).toEqual({ "aws:route53:Record": 4, "trading:edge:AliasRecords": 1 });
  const records = all("aws:route53:Record");
  expect(new Set(records.map(({ parent }) => parent?.split("::").at(-1)))).toEqual(new Set(["alias"]));
  expect(records.map(({ props }) => [props["name"], props["type"]])).toEqual([
    ["api.mycrypto.example", "A"],
    ["api.mycrypto.example", "AAAA"],
    ["mycrypto.example", "A"],
    ["mycrypto.example", "AAAA"],
  ]);
  for (const { props } of records) {
    expect(props["zoneId"]).toBe("Z0123456789AB");
    expect(props).not.toHaveProperty("ttl");
    expect(props["aliases"]).toEqual([
      { name: "lb.eu-central-1.elb.amazonaws.com", zoneId: "Z215JYRZR1TBD5", evaluateTargetHealth: false },
    ]);
  }
});
