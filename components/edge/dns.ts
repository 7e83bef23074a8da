import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { edgeRegion } from "./edge-region.ts";

export interface DnsArgs {
  /** Apex of the zone, such as `mycrypto.example`. */
  domain: string;
  /** An existing hosted zone, managed elsewhere; without it one is declared. */
  zoneId?: string | undefined;
  /** Sign the zone; only for a zone declared here. */
  dnssec: boolean;
  /** TTL of the CAA record, seconds. */
  recordTtlSeconds: number;
  /** E-mail address that certificate authorities report refused requests to. */
  securityContact: string;
  /** KMS key in us-east-1, of the query log. */
  logKeyArn: pulumi.Input<string>;
  /** Refuse to delete the zone and its signing key. */
  protect: boolean;
  accountId: pulumi.Input<string>;
}

const queryLogRetentionDays = 365;
/** Each of them identifies Amazon's authority; ACM may check any. */
const certificateAuthorities = ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"];

/**
 * A domain's hosted zone: logged, optionally signed, and open to certificates of Amazon's authority alone (MT-003,
 * MC-027; CKV2_AWS_38, CKV2_AWS_39). Of an existing zone only the CAA record is declared.
 *
 * @throws Error when an existing zone is to be signed: its keys belong to whoever declares it
 */
export class Dns extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  /** To be entered at the registrar; empty for an existing zone. */
  readonly nameServers: pulumi.Output<string[]>;
  /** To be entered at the registrar, without which the signatures protect nothing; absent for an unsigned zone. */
  readonly dsRecord?: pulumi.Output<string>;
  readonly #child = { parent: this };
  readonly #name: string;

  constructor(name: string, args: DnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:edge:Dns", name, args, opts);
    this.#name = name;
    if (args.zoneId !== undefined) {
      if (args.dnssec) throw new Error(`${name}: zone ${args.zoneId} is signed where it is declared`);
      this.zoneId = pulumi.output(args.zoneId);
      this.nameServers = pulumi.output([]);
    } else {
      const zone = new aws.route53.Zone(
        name,
        { name: args.domain, forceDestroy: false, tags: { Name: args.domain } },
        { ...this.#child, protect: args.protect },
      );
      this.zoneId = zone.zoneId;
      this.nameServers = zone.nameServers;
      this.#queryLog(args, zone);
      if (args.dnssec) this.dsRecord = this.#signing(args, zone).dsRecord;
    }
    const caa = {
      zoneId: this.zoneId,
      name: args.domain,
      type: "CAA",
      ttl: args.recordTtlSeconds,
      records: [
        ...certificateAuthorities.map((authority) => `0 issue "${authority}"`),
        `0 iodef "mailto:${args.securityContact}"`,
      ],
    };
    new aws.route53.Record(`${name}-caa`, caa, this.#child);
    this.registerOutputs({ zoneId: this.zoneId });
  }

  #queryLog(args: DnsArgs, zone: aws.route53.Zone): void {
    const name = `${this.#name}-queries`;
    const group = new aws.cloudwatch.LogGroup(
      name,
      // The prefix is the one that AWS documents for the permission below.
      {
        name: `/aws/route53/${args.domain}`,
        retentionInDays: queryLogRetentionDays,
        kmsKeyId: args.logKeyArn,
        region: edgeRegion,
      },
      this.#child,
    );
    const policyDocument = pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "route53.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: pulumi.interpolate`${group.arn}:*`,
          Condition: onBehalfOf(args.accountId, zone.arn),
        },
      ],
    });
    const policy = new aws.cloudwatch.LogResourcePolicy(
      name,
      { policyName: `route53-${args.domain}`, policyDocument, region: edgeRegion },
      this.#child,
    );
    // Route 53 tries to write while it creates the configuration, and refuses to when it may not.
    new aws.route53.QueryLog(
      name,
      { zoneId: zone.zoneId, cloudwatchLogGroupArn: group.arn },
      { ...this.#child, dependsOn: policy },
    );
  }

  /** Protected as a whole: resolvers refuse a domain whose registrar still promises a key that is gone. */
  #signing(args: DnsArgs, zone: aws.route53.Zone): aws.route53.KeySigningKey {
    const name = `${this.#name}-dnssec`;
    const options = { ...this.#child, protect: args.protect };
    const service = { Effect: "Allow", Principal: { Service: "dnssec-route53.amazonaws.com" }, Resource: "*" };
    const policy = pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: pulumi.interpolate`arn:aws:iam::${args.accountId}:root` },
          Action: "kms:*",
          Resource: "*",
        },
        {
          ...service,
          Action: ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
          Condition: onBehalfOf(args.accountId, zone.arn),
        },
        // As AWS documents it: a grant passes the limit of the statement above on to the service alone.
        { ...service, Action: "kms:CreateGrant", Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } } },
      ],
    });
    const key = new aws.kms.Key(
      name,
      {
        description: `Signs the DNS zone ${args.domain}`,
        customerMasterKeySpec: "ECC_NIST_P256",
        keyUsage: "SIGN_VERIFY",
        deletionWindowInDays: 30,
        policy,
        region: edgeRegion,
        tags: { Name: name },
      },
      options,
    );
    const signingKey = new aws.route53.KeySigningKey(
      name,
      // Named here because Route 53 allows no hyphen, which a generated name would have.
      { name: "primary", hostedZoneId: zone.zoneId, keyManagementServiceArn: key.arn, status: "ACTIVE" },
      options,
    );
    const signed = { hostedZoneId: zone.zoneId, signingStatus: "SIGNING" };
    new aws.route53.HostedZoneDnsSec(name, signed, { ...options, dependsOn: signingKey });
    return signingKey;
  }
}

/** Only for this zone of this account: another customer's zone must not borrow the service's permission. */
function onBehalfOf(accountId: pulumi.Input<string>, zoneArn: pulumi.Input<string>) {
  return { StringEquals: { "aws:SourceAccount": accountId }, ArnEquals: { "aws:SourceArn": zoneArn } };
}
