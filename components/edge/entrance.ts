import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SystemSecret } from "../../systems/model/system.ts";
import { Secrets } from "../data/secrets.ts";
import { Firewall, type FirewallArgs } from "./firewall.ts";
import { LoadBalancer, type LoadBalancerArgs } from "./load-balancer.ts";

export interface EntranceArgs {
  environment: string;
  region: string;
  accountId: pulumi.Input<string>;
  loadBalancer: Omit<LoadBalancerArgs, "ingress" | "accountId" | "protect">;
  firewall: Pick<FirewallArgs, "rateRules" | "uploadPathPrefixes" | "countUntil" | "today" | "logRetentionDays">;
  secretsKeyArn: pulumi.Input<string>;
  logKeyArn: pulumi.Input<string>;
  /** The same in us-east-1, for the CDN's firewall. */
  cdnLogKeyArn: pulumi.Input<string>;
  /** Refuse to delete the load balancer, its logs and the secret header. */
  protect: boolean;
}

/** CloudFront's addresses towards origins, a list that AWS keeps. */
const cdnPrefixList = "com.amazonaws.global.cloudfront.origin-facing";

/** Proves to the load balancer's firewall that a request came through a distribution of ours, and not somebody else's. */
const proof: SystemSecret = {
  name: "origin-header",
  description: "Value of the header that the CDN adds to its requests to the load balancer",
  kind: "password",
  length: 40,
};
const proofHeader = "X-Origin-Verify";

/**
 * What stands behind the CDN, the one public door (decision 21): the load balancer, open to CloudFront's addresses alone,
 * and the firewall of both.
 */
export class Entrance extends pulumi.ComponentResource {
  readonly loadBalancer: LoadBalancer;
  readonly firewall: Firewall;
  /** For distributions to add to their requests; the value is a secret. */
  readonly originHeader: { name: string; value: pulumi.Output<string> };

  constructor(name: string, args: EntranceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { environment, region, accountId, protect, logKeyArn, cdnLogKeyArn } = args;
    super("trading:edge:Entrance", name, { environment, region, protect }, opts);
    const child = { parent: this };
    const cloudFront = aws.ec2.getManagedPrefixListOutput({ name: cdnPrefixList }, child);
    this.loadBalancer = new LoadBalancer(
      name,
      {
        ...args.loadBalancer,
        ingress: { ipv4: [], ipv6: [], prefixListIds: [cloudFront.id] },
        accountId,
        protect,
      },
      child,
    );
    const secrets = new Secrets(
      name,
      { environment, system: "platform", secrets: [proof], keyArn: args.secretsKeyArn, protect },
      child,
    );
    const { value } = secrets.get(proof.name);
    this.originHeader = { name: proofHeader, value };
    this.firewall = new Firewall(
      name,
      {
        ...args.firewall,
        loadBalancerArn: this.loadBalancer.arn,
        region,
        accountId,
        originHeader: { name: proofHeader, values: [value] },
        logKeyArn,
        cdnLogKeyArn,
      },
      child,
    );
    this.registerOutputs({});
  }
}
