import { expect, it } from "vitest";
import { LoadBalancer, type LoadBalancerArgs } from "../../components/edge/load-balancer.ts";
import { counts, type Deployed, deploy } from "../harness.ts";

const account = "111122223333";
const certificateArn = (name: string) => `arn:aws:acm:eu-central-1:${account}:certificate/${name}`;
const mytrader = { name: "mytrader", arn: certificateArn("mytrader") };

const args: LoadBalancerArgs = {
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
  idleTimeoutSeconds: 120,
  logRetentionDays: 400,
  protect: true,
  ingress: { ipv4: ["0.0.0.0/0"], ipv6: ["::/0"], prefixListIds: [] },
  certificates: [{ name: "mycrypto", arn: certificateArn("mycrypto") }],
  pods: { securityGroupId: "sg-pods", ports: [8080, 3000, 8080] },
  accountId: account,
};
const behindCdn = { ingress: { ipv4: [], ipv6: [], prefixListIds: ["pl-0123"] } };

const balancer = (changes: Partial<LoadBalancerArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const { arn, arnSuffix, dnsName, zoneId, httpsListenerArn, securityGroupId } = new LoadBalancer("lb", {
        ...args,
        ...changes,
      });
      return { arn, arnSuffix, dnsName, zoneId, httpsListenerArn, securityGroupId };
    },
    { mode },
  );

