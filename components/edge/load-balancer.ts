import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LogBucket } from "./log-bucket.ts";

export interface ListenerCertificate {
  /** Names the attachment, so that taking one certificate out leaves the others alone. */
  name: string;
  arn: pulumi.Input<string>;
}

export interface LoadBalancerArgs {
  vpcId: pulumi.Input<string>;
  /** Public subnets of at least two zones. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Longest silence of a connection, seconds; more than the hubs' keep-alive. */
  idleTimeoutSeconds: number;
  /** Days that access and connection logs are kept. */
  logRetentionDays: number;
  /** Refuse to delete the load balancer and its logs. */
  protect: boolean;
  /** Who may connect. Behind a CDN its prefix lists alone, and no ranges. */
  ingress: {
    ipv4: readonly string[];
    ipv6: readonly string[];
    /** Reach the HTTPS port alone. */
    prefixListIds: readonly pulumi.Input<string>[];
  };
  /** The first answers clients that name no known host. */
  certificates: readonly [ListenerCertificate, ...ListenerCertificate[]];
  pods: {
    /** Group that the pods carry: the cluster's own on EKS Auto Mode. */
    securityGroupId: pulumi.Input<string>;
    /** Ports that the pods listen on. */
    ports: readonly number[];
  };
  accountId: pulumi.Input<string>;
}

const httpPort = 80;
const httpsPort = 443;

