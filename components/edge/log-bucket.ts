import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface LogBucketArgs {
  /** Days that a log is kept. */
  retentionDays: number;
  /** Refuse to delete the bucket. */
  protect: boolean;
  /** Account whose load balancers write. */
  accountId: pulumi.Input<string>;
}

/** Days until a log is gone for good that someone overwrote or deleted. */
const noncurrentDays = 30;

/**
 * A private bucket that load balancers of this account write logs into (CKV_AWS_91). Encrypted with S3's own keys,
 * because log delivery cannot use KMS (CKV_AWS_145 does not apply).
 */
export class LogBucket extends pulumi.ComponentResource {
  /** Known once the policy is in place: a load balancer tries to write as soon as it is told of the bucket. */
  readonly bucket: pulumi.Output<string>;
  readonly #child = { parent: this };
  readonly #name: string;

  constructor(name: string, args: LogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:edge:LogBucket", name, args, opts);
    this.#name = name;
    const bucket = new aws.s3.Bucket(
      name,
      { forceDestroy: false, tags: { Name: name, purpose: "logs" } },
      { ...this.#child, protect: args.protect },
    );
    const access = new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      this.#child,
    );
    const rule = { objectOwnership: "BucketOwnerEnforced" };
    new aws.s3.BucketOwnershipControls(name, { bucket: bucket.id, rule }, this.#child);
    const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }];
    new aws.s3.BucketServerSideEncryptionConfiguration(name, { bucket: bucket.id, rules }, this.#child);
    this.#retention(bucket, args.retentionDays);
    const policy = new aws.s3.BucketPolicy(
      name,
      { bucket: bucket.id, policy: logPolicy(bucket.arn, args.accountId) },
      // S3 refuses two of these changes at a time.
      { ...this.#child, dependsOn: access },
    );
    this.bucket = policy.bucket;
    this.registerOutputs({ bucket: this.bucket });
  }

  #retention(bucket: aws.s3.Bucket, days: number): void {
    const versioning = new aws.s3.BucketVersioning(
      this.#name,
      { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
      this.#child,
    );
    const rule = {
      id: "expire",
      status: "Enabled",
      filter: {},
      expiration: { days },
      noncurrentVersionExpiration: { noncurrentDays },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    };
    new aws.s3.BucketLifecycleConfiguration(
      this.#name,
      { bucket: bucket.id, rules: [rule] },
      { ...this.#child, dependsOn: versioning },
    );
  }
}

/** Load balancers of one account write under its own prefix; nobody does anything without TLS 1.2 (S3.5). */
function logPolicy(bucketArn: pulumi.Input<string>, accountId: pulumi.Input<string>): pulumi.Output<string> {
  const everything = [bucketArn, pulumi.interpolate`${bucketArn}/*`];
  const deny = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: everything };
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "LoadBalancerLogs",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: pulumi.interpolate`${bucketArn}/AWSLogs/${accountId}/*`,
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      },
      { Sid: "DenyPlainText", ...deny, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "DenyOldTls", ...deny, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ],
  });
}
