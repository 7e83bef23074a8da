import { beforeAll, describe, expect, it } from "vitest";
import { deployPlatform } from "../platform.ts";
import { isObject, type Properties, texts, type Value } from "../simulator/wire.ts";
import { loadCatalog } from "../systems/model/catalog.ts";
import { after, read, shipped } from "./config/stack-file.ts";
import { deploy, type Deployed } from "./harness.ts";

// The same platform with everything said differently, after updates that are remembered: what the program knows by itself
// shows as what did not change.

const catalog = await loadCatalog();
const prod = await shipped("prod");
const account = "444455556666";
const region = "eu-west-1";
const soon = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
const config = read(
  after(prod, {
    environment: "staging",
    region,
    allowedAccountIds: [account],
    contacts: { operations: "ops@trading.example", security: "abuse@trading.example" },
    registry: `${account}.dkr.ecr.${region}.amazonaws.com/platform`,
    permissionsBoundaryArn: undefined,
    protect: false,
    "network.zones.0.name": `${region}a`,
    "network.zones.1.name": `${region}b`,
    "network.zones.2.name": `${region}c`,
    cluster: {
      version: "1.36",
      serviceCidr: "172.21.0.0/16",
      admins: [`arn:aws:iam::${account}:role/admin`],
      runnerSecurityGroupIds: ["sg-0123456789abcdef0"],
      loadBalancing: "aws-load-balancer-controller",
      logRetentionDays: 60,
    },
    loadBalancer: { idleTimeoutSeconds: 300, logRetentionDays: 91 },
    cdn: { priceClass: "PriceClass_100", logRetentionDays: 120 },
    firewall: {
      everyRequest: 7000,
      limits: { login: 11, registration: 12, orders: 13 },
      blocksFrom: { sqli: soon, "mytrader-login": soon, common: "2024-12-31" },
      logRetentionDays: 150,
    },
    "stores.logRetentionDays": 180,
    "systems.mycrypto.dnssec": true,
    "systems.mycrypto.recordTtlSeconds": 120,
    "systems.mycrypto.email": { dmarcPolicy: "reject", reportsTo: "dmarc@trading.example" },
    "systems.mytrader.zoneId": "Z0123456789AB",
    "systems.mytrader.recordTtlSeconds": 90,
    "systems.mytrader.colors.green": undefined,
  }),
);
const remembered = {
  mycrypto: { weights: { blue: 10, green: 90 }, live: "green", workColor: "blue", partitions: { orders: 12 } },
  mytrader: { weights: { blue: 100, green: 0 }, live: "blue", workColor: "blue" },
};
const elsewhere = (release: Properties = remembered) =>
  deploy(() => deployPlatform(config, catalog), { stack: "elsewhere", lastOutputs: { release } });

let run: Deployed;
beforeAll(async () => {
  run = await elsewhere();
}, 60_000);

const propsOf = (type: string, name: string) => run.one(type, name).props;
const at = (value: Value | undefined, ...path: readonly string[]) =>
  path.reduce<Value | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);

it("leaves nothing of where it was", () => {
  const everything = JSON.stringify([run.resources.map(({ shown, name }) => [name, shown]), run.outputs]);
  const before = ["111122223333", "eu-central-1", "operations@", "security@", "172.20.0.0", "trading-prod", "prod/"];
  for (const own of before) expect(everything).not.toContain(own);
});

it("reaches AWS and the cluster through the providers of this stack alone", () => {
  const { allowedAccountIds, defaultTags, region: place } = propsOf("pulumi:providers:aws", "aws");
  expect(place).toBe(region);
  expect(JSON.parse(allowedAccountIds as string)).toEqual([account]);
  expect(JSON.parse(defaultTags as string)).toEqual({
    tags: {
      project: "trading-platform",
      environment: "staging",
      owner: "ops@trading.example",
      "managed-by": "pulumi",
      "data-class": "confidential",
    },
  });
  const providers = {
    aws: run.one("pulumi:providers:aws").urn,
    kubernetes: run.one("pulumi:providers:kubernetes").urn,
  };
  for (const { type, urn, provider } of run.resources) {
    const [kind = ""] = type.split(":");
    if (kind !== "aws" && kind !== "kubernetes") continue;
    expect([urn, provider.slice(0, provider.lastIndexOf("::"))]).toEqual([urn, providers[kind]]);
  }
});

it("protects nothing", () => {
  expect(run.resources.filter(({ protect }) => protect)).toEqual([]);
});