/** Rules of clients: those on the load balancer's own group. */
const clients = ({ all, outputs }: Deployed) =>
  all("aws:vpc:SecurityGroupIngressRule")
    .filter(({ props }) => props["securityGroupId"] === outputs["securityGroupId"])
    .map(({ props: { ipProtocol, fromPort, toPort, cidrIpv4, cidrIpv6, prefixListId } }) => ({
      ports: [ipProtocol, fromPort, toPort],
      from: cidrIpv4 ?? cidrIpv6 ?? prefixListId,
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const base = {
  "aws:ec2:SecurityGroup": 1,
  "aws:lb:Listener": 2,
  "aws:lb:LoadBalancer": 1,
  "aws:s3:Bucket": 1,
  "aws:s3:BucketLifecycleConfiguration": 1,
  "aws:s3:BucketOwnershipControls": 1,
  "aws:s3:BucketPolicy": 1,
  "aws:s3:BucketPublicAccessBlock": 1,
  "aws:s3:BucketServerSideEncryptionConfiguration": 1,
  "aws:s3:BucketVersioning": 1,
  "aws:vpc:SecurityGroupEgressRule": 2,
  "aws:vpc:SecurityGroupIngressRule": 6,
  "trading:edge:LoadBalancer": 1,
  "trading:edge:LogBucket": 1,
  "trading:storage:PrivateBucket": 1,
};

it.each([
  ["open to the internet", {}, base],
  ["behind a CDN", behindCdn, { ...base, "aws:vpc:SecurityGroupIngressRule": 3 }],
  [
    "with two certificates",
    { certificates: [...args.certificates, mytrader] as const },
    { ...base, "aws:lb:ListenerCertificate": 1 },
  ],
])("declares a load balancer %s, and nothing else", async (_, changes, expected) => {
  expect(counts((await balancer(changes)).resources)).toEqual(expected);
  expect(counts((await balancer(changes, "preview")).resources)).toEqual(expected);
});

it("gives every child a parent", async () => {
  const { resources } = await balancer();
  const roots = resources.filter(({ parent }) => parent?.endsWith("trading-platform-test") === true);
  expect(roots.map(({ type }) => type)).toEqual(["trading:edge:LoadBalancer"]);
});

it("is public, hardened and as patient as it is told", async () => {
  const { one, outputs } = await balancer();
  expect(one("aws:lb:LoadBalancer").props).toMatchObject({
    loadBalancerType: "application",
    internal: false,
    ipAddressType: "dualstack",
    subnets: ["subnet-a", "subnet-b", "subnet-c"],
    securityGroups: [outputs["securityGroupId"]],
    idleTimeout: 120,
    enableDeletionProtection: true,
    enableZonalShift: true,
    enableWafFailOpen: false,
    dropInvalidHeaderFields: true,
    desyncMitigationMode: "defensive",
    preserveHostHeader: true,
    xffHeaderProcessingMode: "append",
  });
  const group = one("aws:ec2:SecurityGroup").props;
  expect(group["vpcId"]).toBe("vpc-1");
  for (const inline of ["ingress", "egress"]) expect(group).not.toHaveProperty(inline);
});

it.each([true, false])("protects itself and its logs, and nothing else: %s", async (protect) => {
  const { one, resources } = await balancer({ protect });
  const guarded = resources.filter((resource) => resource.protect).map(({ type }) => type.split(":").at(-1));
  expect(guarded.sort()).toEqual(protect ? ["Bucket", "LoadBalancer"] : []);
  expect(one("aws:lb:LoadBalancer").props["enableDeletionProtection"]).toBe(protect);
});

it("admits clients on 80 and 443 alone", async () => {
  expect(clients(await balancer())).toEqual([
    { ports: ["tcp", 443, 443], from: "0.0.0.0/0" },
    { ports: ["tcp", 443, 443], from: "::/0" },
    { ports: ["tcp", 80, 80], from: "0.0.0.0/0" },
    { ports: ["tcp", 80, 80], from: "::/0" },
  ]);
});

it("admits a CDN on 443 alone, because its list fills the group's quota once", async () => {
  expect(clients(await balancer(behindCdn))).toEqual([{ ports: ["tcp", 443, 443], from: "pl-0123" }]);
});

it("talks to the pods' group on their ports, and that group lets it in; every rule says why", async () => {
  const { all, outputs } = await balancer();
  const own = outputs["securityGroupId"];
  const rules = (type: string, to: string) =>
    all(type)
      .filter(({ props }) => props["referencedSecurityGroupId"] !== undefined)
      .map(({ props }) => [props[to], props["ipProtocol"], props["fromPort"], props["toPort"]]);
  const ports = (group: unknown) => [
    [group, "tcp", 3000, 3000],
    [group, "tcp", 8080, 8080],
  ];
  for (const { props } of all("aws:vpc:SecurityGroupIngressRule")) expect(props).toHaveProperty("description");
  expect(rules("aws:vpc:SecurityGroupEgressRule", "securityGroupId")).toEqual(ports(own));
  expect(rules("aws:vpc:SecurityGroupEgressRule", "referencedSecurityGroupId")).toEqual(ports("sg-pods"));
  expect(rules("aws:vpc:SecurityGroupIngressRule", "securityGroupId")).toEqual(ports("sg-pods"));
  expect(rules("aws:vpc:SecurityGroupIngressRule", "referencedSecurityGroupId")).toEqual(ports(own));
});

it("only redirects plain HTTP", async () => {
  const { props } = (await balancer()).one("aws:lb:Listener", "lb-http");
  expect(props).toMatchObject({
    port: 80,
    protocol: "HTTP",
    defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
  });
});

it("speaks modern TLS, sends security headers and routes nothing by itself", async () => {
  const { props } = (await balancer()).one("aws:lb:Listener", "lb-https");
  const fixedResponse = { statusCode: "404", contentType: "application/json", messageBody: '{"error":"not found"}' };
  expect(props).toMatchObject({
    port: 443,
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    certificateArn: certificateArn("mycrypto"),
    defaultActions: [{ type: "fixed-response", fixedResponse }],
    routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000; includeSubDomains",
    routingHttpResponseContentSecurityPolicyHeaderValue: "default-src 'none'; frame-ancestors 'none'",
    routingHttpResponseXContentTypeOptionsHeaderValue: "nosniff",
    routingHttpResponseXFrameOptionsHeaderValue: "DENY",
    routingHttpResponseServerEnabled: false,
  });
});

it("attaches the other certificates under their own names", async () => {
  const third = { name: "third", arn: certificateArn("third") };
  const attached = async (...others: LoadBalancerArgs["certificates"][number][]) => {
    const { all, outputs } = await balancer({ certificates: [args.certificates[0], ...others] });
    return all("aws:lb:ListenerCertificate").map(({ name, props }) => {
      expect(props["listenerArn"]).toBe(outputs["httpsListenerArn"]);
      return [name, props["certificateArn"]];
    });
  };
  expect(await attached(mytrader, third)).toEqual([
    ["lb-https-mytrader", mytrader.arn],
    ["lb-https-third", third.arn],
  ]);
  expect(await attached(third)).toEqual([["lb-https-third", third.arn]]);
});

it("logs requests and connections, once the bucket lets it", async () => {
  const { one } = await balancer();
  const log = { bucket: one("aws:s3:BucketPolicy").props["bucket"], enabled: true };
  expect(one("aws:lb:LoadBalancer").props).toMatchObject({ accessLogs: log, connectionLogs: log });
  expect(one("aws:lb:LoadBalancer").dependencies).toContain(one("aws:s3:BucketPolicy").urn);
  expect(one("aws:s3:BucketPolicy").dependencies).toContain(one("aws:s3:BucketPublicAccessBlock").urn);
});

it("keeps logs private, encrypted by S3 itself and for the time asked", async () => {
  const { one } = await balancer();
  expect(one("aws:s3:Bucket").props["forceDestroy"]).toBe(false);
  expect(one("aws:s3:BucketPublicAccessBlock").props).toMatchObject({
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  expect(one("aws:s3:BucketOwnershipControls").props["rule"]).toEqual({ objectOwnership: "BucketOwnerEnforced" });
  expect(one("aws:s3:BucketServerSideEncryptionConfiguration").props["rules"]).toEqual([
    { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, blockedEncryptionTypes: ["SSE-C"] },
  ]);
  expect(one("aws:s3:BucketVersioning").props["versioningConfiguration"]).toEqual({ status: "Enabled" });
  expect(one("aws:s3:BucketLifecycleConfiguration").props["rules"]).toEqual([
    {
      id: "expire",
      status: "Enabled",
      filter: {},
      expiration: { days: 400 },
      noncurrentVersionExpiration: { noncurrentDays: 30 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    },
  ]);
  expect(one("aws:s3:BucketLifecycleConfiguration").dependencies).toContain(one("aws:s3:BucketVersioning").urn);
});

it("lets this account's load balancers and buckets write under their prefixes, and nobody in without TLS 1.2", async () => {
  const { one } = await balancer();
  const { bucket, policy } = one("aws:s3:BucketPolicy").props;
  const arn = `arn:aws:s3:::${bucket as string}`;
  const deny = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`] };
  expect(JSON.parse(policy as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "LoadBalancerLogs",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${arn}/AWSLogs/${account}/*`,
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
      {
        Sid: "BucketLogs",
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${arn}/s3/*`,
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
      { Sid: "DenyPlainText", ...deny, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "DenyOldTls", ...deny, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ],
  });
});

it("hands out what routes, alarms and aliases need", async () => {
  const { all, outputs } = await balancer();
  expect(outputs).toEqual({
    arn: expect.stringMatching(/:loadbalancer\/app\/lb\//) as string,
    arnSuffix: expect.stringMatching(/^app\/lb\//) as string,
    dnsName: expect.stringMatching(/\.elb\.amazonaws\.com$/) as string,
    zoneId: "Z215JYRZR1TBD5",
    httpsListenerArn: expect.stringMatching(/:listener\/app\//) as string,
    securityGroupId: expect.stringMatching(/^sg-/) as string,
  });
  for (const { props } of all("aws:lb:Listener")) expect(props["loadBalancerArn"]).toBe(outputs["arn"]);
});
