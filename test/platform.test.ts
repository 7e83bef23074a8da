import { beforeAll, describe, expect, it } from "vitest";
import { nameOf, type Registration } from "../simulator/resource.ts";
import { plain, type Properties, type Value } from "../simulator/wire.ts";
import { runWhole } from "./whole-program.ts";

let prod: readonly Registration[];
/** Everything that config may say of the shared parts, said differently. */
let changed: readonly Registration[];

beforeAll(async () => {
  prod = (await runWhole({ stack: "prod", mode: "preview" })).registrations;
  const overrides = [
    "protect=false",
    "loadBalancer={idleTimeoutSeconds: 300, logRetentionDays: 90}",
    "registry=registry.example/platform",
    "systems.mycrypto.recordTtlSeconds=120",
    "contacts.security=abuse@mycrypto.example",
    "permissionsBoundaryArn=null",
  ];
  changed = (await runWhole({ stack: "prod", mode: "preview", overrides })).registrations;
}, 120_000);

const all = (type: string, run = prod) => run.filter((one) => one.type === type);

function one(type: string, name: string, run = prod): Registration {
  const found = all(type, run).find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no ${type} ${name}`);
  return found;
}

const inputs = (resource: Registration) => plain(resource.inputs) as Properties;

/** Class and name of the resources that a property's value comes from: `Vpc trading-prod`. */
const sources = (resource: Registration, property: string) =>
  (resource.propertyDependencies[property] ?? []).map((urn) => {
    const type = urn.split("::")[2] ?? "";
    return `${type.slice(type.lastIndexOf(":") + 1)} ${nameOf(urn)}`;
  });

it("bounds roles where the config names a boundary", () => {
  const boundaries = (run: readonly Registration[]) =>
    all("aws:iam/role:Role", run).map((role) => inputs(role)["permissionsBoundary"] ?? "none");
  expect(new Set(boundaries(prod))).toEqual(new Set(["arn:aws:iam::111122223333:policy/trading-boundary"]));
  expect(new Set(boundaries(changed))).toEqual(new Set(["none"]));
});

describe("the parts of the platform are joined", () => {
  it.each([
    ["aws:cloudwatch/logGroup:LogGroup", "trading-prod-flow-logs", "kmsKeyId", ["Key trading-prod-logs"]],
    ["aws:cloudwatch/logGroup:LogGroup", "trading-prod", "kmsKeyId", ["Key trading-prod-logs"]],
    ["aws:eks/cluster:Cluster", "trading-prod", "encryptionConfig", ["Key trading-prod-cluster"]],
    ["aws:secretsmanager/secret:Secret", "mycrypto-jwt", "kmsKeyId", ["Key trading-prod-secrets"]],
    ["aws:secretsmanager/secret:Secret", "mytrader-jwt", "kmsKeyId", ["Key trading-prod-secrets"]],
    ["aws:lb/listener:Listener", "trading-prod-https", "certificateArn", ["CertificateValidation mycrypto"]],
    [
      "aws:lb/listenerCertificate:ListenerCertificate",
      "trading-prod-https-mytrader",
      "certificateArn",
      ["CertificateValidation mytrader"],
    ],
    ["aws:lb/listenerRule:ListenerRule", "mytrader-api", "listenerArn", ["Listener trading-prod-https"]],
    ["aws:lb/targetGroup:TargetGroup", "mytrader-api-blue", "vpcId", ["Vpc trading-prod"]],
    [
      "aws:route53/record:Record",
      "trading-prod-mytrader-mytrader.example-a",
      "aliases",
      ["Distribution trading-prod-mytrader"],
    ],
    ["aws:route53/record:Record", "trading-prod-mytrader-mytrader.example-a", "zoneId", ["Zone mytrader"]],
    [
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      "trading-prod-to-pods-8443",
      "referencedSecurityGroupId",
      ["Cluster trading-prod"],
    ],
    [
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      "mytrader-api-mytrader-blue",
      "clusterName",
      ["Cluster trading-prod"],
    ],
  ])("%s %s takes %s from %j", (type, name, property, expected) => {
    expect(sources(one(type, name), property)).toEqual(expected);
  });

  it.each([
    ["aws:eks/cluster:Cluster", "vpcConfig", "private"],
    ["aws:lb/loadBalancer:LoadBalancer", "subnets", "public"],
  ])("%s lies in the %s of tier %s", (type, property, tier) => {
    const zones = ["a", "b", "c"].map((zone) => `Subnet trading-prod-${tier}-eu-central-1${zone}`);
    expect(sources(one(type, "trading-prod"), property)).toEqual(zones);
  });

  it("lets the load balancer in from the public subnets and out to the data ones, by range", () => {
    const { spec } = inputs(one("kubernetes:networking.k8s.io/v1:NetworkPolicy", "mycrypto-blue-trade-engine"));
    const ranges = (tier: string) =>
      all("aws:ec2/subnet:Subnet").flatMap(({ inputs: { cidrBlock, tags } }) =>
        (tags as Properties)["tier"] === tier ? [{ ipBlock: { cidr: cidrBlock } }] : [],
      );
    const { ingress, egress } = spec as { ingress: { from: Value }[]; egress: { to: Value }[] };
    expect(ingress.map(({ from }) => from)).toEqual([ranges("public")]);
    expect(egress.map(({ to }) => to)).toEqual([ranges("data"), ranges("private")]);
  });

  it("resolves names inside the VPC and the cluster's Service range", () => {
    const { spec } = inputs(one("kubernetes:networking.k8s.io/v1:NetworkPolicy", "mycrypto-blue-common"));
    const [names] = (spec as { egress: { to: Value }[] }).egress;
    expect(names?.to).toEqual([{ ipBlock: { cidr: "10.20.0.0/16" } }, { ipBlock: { cidr: "172.20.0.0/16" } }]);
  });
});

it("tells the release runner of the shared parts by their own identifiers", async () => {
  const { registrations, outputs } = await runWhole({ stack: "prod", mode: "update" });
  const documents = outputs["release"] as Record<string, Record<string, Value>>;
  for (const system of ["mycrypto", "mytrader"]) {
    const { certificateArn, dns, listenerArn, metrics, environment, region } = documents[system] ?? {};
    const record = registrations.find(({ type, name }) => type.endsWith(":Record") && name.startsWith(`${system}-caa`));
    expect(certificateArn).toMatch(/^arn:aws:acm:eu-central-1:111122223333:certificate\//);
    expect(dns).toMatchObject({ zoneId: record?.inputs["zoneId"] });
    expect(listenerArn).toMatch(/^arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener\//);
    expect((metrics as Properties)["loadBalancer"]).toMatch(/^app\/trading-prod/);
    expect([environment, region]).toEqual(["prod", "eu-central-1"]);
  }
});

describe("config reaches what it speaks of", () => {
  it("idle timeout and retention of the load balancer", () => {
    expect(inputs(one("aws:lb/loadBalancer:LoadBalancer", "trading-prod", changed))["idleTimeout"]).toBe(300);
    const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
    expect(inputs(one(lifecycle, "trading-prod-logs", changed))["rules"]).toMatchObject([{ expiration: { days: 90 } }]);
  });

  it("protection, of the engine and of AWS alike", () => {
    expect(changed.filter((resource) => resource.protect)).toEqual([]);
    expect(inputs(one("aws:eks/cluster:Cluster", "trading-prod", changed))["deletionProtection"]).toBe(false);
    expect(inputs(one("aws:lb/loadBalancer:LoadBalancer", "trading-prod", changed))["enableDeletionProtection"]).toBe(
      false,
    );
  });

  it("registry of every image", () => {
    const images = all("kubernetes:apps/v1:Deployment", changed).map((deployment) => {
      const { spec } = inputs(deployment) as { spec: { template: { spec: { containers: { image: string }[] } } } };
      return spec.template.spec.containers[0]?.image.split("@")[0];
    });
    expect(new Set(images)).toEqual(
      new Set(
        ["auth-service", "mail-worker", "trade-engine", "wallet-service"]
          .map((service) => `registry.example/platform/mycrypto/${service}`)
          .concat(["api", "market-feed"].map((service) => `registry.example/platform/mytrader/${service}`)),
      ),
    );
  });

  it("TTL of one system's records alone, and the security contact", () => {
    const [mycrypto, mytrader] = ["mycrypto-caa", "mytrader-caa"].map((name) =>
      inputs(one("aws:route53/record:Record", name, changed)),
    );
    expect([mycrypto?.["ttl"], mytrader?.["ttl"]]).toEqual([120, 60]);
    expect(mytrader?.["records"]).toContain('0 iodef "mailto:abuse@mycrypto.example"');
    const proof = one("aws:route53/record:Record", "mycrypto-api.mycrypto.example", changed);
    expect(inputs(proof)["ttl"]).toBe(120);
  });
});
