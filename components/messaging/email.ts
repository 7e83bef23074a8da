import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../foundation/statement.ts";
import { type Dmarc, dkimKeys, dkimRecord, type EmailRecord, emailRecords, mailFromDomain } from "./email-records.ts";

export interface EmailArgs {
  /** Domain that the e-mail comes from. */
  domain: string;
  /** Part of its address before the `@`. */
  sender: string;
  /** Hosted zone of the domain. */
  zoneId: pulumi.Input<string>;
  recordTtlSeconds: number;
  accountId: pulumi.Input<string>;
  region: string;
  /** KMS key of the messages about bounces and complaints. */
  keyArn: pulumi.Input<string>;
  dmarc: Dmarc;
  /** Refuse to delete the identity: a new one must be verified again, and until then no e-mail leaves. */
  protect: boolean;
}

/** What SES tells CloudWatch of one system's e-mail; each metric has the dimensions. */
export interface EmailMetrics {
  namespace: string;
  dimensions: Readonly<Record<string, pulumi.Output<string>>>;
  /** Messages that a worker handed over, and what became of them: sent and not delivered is a path that is broken. */
  counts: readonly string[];
  /** Shares from 0 to 1. AWS looks into an account from 5 % bounces or 0.1 % complaints. */
  rates: Readonly<Record<"bounces" | "complaints", string>>;
}

/** The tag that SES puts on each message by itself. */
const setTag = "ses:configuration-set";

/**
 * One system's way out for e-mail (MC-029, MC-170): its domain as an identity of SES, signed, with all the records that
 * let receivers tell it from a forgery. Workers send through the API with their own AWS identity; there are no SMTP
 * passwords. A new account is in SES's sandbox, which AWS alone can open.
 *
 * How the path is, each part tells by itself: the broker how long its queue is, the worker by its readiness, and SES by
 * `metrics` and by a message on `topicArn` for each address that it could not reach.
 */
export class Email extends pulumi.ComponentResource {
  readonly fromAddress: string;
  readonly identityArn: pulumi.Output<string>;
  readonly configurationSetName: pulumi.Output<string>;
  readonly configurationSetArn: pulumi.Output<string>;
  /** SNS topic of what went wrong; whoever reads it subscribes. */
  readonly topicArn: pulumi.Output<string>;
  readonly metrics: EmailMetrics;
  readonly #child = { parent: this };
  readonly #name: string;

  constructor(name: string, args: EmailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:messaging:Email", name, args, opts);
    this.#name = name;
    const set = new aws.sesv2.ConfigurationSet(
      name,
      {
        configurationSetName: name,
        deliveryOptions: { tlsPolicy: "REQUIRE" },
        suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
        reputationOptions: { reputationMetricsEnabled: true },
        sendingOptions: { sendingEnabled: true },
        tags: { Name: name },
      },
      this.#child,
    );
    const identity = this.#identity(args, set);
    const topic = this.#events(args, set);
    this.fromAddress = `${args.sender}@${args.domain}`;
    this.identityArn = identity.arn;
    this.configurationSetName = set.configurationSetName;
    this.configurationSetArn = set.arn;
    this.topicArn = topic.arn;
    this.metrics = {
      namespace: "AWS/SES",
      dimensions: { [setTag]: set.configurationSetName },
      counts: ["Send", "Delivery", "Bounce", "Complaint", "Reject"],
      rates: { bounces: "Reputation.BounceRate", complaints: "Reputation.ComplaintRate" },
    };
    this.registerOutputs({ identityArn: this.identityArn, topicArn: this.topicArn });
  }

  #identity(args: EmailArgs, set: aws.sesv2.ConfigurationSet): aws.sesv2.EmailIdentity {
    const { domain, region } = args;
    const identity = new aws.sesv2.EmailIdentity(
      this.#name,
      {
        emailIdentity: domain,
        // For whoever names none: its rules hold for every message of the domain.
        configurationSetName: set.configurationSetName,
        dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
        tags: { Name: domain },
      },
      { ...this.#child, protect: args.protect },
    );
    const { tokens } = identity.dkimSigningAttributes;
    for (let i = 0; i < dkimKeys; i++) {
      this.#record(
        args,
        `dkim-${i + 1}`,
        tokens.apply((all) => dkimRecord(all, i, domain, region)),
      );
    }
    for (const [key, record] of Object.entries(emailRecords(domain, region, args.dmarc))) {
      this.#record(args, key, pulumi.output(record));
    }
    new aws.sesv2.EmailIdentityMailFromAttributes(
      this.#name,
      {
        emailIdentity: identity.emailIdentity,
        mailFromDomain: mailFromDomain(domain),
        // The signature alone satisfies DMARC, so a record that is not found for once need not stop the mail.
        behaviorOnMxFailure: "USE_DEFAULT_VALUE",
      },
      this.#child,
    );
    return identity;
  }

  #record({ zoneId, recordTtlSeconds }: EmailArgs, key: string, record: pulumi.Output<EmailRecord>): void {
    const { name, type, value } = record;
    new aws.route53.Record(
      `${this.#name}-${key}`,
      { zoneId, name, type, ttl: recordTtlSeconds, records: [value] },
      this.#child,
    );
  }

  #events({ accountId, keyArn }: EmailArgs, set: aws.sesv2.ConfigurationSet): aws.sns.Topic {
    const name = `${this.#name}-events`;
    const topic = new aws.sns.Topic(
      name,
      { name, kmsMasterKeyId: keyArn, signatureVersion: 2, tags: { Name: name } },
      this.#child,
    );
    const policy = pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "EventsOfTheConfigurationSet",
          Effect: "Allow",
          Principal: { Service: "ses.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { StringEquals: { "aws:SourceAccount": accountId }, ArnEquals: { "aws:SourceArn": set.arn } },
        },
        {
          Sid: "DenyPlainText",
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    const allowed = new aws.sns.TopicPolicy(name, { arn: topic.arn, policy }, this.#child);
    const { configurationSetName } = set;
    new aws.sesv2.ConfigurationSetEventDestination(
      name,
      {
        configurationSetName,
        eventDestinationName: "topic",
        eventDestination: {
          enabled: true,
          matchingEventTypes: ["BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY", "RENDERING_FAILURE"],
          snsDestination: { topicArn: topic.arn },
        },
      },
      // SES publishes a first message while it creates the destination, and refuses to when it may not.
      { ...this.#child, dependsOn: allowed },
    );
    const dimension = {
      dimensionName: setTag,
      dimensionValueSource: "MESSAGE_TAG",
      defaultDimensionValue: configurationSetName,
    };
    new aws.sesv2.ConfigurationSetEventDestination(
      `${this.#name}-metrics`,
      {
        configurationSetName,
        eventDestinationName: "metrics",
        eventDestination: {
          enabled: true,
          matchingEventTypes: ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT"],
          cloudWatchDestination: { dimensionConfigurations: [dimension] },
        },
      },
      this.#child,
    );
    return topic;
  }
}

/**
 * What a service may do that sends e-mail: from this one address, by this configuration set. In SES's sandbox it would
 * need each recipient's identity as well.
 */
export function sendStatements(
  identityArn: string,
  configurationSetArn: string,
  fromAddress: string,
): readonly Statement[] {
  return [
    {
      Sid: "SendEmail",
      Effect: "Allow",
      // The second is asked for a message that the worker puts together itself, headers and all.
      Action: ["ses:SendEmail", "ses:SendRawEmail"],
      Resource: [identityArn, configurationSetArn],
      Condition: { StringEquals: { "ses:FromAddress": fromAddress } },
    },
  ];
}