describe("what the stack remembers", () => {
  it("is asked of the stack itself", () => {
    expect(run.one("pulumi:pulumi:StackReference").props).toEqual({
      name: "organization/trading-platform/elsewhere",
    });
  });

  it("says of each system where its traffic, its work and its pages are", () => {
    const release = run.outputs["release"] as Readonly<Record<keyof typeof remembered, Properties>>;
    const kept = ["weights", "live", "workColor"] as const;
    for (const system of ["mycrypto", "mytrader"] as const) {
      for (const key of kept) expect(release[system][key]).toEqual(remembered[system][key]);
    }
    const pages = run.all("aws:cloudfront:KeyvaluestoreKey").map(({ name, props }) => [name, props["value"]]);
    expect(pages).toEqual([
      ["trading-staging-mycrypto-live-version", "1.5.0"],
      ["trading-staging-mycrypto-preview-version", "1.4.2"],
      // One color has no preview.
      ["trading-staging-mytrader-live-version", "2.3.1"],
    ]);
  });

  it("keeps topics from losing partitions", async () => {
    const shrunk = { ...remembered, mycrypto: { ...remembered.mycrypto, partitions: { orders: 24 } } };
    await expect(elsewhere(shrunk)).rejects.toThrow('topic "orders": 12 partitions are fewer than the 24 that it has');
  });
});

describe("the firewall", () => {
  it.each(["trading-staging-cloudfront", "trading-staging-regional"])(
    "%s has the limits and days of the config",
    (acl) => {
      const rules = propsOf("aws:wafv2:WebAcl", acl)["rules"] as Properties[];
      const limits = rules.flatMap(({ name, statement }) => {
        const limit = at(statement, "rateBasedStatement", "limit");
        return limit === undefined ? [] : [[name, limit]];
      });
      expect(limits).toEqual([
        ["every-request", 7000],
        ["mycrypto-login", 11],
        ["mycrypto-registration", 12],
        ["mycrypto-orders", 13],
        ["mytrader-login", 11],
        ["mytrader-registration", 12],
      ]);
      const counting = rules.filter(
        ({ action, overrideAction }) => at(action ?? overrideAction, "count") !== undefined,
      );
      const reputation = acl.endsWith("regional") ? ["ip-reputation"] : [];
      expect(counting.map(({ name }) => name)).toEqual([...reputation, "anonymous-ip", "mytrader-login", "sqli"]);
      // Files go to S3, so no path takes a large body.
      expect(rules.map(({ name }) => name)).not.toContain("common-body-size");
    },
  );
});

it("keeps each log for its own time", () => {
  const days = (name: string) => propsOf("aws:cloudwatch:LogGroup", name)["retentionInDays"];
  expect({
    firewall: [days("trading-staging-cloudfront"), days("trading-staging-regional")],
    cdn: [days("trading-staging-mycrypto-access"), days("trading-staging-mytrader-access")],
    stores: days("trading-staging-kafka"),
    cluster: days("trading-staging"),
  }).toEqual({ firewall: [150, 150], cdn: [120, 120], stores: 180, cluster: 60 });
  const [rule] = propsOf("aws:s3:BucketLifecycleConfiguration", "trading-staging-logs")["rules"] as Properties[];
  expect(rule).toMatchObject({ expiration: { days: 91 } });
  expect(propsOf("aws:lb:LoadBalancer", "trading-staging")["idleTimeout"]).toBe(300);
});

it("names only its own account in what lets others in", () => {
  for (const name of ["mycrypto-queries", "trading-staging-mytrader-access", "trading-staging-regional"]) {
    expect(propsOf("aws:cloudwatch:LogResourcePolicy", name)["policyDocument"]).toContain(
      `"aws:SourceAccount":"${account}"`,
    );
  }
  expect(propsOf("aws:kms:Key", "mycrypto-dnssec")["policy"]).toContain(`arn:aws:iam::${account}:root`);
  expect(propsOf("aws:iam:Role", "mytrader-api")["assumeRolePolicy"]).toContain(`"aws:SourceAccount":"${account}"`);
  expect(propsOf("aws:iam:RolePolicy", "mycrypto-auth-service-stores")["policy"]).toContain(
    `"kms:ViaService":"s3.${region}.amazonaws.com"`,
  );
});

it("lets deploy runners in to the API server and to the database server", () => {
  const runners = run
    .all("aws:vpc:SecurityGroupIngressRule")
    .filter(({ props }) => props["referencedSecurityGroupId"] === "sg-0123456789abcdef0");
  expect(runners.map(({ name }) => name)).toEqual([
    "trading-staging-postgres-from-sg-0123456789abcdef0",
    "trading-staging-runner-sg-0123456789abcdef0",
  ]);
});

