import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { pathBehaviors } from "../../components/edge/cdn-behaviors.ts";
import { PublicDoor, type PublicDoorArgs } from "../../components/edge/public-door.ts";
import type { Properties } from "../../simulator/wire.ts";
import type { ClientConfig } from "../../systems/model/system.ts";
import mycryptoSystem from "../../systems/mycrypto.ts";
import { counts, deploy, type Deployed } from "../harness.ts";

const accountId = "111122223333";
const region = "eu-central-1";
const planted = "planted-origin-secret";
const webAclArn = `arn:aws:wafv2:us-east-1:${accountId}:global/webacl/trading-prod-cloudfront/1`;
const listenerArn = `arn:aws:elasticloadbalancing:${region}:${accountId}:listener/app/trading-prod/1/1`;
const zoneId = "Z0OFTHEHOSTS";
/** The zone of every distribution's own name. */
const cloudFrontZone = "Z2FDTNDATAQYW2";
const mycrypto = { web: "mycrypto.example", api: "api.mycrypto.example", test: "api-test.mycrypto.example" };
const mytrader = { web: "mytrader.example", api: "mytrader.example", test: "test.mytrader.example" };

const args: PublicDoorArgs = {
  hosts: mycrypto,
  apiPaths: ["/health", "/api/v1/auth/*"],
  loadBalancer: {
    dnsName: "trading-prod-1.eu-central-1.elb.amazonaws.com",
    originHeader: { name: "X-Origin-Verify", value: planted },
  },
  versions: { live: "1.4.2", preview: "1.5.0" },
  after: [],
  uploadOrigin: "https://uploads-1.s3.eu-central-1.amazonaws.com",
  webAclArn,
  priceClass: "PriceClass_100",
  logRetentionDays: 90,
  logKeyArn: `arn:aws:kms:us-east-1:${accountId}:key/1`,
  accountId,
  protect: true,
  zoneId,
  recordTtlSeconds: 120,
  clientConfig: mycryptoSystem.clientConfig,
  deployed: ["1.4.2", "1.5.0"],
};

const door = (changes: Partial<PublicDoorArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const cloud = new aws.Provider("aws", { region, allowedAccountIds: [accountId] });
      const rule = new aws.lb.ListenerRule(
        "rule",
        {
          listenerArn,
          conditions: [{ hostHeader: { values: [mycrypto.api] } }],
          actions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }],
        },
        { provider: cloud },
      );
      const originHeader = { name: "X-Origin-Verify", value: pulumi.secret(planted) };
      const loadBalancer = { ...args.loadBalancer, originHeader };
      const { cdn, assetsBucket } = new PublicDoor(
        "trading-prod-mycrypto",
        { ...args, loadBalancer, after: [rule], ...changes },
        { providers: [cloud] },
      );
      return { distributionId: cdn.distributionId, assetsBucket };
    },
    { mode },
  );

const distributionOf = ({ one }: Deployed) => one("aws:cloudfront:Distribution");

it("declares assets, certificate, distribution and names, and nothing else", async () => {
  const expected = {
    "aws:acm:Certificate": 1,
    "aws:acm:CertificateValidation": 1,
    "aws:cloudfront:CachePolicy": 2,
    "aws:cloudfront:Distribution": 1,
    "aws:cloudfront:Function": 3,
    "aws:cloudfront:KeyValueStore": 1,
    "aws:cloudfront:KeyvaluestoreKey": 2,
    "aws:cloudfront:OriginAccessControl": 1,
    "aws:cloudfront:ResponseHeadersPolicy": 2,
    "aws:cloudwatch:LogDelivery": 1,
    "aws:cloudwatch:LogDeliveryDestination": 1,
    "aws:cloudwatch:LogDeliverySource": 1,
    "aws:cloudwatch:LogGroup": 1,
    "aws:cloudwatch:LogResourcePolicy": 1,
    "aws:lb:ListenerRule": 1,
    // Three hosts: a proof and two aliases each.
    "aws:route53:Record": 9,
    "aws:s3:Bucket": 1,
    "aws:s3:BucketLifecycleConfiguration": 1,
    "aws:s3:BucketObjectv2": 4,
    "aws:s3:BucketOwnershipControls": 1,
    "aws:s3:BucketPolicy": 1,
    "aws:s3:BucketPublicAccessBlock": 1,
    "aws:s3:BucketServerSideEncryptionConfiguration": 1,
    "aws:s3:BucketVersioning": 1,
    "pulumi:providers:aws": 1,
    "trading:edge:AliasRecords": 1,
    "trading:edge:Cdn": 1,
    "trading:edge:Certificate": 1,
    "trading:edge:ClientConfigFiles": 1,
    "trading:edge:DeliveredLog": 1,
    "trading:edge:PublicDoor": 1,
    "trading:edge:WebAssets": 1,
    "trading:storage:PrivateBucket": 1,
  };
  expect(counts((await door()).resources)).toEqual(expected);
  expect(counts((await door({}, "preview")).resources)).toEqual(expected);
});

