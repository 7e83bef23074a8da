import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import {
  assetCaching,
  keyedByPath,
  pageBehavior,
  pageCaching,
  pathBehaviors,
} from "../../components/edge/cdn-behaviors.ts";
import { Cdn, type CdnArgs } from "../../components/edge/cdn.ts";
import { liveIndexFunction } from "../../components/edge/live-index.ts";
import {
  contentSecurityPolicy,
  dataHeaders,
  immutableFunction,
  pageHeaders,
} from "../../components/edge/response-headers.ts";
import { viewerAddressFunction } from "../../components/edge/viewer-address.ts";
import type { Properties } from "../../simulator/wire.ts";
import { counts, deploy, type Deployed } from "../harness.ts";

const accountId = "111122223333";
const planted = "planted-origin-secret";
const hosts = { web: "mycrypto.example", api: "api.mycrypto.example", test: "api-test.mycrypto.example" };
const certificateArn = `arn:aws:acm:us-east-1:${accountId}:certificate/1`;
const webAclArn = `arn:aws:wafv2:us-east-1:${accountId}:global/webacl/trading-prod-cloudfront/1`;

const args: CdnArgs = {
  hosts,
  apiPaths: ["/health", "/api/v1/auth/*"],
  loadBalancer: {
    dnsName: "trading-prod-1.eu-central-1.elb.amazonaws.com",
    originHeader: { name: "X-Origin-Verify", value: planted },
  },
  assetsDomainName: "assets-1.s3.eu-central-1.amazonaws.com",
  versions: { live: "1.4.2", preview: "1.5.0" },
  after: [],
  certificateArn,
  webAclArn,
  priceClass: "PriceClass_100",
  logRetentionDays: 90,
  logKeyArn: `arn:aws:kms:us-east-1:${accountId}:key/1`,
  accountId,
  protect: true,
};

const cdn = (changes: Partial<CdnArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const providers = [new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: [accountId] })];
      const originHeader = { name: "X-Origin-Verify", value: pulumi.secret(planted) };
      const made = new Cdn(
        "mycrypto",
        { ...args, loadBalancer: { ...args.loadBalancer, originHeader }, ...changes },
        { providers },
      );
      const { distributionArn, distributionId, dnsName, zoneId, versionStoreArn } = made;
      return { distributionArn, distributionId, dnsName, zoneId, versionStoreArn };
    },
    { mode },
  );

const distributionOf = ({ one }: Deployed) => one("aws:cloudfront:Distribution");

const base = {
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
  "pulumi:providers:aws": 1,
  "trading:edge:Cdn": 1,
  "trading:edge:DeliveredLog": 1,
};

it.each([
  ["with a preview", {}, base],
  ["without one", { versions: { live: "1.4.2" } }, { ...base, "aws:cloudfront:KeyvaluestoreKey": 1 }],
])("declares a distribution and what it uses %s, and nothing else", async (_, changes, expected) => {
  expect(counts((await cdn(changes)).resources)).toEqual(expected);
  expect(counts((await cdn(changes, "preview")).resources)).toEqual(expected);
});

it("gives every child a parent and its provider", async () => {
  const { resources, one } = await cdn();
  const parents = new Map(resources.map(({ urn, parent }) => [urn, parent]));
  const top = one("trading:edge:Cdn").urn;
  const provider = one("pulumi:providers:aws").urn;
  for (const { urn, type, parent, provider: own } of resources) {
    if (!type.startsWith("aws:")) continue;
    expect([parent, parents.get(parent ?? "")]).toContain(top);
    expect(own.startsWith(`${provider}::`), urn).toBe(true);
  }
});

it.each([true, false])(
  "protects the distribution, what says which version is served, and nothing else: %s",
  async (protect) => {
    const guarded = (await cdn({ protect })).resources.filter((one) => one.protect).map(({ type }) => type);
    const stateful = ["aws:cloudfront/distribution:Distribution", "aws:cloudfront/keyValueStore:KeyValueStore"];
    expect(guarded).toEqual(protect ? stateful : []);
  },
);

it("is one public door for all hosts, over modern TLS, behind the firewall", async () => {
  const { props } = distributionOf(await cdn());
  const { origins, defaultCacheBehavior, orderedCacheBehaviors, ...rest } = props;
  expect(rest).toEqual({
    comment: "mycrypto",
    enabled: true,
    aliases: [hosts.web, hosts.api, hosts.test],
    httpVersion: "http2and3",
    isIpv6Enabled: true,
    priceClass: "PriceClass_100",
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: {
      acmCertificateArn: certificateArn,
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2025",
    },
    webAclId: webAclArn,
    retainOnDelete: false,
    tags: { Name: "mycrypto" },
  });
  for (const block of [origins, defaultCacheBehavior, orderedCacheBehaviors]) expect(block).toBeDefined();
});

it("names a host once that has two parts to play", async () => {
  const shared = { web: "mytrader.example", api: "mytrader.example", test: "test.mytrader.example" };
  const { props } = distributionOf(await cdn({ hosts: shared }));
  expect(props["aliases"]).toEqual(["mytrader.example", "test.mytrader.example"]);
});

