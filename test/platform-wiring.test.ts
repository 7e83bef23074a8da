import { beforeAll, describe, expect, it } from "vitest";
import { deployPlatform } from "../platform.ts";
import { nameOf } from "../simulator/resource.ts";
import type { Properties } from "../simulator/wire.ts";
import { loadCatalog } from "../systems/model/catalog.ts";
import { after, type Changes, exception, read, shipped } from "./config/stack-file.ts";
import { deploy, type Deployed, type Found } from "./harness.ts";

// Which part of the platform is handed what of another: keys, networks, certificates, zones, providers. Resources are
// told apart by their logical names, which stand behind each input in its dependencies.

const prod = await shipped("prod");
const catalog = await loadCatalog();
const platform = (changes: Changes = {}) => {
  const config = read(after(prod, changes));
  return deploy(() => deployPlatform(config, catalog));
};

let run: Deployed;
beforeAll(async () => {
  run = await platform();
}, 60_000);

/** Class and name of the resources that an input's value comes from: `Vpc trading-prod`. */
const sources = ({ propertyDependencies }: Found, property: string) =>
  (propertyDependencies[property] ?? []).map((urn) => {
    const type = urn.split("::")[2] ?? "";
    return `${type.slice(type.lastIndexOf(":") + 1)} ${nameOf(urn)}`;
  });
const tier = (name: string) => ["a", "b", "c"].map((zone) => `Subnet trading-prod-${name}-eu-central-1${zone}`);

