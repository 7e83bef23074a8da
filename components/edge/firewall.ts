import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { testTokenHeader } from "../release/listener-actions.ts";
import { DeliveredLog } from "./delivered-log.ts";
import { edgeRegion } from "./edge-region.ts";
import { firewallRules, type FirewallRulesArgs, responseBodies, type Scope } from "./firewall-rules.ts";

export interface FirewallArgs extends FirewallRulesArgs {
  loadBalancerArn: pulumi.Input<string>;
  /** Region of the load balancer. */
  region: string;
  accountId: pulumi.Input<string>;
  /** Days that refused and counted requests are kept. */
  logRetentionDays: number;
  /** KMS key of the load balancer's log group. */
  logKeyArn: pulumi.Input<string>;
  /** KMS key in us-east-1, of the CDN's log group. */
  cdnLogKeyArn: pulumi.Input<string>;
}

/** Query arguments that hold secrets: browsers cannot send headers with a WebSocket, nor with a link in an e-mail. */
const secretArguments = ["access_token", "token"];

/** One of the two web ACLs. */
interface Place {
  scope: Scope;
  description: string;
  /** The CDN's web ACL, and so its log, can lie in us-east-1 alone. */
  region: string;
  logKeyArn: pulumi.Input<string>;
}

/**
 * The firewall (MC-039, MC-040; WAF.10, WAF.11): one list of rules in two web ACLs, for the CDN's distributions and, as
 * the second line, for the load balancer. Refused and counted requests are logged, without what proves who someone is.
 */
export class Firewall extends pulumi.ComponentResource {
  /** Of the web ACL that distributions refer to. */
  readonly cdnWebAclArn: pulumi.Output<string>;
  /** Names of the web ACLs: `WebACL` among CloudWatch's dimensions. */
  readonly webAclNames: Readonly<Record<Scope, pulumi.Output<string>>>;
  readonly #child = { parent: this };

  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    // The day is no part of the firewall: stored, it would show as a change every day. The secret is the rules'.
    const { today, originHeader, ...lasting } = args;
    super("trading:edge:Firewall", name, lasting, opts);
    const rules = { ...lasting, today, originHeader };
    const { region, logKeyArn, cdnLogKeyArn } = args;
    const cdn = this.#webAcl(
      `${name}-cloudfront`,
      { scope: "CLOUDFRONT", description: "Requests to the CDN", region: edgeRegion, logKeyArn: cdnLogKeyArn },
      rules,
    );
    const regional = this.#webAcl(
      `${name}-regional`,
      { scope: "REGIONAL", description: "Requests to the load balancer", region, logKeyArn },
      rules,
    );
    const association = { resourceArn: args.loadBalancerArn, webAclArn: regional.arn };
    new aws.wafv2.WebAclAssociation(name, association, this.#child);
    this.cdnWebAclArn = cdn.arn;
    this.webAclNames = { CLOUDFRONT: cdn.name, REGIONAL: regional.name };
    this.registerOutputs({ cdnWebAclArn: this.cdnWebAclArn });
  }

  #webAcl(name: string, place: Place, args: FirewallArgs): aws.wafv2.WebAcl {
    const { scope, description, region } = place;
    const headers = secretHeaders(args.originHeader.name);
    const acl = new aws.wafv2.WebAcl(
      name,
      {
        scope,
        description,
        region,
        defaultAction: { allow: {} },
        rules: [...firewallRules(scope, args).rules],
        customResponseBodies: Object.entries(responseBodies).map(([key, { content }]) => ({
          key,
          content,
          contentType: "APPLICATION_JSON",
        })),
        // Holds for the samples that the console shows, too, which the redaction of the log does not reach.
        dataProtectionConfig: {
          dataProtections: [redact("SINGLE_HEADER", headers), redact("SINGLE_QUERY_ARGUMENT", secretArguments)],
        },
        visibilityConfig: { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: name },
        tags: { Name: name },
      },
      this.#child,
    );
    const log = new DeliveredLog(
      name,
      {
        // WAF accepts no other prefix.
        groupName: `aws-waf-logs-${name}`,
        region,
        retentionDays: args.logRetentionDays,
        keyArn: place.logKeyArn,
        accountId: args.accountId,
      },
      this.#child,
    );
    new aws.wafv2.WebAclLoggingConfiguration(
      name,
      {
        resourceArn: acl.arn,
        region,
        logDestinationConfigs: [log.groupArn],
        redactedFields: headers.map((header) => ({ singleHeader: { name: header } })),
        loggingFilter: onlyMatches,
      },
      this.#child,
    );
    return acl;
  }
}

/** Requests that no rule speaks of are in the access logs. */
const onlyMatches = {
  defaultBehavior: "DROP",
  filters: [
    {
      behavior: "KEEP",
      requirement: "MEETS_ANY",
      conditions: ["BLOCK", "COUNT"].map((action) => ({ actionCondition: { action } })),
    },
  ],
};

function secretHeaders(originHeader: string): string[] {
  return ["authorization", "cookie", originHeader, testTokenHeader].map((header) => header.toLowerCase());
}

function redact(fieldType: string, fieldKeys: string[]) {
  return {
    action: "SUBSTITUTION",
    field: { fieldType, fieldKeys },
    excludeRuleMatchDetails: false,
    excludeRateBasedDetails: false,
  };
}