it("reads the bucket with signed requests, and the load balancer over TLS with the proof of origin", async () => {
  const deployed = await cdn();
  const access = deployed.one("aws:cloudfront:OriginAccessControl");
  expect(access.props).toEqual({
    name: "mycrypto",
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  });
  const { props, propertyDependencies } = distributionOf(deployed);
  expect(props["origins"]).toEqual([
    {
      originId: "assets",
      domainName: args.assetsDomainName,
      originAccessControlId: expect.stringMatching(/./) as string,
    },
    {
      originId: "load-balancer",
      domainName: args.loadBalancer.dnsName,
      customOriginConfig: {
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: "https-only",
        originSslProtocols: ["TLSv1.2"],
        originReadTimeout: 30,
        originKeepaliveTimeout: 30,
      },
      customHeaders: [{ name: "X-Origin-Verify", value: planted }],
    },
  ]);
  expect(propertyDependencies["origins"]).toEqual([access.urn]);
});

it("shows the proof of origin to nobody", async () => {
  const { resources } = await cdn();
  for (const { shown } of resources) expect(JSON.stringify(shown)).not.toContain(planted);
});

it("behaves by path as decided, each behavior with its own policies and function", async () => {
  const deployed = await cdn();
  const { props, propertyDependencies } = distributionOf(deployed);
  const urn = (type: string, name: string) => deployed.one(`aws:cloudfront:${type}`, name).urn;
  const page = props["defaultCacheBehavior"] as Properties;
  const [api = {}, , assets = {}] = props["orderedCacheBehaviors"] as Properties[];
  const functionOf = (behavior: Properties) =>
    (behavior["functionAssociations"] as { functionArn: string }[] | undefined)?.[0]?.functionArn ?? "";
  const parts = {
    pageCacheId: page["cachePolicyId"] as string,
    assetCacheId: assets["cachePolicyId"] as string,
    pageHeadersId: page["responseHeadersPolicyId"] as string,
    dataHeadersId: api["responseHeadersPolicyId"] as string,
    liveIndex: functionOf(page),
    viewerAddress: functionOf(api),
    immutable: functionOf(assets),
  };
  expect(page).toEqual(pageBehavior(parts));
  expect(props["orderedCacheBehaviors"]).toEqual(pathBehaviors(args.apiPaths, parts));
  expect(new Set(Object.values(parts)).size).toBe(7);
  expect(parts).toMatchObject({
    liveIndex: expect.stringContaining("live-index") as string,
    viewerAddress: expect.stringContaining("viewer-address") as string,
    immutable: expect.stringContaining("immutable") as string,
  });
  expect(propertyDependencies["defaultCacheBehavior"]?.toSorted()).toEqual(
    [
      urn("CachePolicy", "mycrypto-pages"),
      urn("Function", "mycrypto-live-index"),
      urn("ResponseHeadersPolicy", "mycrypto-pages"),
    ].toSorted(),
  );
  expect(propertyDependencies["orderedCacheBehaviors"]?.toSorted()).toEqual(
    [
      urn("CachePolicy", "mycrypto-assets"),
      urn("Function", "mycrypto-immutable"),
      urn("Function", "mycrypto-viewer-address"),
      urn("ResponseHeadersPolicy", "mycrypto-data"),
    ].toSorted(),
  );
});

it("keeps pages for a minute and hashed assets for a year, by their path", async () => {
  const { one } = await cdn();
  const policy = (name: string) => one("aws:cloudfront:CachePolicy", name).props;
  const parametersInCacheKeyAndForwardedToOrigin = keyedByPath;
  expect(policy("mycrypto-pages")).toEqual({
    name: "mycrypto-pages",
    ...pageCaching,
    parametersInCacheKeyAndForwardedToOrigin,
  });
  expect(policy("mycrypto-assets")).toEqual({
    name: "mycrypto-assets",
    ...assetCaching,
    parametersInCacheKeyAndForwardedToOrigin,
  });
});

it("sends security headers that name the API's host and the bucket of uploads", async () => {
  const uploads = "https://uploads-1.s3.eu-central-1.amazonaws.com";
  const headers = ({ one }: Deployed, name: string) => one("aws:cloudfront:ResponseHeadersPolicy", name).props;
  const without = await cdn();
  expect(headers(without, "mycrypto-pages")).toEqual({
    name: "mycrypto-pages",
    ...pageHeaders(contentSecurityPolicy({ apiHost: hosts.api })),
  });
  expect(headers(without, "mycrypto-data")).toEqual({ name: "mycrypto-data", ...dataHeaders });
  const withUploads = await cdn({ uploadOrigin: pulumi.output(uploads) });
  expect(headers(withUploads, "mycrypto-pages")).toEqual({
    name: "mycrypto-pages",
    ...pageHeaders(contentSecurityPolicy({ apiHost: hosts.api, uploads })),
  });
});