it("gives every part a parent, a name and its provider", async () => {
  const { resources, one } = await door();
  const top = one("trading:edge:PublicDoor").urn;
  const parts = resources.filter(({ parent }) => parent === top).map(({ type, name }) => [type, name]);
  expect(parts).toEqual([
    ["trading:edge:AliasRecords", "trading-prod-mycrypto"],
    ["trading:edge:Cdn", "trading-prod-mycrypto"],
    ["trading:edge:Certificate", "trading-prod-mycrypto-cdn"],
    ["trading:edge:ClientConfigFiles", "trading-prod-mycrypto-client-config"],
    ["trading:edge:WebAssets", "trading-prod-mycrypto-web"],
  ]);
  const provider = one("pulumi:providers:aws").urn;
  for (const { type, urn, provider: own } of resources) {
    if (type.startsWith("aws:")) expect(own.startsWith(`${provider}::`), urn).toBe(true);
  }
});

it.each([
  ["each host", mycrypto, [mycrypto.web, mycrypto.api, mycrypto.test]],
  ["a host with two parts once", mytrader, [mytrader.web, mytrader.test]],
])("has a certificate of CloudFront's region for %s, proven in the hosts' zone", async (_, hosts, names) => {
  const { one, all } = await door({ hosts });
  const { domainName, subjectAlternativeNames, region: place } = one("aws:acm:Certificate").props;
  expect([domainName, ...(subjectAlternativeNames as string[])]).toEqual(names);
  expect([place, one("aws:acm:CertificateValidation").props["region"]]).toEqual(["us-east-1", "us-east-1"]);
  const proofs = all("aws:route53:Record").filter(({ props }) => props["aliases"] === undefined);
  expect(proofs.map(({ name, props }) => [name, props["zoneId"], props["ttl"]])).toEqual(
    names.map((host) => [`trading-prod-mycrypto-cdn-${host}`, zoneId, 120]).sort(),
  );
});

it("uses the certificate once it is issued", async () => {
  const deployed = await door();
  const { props, propertyDependencies } = distributionOf(deployed);
  const { acmCertificateArn } = props["viewerCertificate"] as Properties;
  expect(acmCertificateArn).toMatch(/^arn:aws:acm:us-east-1:/);
  expect(propertyDependencies["viewerCertificate"]).toEqual([deployed.one("aws:acm:CertificateValidation").urn]);
});

it.each([
  ["each host", mycrypto, [mycrypto.web, mycrypto.api, mycrypto.test]],
  ["a host with two parts once", mytrader, [mytrader.web, mytrader.test]],
])("leads %s to the distribution, over IPv4 and IPv6", async (_, hosts, names) => {
  const deployed = await door({ hosts });
  expect(distributionOf(deployed).props["aliases"]).toEqual(names);
  const aliases = deployed.all("aws:route53:Record").filter(({ props }) => props["aliases"] !== undefined);
  const wanted = names.flatMap((host) => ["A", "AAAA"].map((type) => [host, type, zoneId]));
  expect(aliases.map(({ props }) => [props["name"], props["type"], props["zoneId"]])).toEqual(wanted.sort());
  for (const { props, propertyDependencies } of aliases) {
    expect(props["aliases"]).toEqual([
      {
        name: expect.stringMatching(/^[a-z0-9]+\.cloudfront\.net$/) as string,
        zoneId: cloudFrontZone,
        evaluateTargetHealth: false,
      },
    ]);
    expect(propertyDependencies["aliases"]).toEqual([distributionOf(deployed).urn]);
  }
});