/**
 * The public application load balancer: HTTPS to the pods' ports, plain HTTP only to be redirected (MT-006, MT-007,
 * MC-025, MC-037). It has no routes of its own: what no listener rule takes gets a 404.
 */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** The load balancer's dimension in CloudWatch. */
  readonly arnSuffix: pulumi.Output<string>;
  /** Where its logs go, and those of buckets may. */
  readonly logBucket: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  /** The hosted zone of `dnsName`, for aliases. */
  readonly zoneId: pulumi.Output<string>;
  readonly httpsListenerArn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly #child = { parent: this };
  readonly #name: string;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:edge:LoadBalancer", name, args, opts);
    this.#name = name;
    const logs = new LogBucket(
      `${name}-logs`,
      { retentionDays: args.logRetentionDays, protect: args.protect, accountId: args.accountId },
      this.#child,
    );
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.vpcId, description: "Clients to the load balancer, and on to the pods", tags: { Name: name } },
      this.#child,
    );
    this.#openToClients(group, args.ingress);
    this.#openToPods(group, args.pods);
    // This output also makes the load balancer wait for the bucket's policy.
    const log = { bucket: logs.bucket, enabled: true };
    const balancer = new aws.lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        internal: false,
        ipAddressType: "dualstack",
        securityGroups: [group.id],
        subnets: args.subnetIds,
        idleTimeout: args.idleTimeoutSeconds,
        enableDeletionProtection: args.protect,
        enableZonalShift: true,
        enableWafFailOpen: false,
        dropInvalidHeaderFields: true,
        // "strictest" also refuses what is harmless, such as a GET with `Content-Length: 0`, which HTTP libraries send.
        desyncMitigationMode: "defensive",
        preserveHostHeader: true,
        xffHeaderProcessingMode: "append",
        accessLogs: log,
        connectionLogs: log,
        tags: { Name: name },
      },
      { ...this.#child, protect: args.protect },
    );
    this.arn = balancer.arn;
    this.logBucket = logs.bucket;
    this.arnSuffix = balancer.arnSuffix;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.securityGroupId = group.id;
    this.#redirect(balancer);
    this.httpsListenerArn = this.#https(balancer, args.certificates).arn;
    this.registerOutputs({ arn: this.arn, dnsName: this.dnsName, httpsListenerArn: this.httpsListenerArn });
  }

  #openToClients(group: aws.ec2.SecurityGroup, { ipv4, ipv6, prefixListIds }: LoadBalancerArgs["ingress"]): void {
    const open = (port: number, who: string, source: Partial<aws.vpc.SecurityGroupIngressRuleArgs>) => {
      const Name = `${this.#name}-${port}-${who}`;
      const rule = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: port, toPort: port, tags: { Name } };
      new aws.vpc.SecurityGroupIngressRule(Name, { ...rule, ...source }, this.#child);
    };
    for (const [port, description] of [
      [httpPort, "HTTP from clients, to be redirected"],
      [httpsPort, "HTTPS from clients"],
    ] as const) {
      ipv4.forEach((cidrIpv4) => {
        open(port, cidrIpv4, { cidrIpv4, description });
      });
      // "::" separates the parts of a URN.
      ipv6.forEach((cidrIpv6) => {
        open(port, cidrIpv6.replaceAll(":", "-"), { cidrIpv6, description });
      });
    }
    // A rule with CloudFront's list counts as 55 of the 60 that a group may hold, so there is no room for port 80; a CDN
    // redirects by itself and speaks HTTPS to us.
    prefixListIds.forEach((prefixListId, i) => {
      open(httpsPort, `list-${i}`, { prefixListId, description: "HTTPS from the CDN" });
    });
  }

  #openToPods(group: aws.ec2.SecurityGroup, pods: LoadBalancerArgs["pods"]): void {
    for (const port of new Set(pods.ports)) {
      const rule = { ipProtocol: "tcp", fromPort: port, toPort: port };
      const to = `${this.#name}-to-pods-${port}`;
      const out = { securityGroupId: group.id, referencedSecurityGroupId: pods.securityGroupId, tags: { Name: to } };
      new aws.vpc.SecurityGroupEgressRule(to, { ...rule, ...out, description: "To the pods" }, this.#child);
      const from = `${this.#name}-from-balancer-${port}`;
      const into = { securityGroupId: pods.securityGroupId, referencedSecurityGroupId: group.id, tags: { Name: from } };
      new aws.vpc.SecurityGroupIngressRule(
        from,
        { ...rule, ...into, description: "From the load balancer" },
        this.#child,
      );
    }
  }

  #redirect(balancer: aws.lb.LoadBalancer): void {
    const redirect = { protocol: "HTTPS", port: String(httpsPort), statusCode: "HTTP_301" };
    const args = {
      loadBalancerArn: balancer.arn,
      port: httpPort,
      protocol: "HTTP",
      defaultActions: [{ type: "redirect", redirect }],
      tags: { Name: `${this.#name}-http` },
    };
    new aws.lb.Listener(`${this.#name}-http`, args, this.#child);
  }

  #https(balancer: aws.lb.LoadBalancer, certificates: LoadBalancerArgs["certificates"]): aws.lb.Listener {
    const [first, ...others] = certificates;
    const name = `${this.#name}-https`;
    const notFound = { contentType: "application/json", messageBody: '{"error":"not found"}', statusCode: "404" };
    const listener = new aws.lb.Listener(
      name,
      {
        loadBalancerArn: balancer.arn,
        port: httpsPort,
        protocol: "HTTPS",
        // TLS 1.3 and 1.2, the latter with forward secrecy and authenticated encryption only (ELB.17).
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        certificateArn: first.arn,
        defaultActions: [{ type: "fixed-response", fixedResponse: notFound }],
        ...securityHeaders,
        tags: { Name: name },
      },
      this.#child,
    );
    for (const { name: host, arn } of others) {
      const args = { listenerArn: listener.arn, certificateArn: arn };
      new aws.lb.ListenerCertificate(`${name}-${host}`, args, this.#child);
    }
    return listener;
  }
}

/** Put on every response, whatever the service says (MC-041). All that comes from here is data, never a page. */
const securityHeaders = {
  routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000; includeSubDomains",
  routingHttpResponseContentSecurityPolicyHeaderValue: "default-src 'none'; frame-ancestors 'none'",
  routingHttpResponseXContentTypeOptionsHeaderValue: "nosniff",
  routingHttpResponseXFrameOptionsHeaderValue: "DENY",
  routingHttpResponseServerEnabled: false,
};