it("publishes its functions, of which one reads the store of versions", async () => {
  const { all, one } = await cdn();
  const common = { runtime: "cloudfront-js-2.0", publish: true };
  const store = one("aws:cloudfront:KeyValueStore").urn;
  const found = all("aws:cloudfront:Function").map(({ name, props: { runtime, publish, code, tags } }) => [
    name,
    { runtime, publish, code, tags },
  ]);
  expect(found).toEqual(
    [
      ["mycrypto-immutable", immutableFunction],
      ["mycrypto-live-index", liveIndexFunction(hosts)],
      ["mycrypto-viewer-address", viewerAddressFunction(hosts)],
    ].map(([name, code]) => [name, { ...common, code, tags: { Name: name } }]),
  );
  const stores = all("aws:cloudfront:Function").map(({ propertyDependencies: dependencies }) => [
    ...(dependencies["keyValueStoreAssociations"] ?? []),
  ]);
  expect(stores).toEqual([[], [store], []]);
});

it("writes the versions into the store, by the keys that the function asks for", async () => {
  const { all, one, outputs } = await cdn();
  const written = all("aws:cloudfront:KeyvaluestoreKey").map(({ props }) => props);
  const keyValueStoreArn = outputs["versionStoreArn"];
  expect(written).toEqual([
    { keyValueStoreArn, key: "live-version", value: "1.4.2" },
    { keyValueStoreArn, key: "preview-version", value: "1.5.0" },
  ]);
  for (const { key } of written as { key: string }[]) {
    expect(one("aws:cloudfront:Function", "mycrypto-live-index").props["code"]).toContain(`"${key}"`);
  }
});

it("changes two values of the store and nothing else when another version goes live", async () => {
  const before = (await cdn()).resources;
  const after = (await cdn({ versions: { live: "1.5.0", preview: "1.4.2" } })).resources;
  const changed = after.filter(({ shown }, i) => JSON.stringify(shown) !== JSON.stringify(before[i]?.shown));
  expect(changed.map(({ type, name }) => [type, name])).toEqual([
    ["aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey", "mycrypto-live-version"],
    ["aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey", "mycrypto-preview-version"],
  ]);
});

it("logs every request from us-east-1, without cookies and queries", async () => {
  const { one } = await cdn();
  const region = "us-east-1";
  const tags = { Name: "mycrypto-access" };
  expect(one("aws:cloudwatch:LogGroup").props).toEqual({
    name: "/aws/cloudfront/mycrypto",
    region,
    retentionInDays: 90,
    kmsKeyId: args.logKeyArn,
  });
  const policy = one("aws:cloudwatch:LogResourcePolicy");
  expect(policy.props).toMatchObject({ policyName: "aws-cloudfront-mycrypto", region });
  const source = one("aws:cloudwatch:LogDeliverySource");
  expect(source.props).toMatchObject({ region, tags, logType: "ACCESS_LOGS" });
  expect(source.propertyDependencies["resourceArn"]).toEqual([one("aws:cloudfront:Distribution").urn]);
  const destination = one("aws:cloudwatch:LogDeliveryDestination");
  expect(destination.props).toMatchObject({
    region,
    tags,
    outputFormat: "json",
    deliveryDestinationConfiguration: {
      destinationResourceArn: `arn:aws:logs:us-east-1:${accountId}:log-group:/aws/cloudfront/mycrypto`,
    },
  });
  expect(destination.dependencies).toContain(policy.urn);
  const delivery = one("aws:cloudwatch:LogDelivery");
  expect(delivery.props).toMatchObject({ region, tags });
  expect(delivery.propertyDependencies["deliverySourceName"]).toEqual([source.urn]);
  expect(delivery.propertyDependencies["deliveryDestinationArn"]).toContain(destination.urn);
  const fields = delivery.props["recordFields"] as string[];
  expect(fields).toEqual(expect.arrayContaining(["c-ip", "cs-method", "cs-uri-stem", "sc-status", "time-taken"]));
  expect(fields.filter((field) => /cookie|query|referer/i.test(field))).toEqual([]);
});

it("hands out what aliases, the bucket and a release need", async () => {
  const { outputs } = await cdn();
  expect(outputs).toEqual({
    distributionArn: expect.stringMatching(/^arn:aws:cloudfront:/) as string,
    distributionId: expect.stringMatching(/./) as string,
    dnsName: expect.stringMatching(/./) as string,
    zoneId: expect.stringMatching(/./) as string,
    versionStoreArn: expect.stringMatching(/^arn:aws:cloudfront:/) as string,
  });
  expect(new Set(Object.values(outputs)).size).toBe(5);
});

it("moves the pages after what it is told to wait for", async () => {
  const { all, one } = await deploy(() => {
    const rule = new aws.sns.Topic("rule");
    new Cdn("mycrypto", { ...args, after: [rule] });
    return {};
  });
  const keys = all("aws:cloudfront:KeyvaluestoreKey");
  expect(keys).toHaveLength(2);
  for (const { dependencies } of keys) expect(dependencies).toContain(one("aws:sns:Topic").urn);
});