describe("keys", () => {
  it("are those that something is encrypted with", () => {
    const concerns = run.all("aws:kms:Key").map(({ name }) => name.replace("trading-prod-", ""));
    const stores = ["kafka", "postgres", "rabbitmq", "redis", "uploads"];
    expect(concerns.sort()).toEqual([...stores, "cluster", "edge-logs", "email", "images", "logs", "secrets"].sort());
  });

  it("of logs are two, each in the region of its logs, or one where that is the same", async () => {
    const edge = run.one("aws:kms:Key", "trading-prod-edge-logs").props;
    expect(edge["region"]).toBe("us-east-1");
    expect(edge["policy"]).toContain('"logs.us-east-1.amazonaws.com"');
    const near = await platform({
      region: "us-east-1",
      "network.zones.0.name": "us-east-1a",
      "network.zones.1.name": "us-east-1b",
      "network.zones.2.name": "us-east-1c",
      registry: "111122223333.dkr.ecr.us-east-1.amazonaws.com",
    });
    expect(
      near
        .all("aws:kms:Key")
        .filter(({ name }) => name.endsWith("logs"))
        .map(({ name }) => name),
    ).toEqual(["trading-prod-logs"]);
    const keys = near.all("aws:cloudwatch:LogGroup").map((group) => sources(group, "kmsKeyId"));
    expect(new Set(keys.flat())).toEqual(new Set(["Key trading-prod-logs"]));
  });

  it("encrypt every log group", () => {
    const groups = run.all("aws:cloudwatch:LogGroup");
    expect(groups.filter((group) => sources(group, "kmsKeyId").length !== 1).map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ["aws:secretsmanager:Secret", "trading-prod-origin-header", "kmsKeyId", "secrets"],
    ["aws:secretsmanager:Secret", "mycrypto-test-token", "kmsKeyId", "secrets"],
    ["aws:secretsmanager:Secret", "trading-prod-mytrader-redis", "kmsKeyId", "secrets"],
    ["aws:cloudwatch:LogGroup", "trading-prod-regional", "kmsKeyId", "logs"],
    ["aws:cloudwatch:LogGroup", "trading-prod-flow-logs", "kmsKeyId", "logs"],
    ["aws:cloudwatch:LogGroup", "trading-prod-cloudfront", "kmsKeyId", "edge-logs"],
    ["aws:cloudwatch:LogGroup", "trading-prod-mytrader-access", "kmsKeyId", "edge-logs"],
    ["aws:cloudwatch:LogGroup", "mycrypto-queries", "kmsKeyId", "edge-logs"],
    ["aws:cloudwatch:LogGroup", "trading-prod", "kmsKeyId", "logs"],
    ["aws:cloudwatch:LogGroup", "trading-prod-kafka", "kmsKeyId", "logs"],
    ["aws:eks:Cluster", "trading-prod", "encryptionConfig", "cluster"],
    ["aws:ecr:Repository", "mycrypto-mail-worker", "encryptionConfigurations", "images"],
    ["aws:ecr:Repository", "mytrader-api", "encryptionConfigurations", "images"],
    ["aws:rds:Instance", "trading-prod-postgres", "kmsKeyId", "postgres"],
    ["aws:elasticache:ReplicationGroup", "trading-prod-mytrader-redis", "kmsKeyId", "redis"],
  ])("%s %s takes %s from that of %s", (type, name, property, concern) => {
    expect(sources(run.one(type, name), property)).toEqual([`Key trading-prod-${concern}`]);
  });
});

it("logs the requests to uploads where the load balancer logs its own", () => {
  const logging = run.all("aws:s3:BucketLogging").map((one) => [one.name, sources(one, "targetBucket")]);
  // Once the policy is there that lets S3 write.
  expect(logging).toEqual([["trading-prod-mycrypto-uploads", ["BucketPolicy trading-prod-logs"]]]);
});

describe("the network", () => {
  it.each([
    ["aws:rds:SubnetGroup", "trading-prod-postgres", "subnetIds", "data"],
    ["aws:elasticache:SubnetGroup", "trading-prod-mytrader-redis", "subnetIds", "data"],
    ["aws:mq:Broker", "trading-prod-mycrypto-rabbitmq", "subnetIds", "data"],
    ["aws:lb:LoadBalancer", "trading-prod", "subnets", "public"],
    ["aws:eks:Cluster", "trading-prod", "vpcConfig", "private"],
  ])("gives %s %s, as %s, the subnets of tier %s", (type, name, property, subnets) => {
    expect(sources(run.one(type, name), property)).toEqual(tier(subnets));
  });

  it("puts every security group into the one VPC", () => {
    const groups = run.all("aws:ec2:SecurityGroup");
    expect(groups.length).toBeGreaterThan(5);
    for (const group of groups)
      expect([group.name, sources(group, "vpcId")]).toEqual([group.name, ["Vpc trading-prod"]]);
  });

  it("lets pods alone in to stores, and the load balancer alone to pods", () => {
    const rules = run.all("aws:vpc:SecurityGroupIngressRule");
    const fromPods = rules.filter(({ name }) => name.endsWith("-from-pods"));
    const stores = fromPods.map(({ name }) => name.replace(/^trading-prod-|-from-pods$/g, ""));
    const systems = ["mycrypto-rabbitmq", "mycrypto-redis", "mytrader-redis"];
    expect(stores.sort()).toEqual(["kafka", ...systems, "postgres", "postgres-proxy"]);
    for (const rule of fromPods) expect(sources(rule, "referencedSecurityGroupId")).toEqual(["Cluster trading-prod"]);
    const toPods = rules.filter(({ name }) => name.startsWith("trading-prod-from-balancer-"));
    for (const rule of toPods) {
      expect(sources(rule, "securityGroupId")).toEqual(["Cluster trading-prod"]);
      expect(sources(rule, "referencedSecurityGroupId")).toEqual(["SecurityGroup trading-prod"]);
    }
    expect(toPods).toHaveLength(1);
  });

  it("opens to pods the one port that target groups ask and containers listen on", () => {
    const [{ fromPort: port, toPort } = {}] = run
      .all("aws:vpc:SecurityGroupEgressRule")
      .flatMap(({ name, props }) => (name.startsWith("trading-prod-to-pods-") ? [props] : []));
    expect(port).toEqual(expect.any(Number));
    expect(toPort).toBe(port);
    for (const { props } of run.all("aws:lb:TargetGroup")) {
      expect([props["port"], props["deregistrationDelay"]]).toEqual([port, 30]);
    }
    const routed = run.all("kubernetes:apps/v1:Deployment").filter(({ name }) => /-(auth-service|api)$/.test(name));
    expect(routed).toHaveLength(4);
    for (const { props } of routed) expect(JSON.stringify(props)).toContain(`"containerPort":${port as number},`);
  });
});

/** What answers for a system's hosts with its certificate: the first one's is the listener's own. */
const listenerOf = (system: string) =>
  system === "mycrypto"
    ? run.one("aws:lb:Listener", "trading-prod-https")
    : run.one("aws:lb:ListenerCertificate", `trading-prod-https-${system}`);

describe.each([
  ["mycrypto", "auth-service", "api.mycrypto.example"],
  ["mytrader", "api", "mytrader.example"],
])("the way in to %s", (system, service, apiHost) => {
  const door = `trading-prod-${system}`;

  it("is its own distribution, behind the firewall of the edge, to the one load balancer", () => {
    const distribution = run.one("aws:cloudfront:Distribution", door);
    expect(sources(distribution, "webAclId")).toEqual(["WebAcl trading-prod-cloudfront"]);
    expect(sources(distribution, "viewerCertificate")).toEqual([`CertificateValidation ${door}-cdn`]);
    expect(sources(distribution, "origins")).toEqual([
      "RandomPassword trading-prod-origin-header",
      "LoadBalancer trading-prod",
      `OriginAccessControl ${door}`,
      `Bucket ${door}-web`,
    ]);
    const [assets, balancer] = distribution.props["origins"] as [Properties, Properties];
    expect(assets["domainName"]).toMatch(new RegExp(`^${door}-web`));
    expect(balancer["domainName"]).toMatch(/^trading-prod-.*\.eu-central-1\.elb\.amazonaws\.com$/);
    expect(balancer["customHeaders"]).toMatchObject([{ name: "X-Origin-Verify" }]);
  });

  it("sends every path of its routes to the load balancer", () => {
    const routed = catalog.get(system)?.services.flatMap(({ routes }) => routes.flatMap(({ paths }) => [...paths]));
    const { props } = run.one("aws:cloudfront:Distribution", door);
    const behaviors = props["orderedCacheBehaviors"] as { pathPattern: string; targetOriginId: string }[];
    const balanced = behaviors.filter(({ targetOriginId }) => targetOriginId === "load-balancer");
    expect(balanced.map(({ pathPattern }) => pathPattern).sort()).toEqual(routed?.sort());
  });

  it("serves the pages of the live version, and of the other one as a preview, once the rules have changed", () => {
    const colors = { mycrypto: ["1.4.2", "1.5.0"], mytrader: ["2.3.1", "2.4.0"] }[system];
    const keys = run.all("aws:cloudfront:KeyvaluestoreKey").filter(({ name }) => name.startsWith(`${door}-`));
    expect(keys.map(({ props }) => props["value"])).toEqual(colors);
    const rules = run
      .all("aws:lb:ListenerRule")
      .filter(({ name }) => name.startsWith(`${system}-`) && !name.endsWith("-test"));
    expect(rules.length).toBeGreaterThan(1);
    for (const { dependencies } of keys) {
      expect(dependencies).toEqual(expect.arrayContaining(rules.map(({ urn }) => urn)));
    }
  });

  it("lies in the system's zone, with its certificates", () => {
    const records = run
      .all("aws:route53:Record")
      .filter(({ name }) => name.startsWith(`${system}-`) || name.startsWith(`${door}-`));
    expect(records.length).toBeGreaterThan(6);
    for (const record of records) {
      expect([record.name, sources(record, "zoneId")]).toEqual([record.name, [`Zone ${system}`]]);
    }
    const regional = run.one("aws:acm:Certificate", system).props;
    expect(regional["region"]).toBeUndefined();
    const { aliases } = run.one("aws:cloudfront:Distribution", door).props;
    expect([regional["domainName"], ...(regional["subjectAlternativeNames"] as string[])]).toEqual(aliases);
    const listener = listenerOf(system);
    expect(sources(listener, "certificateArn")).toEqual([`CertificateValidation ${system}`]);
  });

  it("has rules on the HTTPS listener, for its hosts, to its own target groups", () => {
    for (const rule of run.all("aws:lb:ListenerRule").filter(({ name }) => name.startsWith(`${system}-`))) {
      expect(sources(rule, "listenerArn")).toEqual(["Listener trading-prod-https"]);
      const host = rule.name.endsWith("-test") ? /"(api-)?test\./ : new RegExp(`"${apiHost}"`);
      expect(JSON.stringify(rule.props["conditions"])).toMatch(host);
    }
    expect(sources(run.one("aws:lb:TargetGroup", `${system}-${service}-blue`), "vpcId")).toEqual(["Vpc trading-prod"]);
  });

  it("is told to the release runner", () => {
    const { pages, dns, certificateArn, listenerArn, metrics } =
      (run.outputs["release"] as Readonly<Record<string, Readonly<Record<string, Properties | string>>>>)[system] ?? {};
    const keys = run.all("aws:cloudfront:KeyvaluestoreKey").filter(({ name }) => name.startsWith(`${door}-`));
    expect(pages).toEqual({
      bucket: run.one("aws:s3:BucketPolicy", `${door}-web`).props["bucket"],
      distributionId: expect.stringMatching(/^E[A-Z0-9]+$/) as string,
      versionStoreArn: keys[0]?.props["keyValueStoreArn"],
      versionUrns: keys.map(({ urn }) => urn),
    });
    expect(dns).toMatchObject({ zoneId: run.one("aws:route53:Record", `${system}-caa`).props["zoneId"] });
    expect(certificateArn).toBe(listenerOf(system).props["certificateArn"]);
    expect(certificateArn).toMatch(/^arn:aws:acm:eu-central-1:/);
    expect(listenerArn).toBe(
      run.one("aws:lb:ListenerRule", `${system}-${system === "mycrypto" ? "auth" : "api"}`).props["listenerArn"],
    );
    expect((metrics as Properties)["loadBalancer"]).toMatch(/^app\/trading-prod\//);
  });

  it("lets its pods alone act for its services, in this cluster and account", () => {
    const { props } = run.one("aws:iam:Role", `${system}-${service}`);
    const { Statement } = JSON.parse(props["assumeRolePolicy"] as string) as { Statement: Properties[] };
    expect(Statement).toMatchObject([
      {
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnEquals: { "aws:SourceArn": "arn:aws:eks:eu-central-1:111122223333:cluster/trading-prod" },
        },
      },
    ]);
  });

  it("leads its services to its own stores", () => {
    const database = run.one("kubernetes:core/v1:Secret", `${system}-blue-connection-postgres`).props;
    expect(JSON.stringify(database)).toContain(`${system}_runtime`);
    expect(JSON.stringify(database)).not.toContain(system === "mycrypto" ? "mytrader" : "mycrypto");
  });
});

describe("protection", () => {
  it.each([
    ["aws:kms:Key", "trading-prod-logs"],
    ["aws:eks:Cluster", "trading-prod"],
    ["aws:lb:LoadBalancer", "trading-prod"],
    ["aws:secretsmanager:Secret", "trading-prod-origin-header"],
    ["aws:rds:Instance", "trading-prod-postgres"],
    ["aws:ecr:Repository", "mytrader-api"],
    ["aws:lb:TargetGroup", "mytrader-api-blue"],
    ["aws:secretsmanager:Secret", "mytrader-jwt"],
    ["aws:cloudfront:Distribution", "trading-prod-mytrader"],
    ["aws:route53:Zone", "mytrader"],
  ])("covers %s %s", (type, name) => {
    expect(run.one(type, name).protect).toBe(true);
  });

  it("is lifted of the one resource that an exception names, while it is in force", async () => {
    const zone = run.one("aws:route53:Zone", "mytrader").urn;
    const until = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const lifting = { ...exception, rule: "stateful-stays", resource: zone, expires: until(10) };
    const past = { ...lifting, resource: run.one("aws:route53:Zone", "mycrypto").urn, expires: until(-2) };
    const guarded = ({ resources }: Deployed) => resources.filter(({ protect }) => protect).map(({ urn }) => urn);
    const left = new Set(guarded(await platform({ exceptions: [lifting, past] })));
    expect(guarded(run).filter((urn) => !left.has(urn))).toEqual([zone]);
  }, 60_000);
});