it("has names in the zones that it is told of", () => {
  const records = run.all("aws:route53:Record");
  const others = records.filter(({ name }) => name.includes("mytrader"));
  expect(others.length).toBeGreaterThan(8);
  expect(new Set(others.map(({ props }) => props["zoneId"]))).toEqual(new Set(["Z0123456789AB"]));
  const ttls = (part: string) =>
    new Set(records.filter(({ name }) => name.includes(part)).flatMap(({ props }) => props["ttl"] ?? []));
  expect([ttls("mycrypto"), ttls("mytrader")]).toEqual([new Set([120]), new Set([90])]);
  expect(run.all("aws:route53:Zone").map(({ name }) => name)).toEqual(["mycrypto"]);
  expect(run.all("aws:route53:HostedZoneDnsSec").map(({ name }) => name)).toEqual(["mycrypto-dnssec"]);
  expect(propsOf("aws:route53:Record", "mytrader-caa")["records"]).toContain('0 iodef "mailto:abuse@trading.example"');
  expect(propsOf("aws:route53:Record", "trading-staging-mycrypto-email-dmarc")["records"]).toEqual([
    expect.stringMatching(/p=reject;.*rua=mailto:dmarc@trading\.example$/),
  ]);
});

it("sends reports on e-mail to the security contact where nobody else is named", async () => {
  const other = { ...config, systems: { ...config.systems } };
  const { mycrypto } = config.systems;
  if (mycrypto === undefined) throw new Error("no mycrypto");
  const { reportsTo, ...email } = mycrypto.email;
  expect(reportsTo).toBeDefined();
  other.systems["mycrypto"] = { ...mycrypto, email };
  const { one } = await deploy(() => deployPlatform(other, catalog));
  expect(JSON.stringify(one("aws:route53:Record", "trading-staging-mycrypto-email-dmarc").props)).toContain(
    "rua=mailto:abuse@trading.example",
  );
});

it("lets browsers upload from the pages, and shows the files to them", () => {
  const cors = propsOf("aws:s3:BucketCorsConfiguration", "trading-staging-mycrypto-uploads");
  const origins = texts(cors["corsRules"] ?? null).filter(({ path }) => path.includes("allowedOrigins"));
  expect(origins.map(({ text }) => text)).toEqual(["https://mycrypto.example"]);
  const policy = JSON.stringify(propsOf("aws:cloudfront:ResponseHeadersPolicy", "trading-staging-mycrypto-pages"));
  expect(policy).toMatch(/img-src 'self' data: https:\/\/trading-staging-mycrypto-uploads/);
});

it("runs what the config says, where it says", () => {
  const repositories = run.all("aws:ecr:Repository").map(({ props }) => props["name"] as string);
  expect(repositories).toContain("platform/mycrypto/auth-service");
  const images = run.all("kubernetes:apps/v1:Deployment").flatMap(({ props }) => texts(at(props, "spec") ?? null));
  const named = images.filter(({ path }) => path.endsWith("image")).map(({ text }) => text.split("@")[0]);
  const registry = `${account}.dkr.ecr.${region}.amazonaws.com/`;
  expect(named.length).toBeGreaterThan(8);
  for (const image of named) expect(repositories).toContain(image?.replace(registry, ""));
  const namespaces = run.all("kubernetes:core/v1:Namespace");
  for (const { props } of namespaces) {
    expect(at(props, "metadata", "labels", "pod-security.kubernetes.io/enforce-version")).toBe("v1.36");
  }
  const bindings = run.resources.filter(({ type }) => type.endsWith(":TargetGroupBinding")).map(({ type }) => type);
  expect(new Set(bindings)).toEqual(new Set(["kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding"]));
  expect(new Set(run.all("aws:cloudfront:Distribution").map(({ props }) => props["priceClass"]))).toEqual(
    new Set(["PriceClass_100"]),
  );
});

it("tells people where it is", () => {
  const nameServers = expect.arrayContaining([expect.stringMatching(/^ns-/)]) as string[];
  expect(run.outputs["endpoints"]).toEqual({
    mycrypto: {
      web: "https://mycrypto.example",
      api: "https://api.mycrypto.example",
      preview: "https://api-test.mycrypto.example",
      nameServers,
      dsRecord: expect.stringMatching(/^\d+ 13 2 [0-9A-F]{64}$/) as string,
    },
    mytrader: {
      web: "https://mytrader.example",
      api: "https://mytrader.example",
      preview: "https://test.mytrader.example",
      nameServers: [],
    },
  });
  expect(at(run.outputs["clientConfig"], "mycrypto")).toEqual({
    API_BASE_URL: "https://api.mycrypto.example/api/v1",
    AUTH_BASE_URL: "https://api.mycrypto.example/api/v1/auth",
    WS_BASE_URL: "wss://api.mycrypto.example/api/v1/trade/stream",
  });
});

it("is nothing without a system", async () => {
  await expect(deploy(() => deployPlatform({ ...config, systems: {} }, catalog))).rejects.toThrow(
    "config names no system",
  );
});