it("reads the assets from a bucket that lets in this distribution alone", async () => {
  const deployed = await door();
  const { one, outputs } = deployed;
  const bucket = outputs["assetsBucket"] as string;
  const { props, propertyDependencies } = distributionOf(deployed);
  const [assets] = props["origins"] as Properties[];
  expect(assets?.["domainName"]).toMatch(/^trading-prod-mycrypto-web-[^:]+$/);
  expect(assets?.["domainName"]).not.toBe(bucket);
  expect(propertyDependencies["origins"]).toContain(one("aws:s3:Bucket", "trading-prod-mycrypto-web").urn);
  const policy = one("aws:s3:BucketPolicy");
  expect(policy.props["bucket"]).toBe(bucket);
  expect(policy.dependencies).toContain(distributionOf(deployed).urn);
  const { Statement } = JSON.parse(policy.props["policy"] as string) as { Statement: Properties[] };
  const arn = `arn:aws:cloudfront::${accountId}:distribution/${outputs["distributionId"] as string}`;
  expect(Statement.filter(({ Effect }) => Effect === "Allow")).toMatchObject([
    { Condition: { StringEquals: { "aws:SourceArn": arn } } },
  ]);
});

it("hands the distribution all that is its own", async () => {
  const deployed = await door();
  const { one, all } = deployed;
  const { props } = distributionOf(deployed);
  expect(props).toMatchObject({ webAclId: webAclArn, priceClass: "PriceClass_100" });
  const [, balancer] = props["origins"] as Properties[];
  expect(balancer).toMatchObject({
    domainName: args.loadBalancer.dnsName,
    customHeaders: [{ name: "X-Origin-Verify", value: planted }],
  });
  const patterns = (props["orderedCacheBehaviors"] as Properties[]).map(({ pathPattern }) => pathPattern);
  const parts = {
    pageCacheId: "",
    assetCacheId: "",
    pageHeadersId: "",
    dataHeadersId: "",
    liveIndex: "",
    viewerAddress: "",
    immutable: "",
  };
  expect(patterns).toEqual(pathBehaviors(args.apiPaths, parts).map(({ pathPattern }) => pathPattern));
  expect(JSON.stringify(one("aws:cloudfront:ResponseHeadersPolicy", "trading-prod-mycrypto-pages").props)).toContain(
    "https://uploads-1.s3.eu-central-1.amazonaws.com",
  );
  expect(one("aws:cloudwatch:LogGroup").props["retentionInDays"]).toBe(90);
  expect(all("aws:cloudfront:KeyvaluestoreKey").map(({ props: { key, value } }) => [key, value])).toEqual([
    ["live-version", "1.4.2"],
    ["preview-version", "1.5.0"],
  ]);
});

it("moves the pages after what they follow", async () => {
  const { all, one } = await door();
  for (const { dependencies, urn } of all("aws:cloudfront:KeyvaluestoreKey")) {
    expect(dependencies, urn).toContain(one("aws:lb:ListenerRule").urn);
  }
  expect(distributionOf(await door()).dependencies).not.toContain(one("aws:lb:ListenerRule").urn);
});

it.each([
  ["hosts of their own", mycrypto],
  ["one for pages and API", mytrader],
])("tells the pages on each host that host's API, with %s", async (_, hosts) => {
  const { all, outputs } = await door({ hosts });
  const apiOf = { "client-config.json": hosts.api, "client-config.preview.json": hosts.test };
  const told = all("aws:s3:BucketObjectv2").map(({ props: { bucket, key, content } }) => [
    bucket,
    key,
    (JSON.parse(content as string) as ClientConfig).WS_BASE_URL,
  ]);
  const expected = Object.entries(apiOf).flatMap(([file, api]) =>
    args.deployed.map((version) => [outputs["assetsBucket"], `${version}/${file}`, `wss://${api}/api/v1/trade/stream`]),
  );
  expect(told).toEqual(expected);
});

it("tells the edge of a version after its settings are there", async () => {
  const { all } = await door();
  const files = all("aws:s3:BucketObjectv2").map(({ urn }) => urn);
  for (const { dependencies, urn } of all("aws:cloudfront:KeyvaluestoreKey")) {
    expect(dependencies, urn).toEqual(expect.arrayContaining(files));
  }
});

it("keeps of itself what lasts: no version, and no secret", async () => {
  const { one, resources } = await door();
  expect(one("trading:edge:PublicDoor").props).toEqual({ hosts: mycrypto });
  for (const { shown, urn } of resources) expect(JSON.stringify(shown), urn).not.toContain(planted);
});

it.each([true, false])("protects bucket, distribution and store of versions, and nothing else: %s", async (protect) => {
  const guarded = (await door({ protect })).resources.filter((one) => one.protect).map(({ type }) => type);
  const stateful = ["aws:cloudfront/distribution:Distribution", "aws:cloudfront/keyValueStore:KeyValueStore"];
  expect(guarded).toEqual(protect ? [...stateful, "aws:s3/bucket:Bucket"] : []);
});
