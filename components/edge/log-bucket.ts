import * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../storage/private-bucket.ts";

export interface LogBucketArgs {
  /** Days that a log is kept. */
  retentionDays: number;
  /** Refuse to delete the bucket. */
  protect: boolean;
  /** Account whose load balancers and buckets are logged. */
  accountId: pulumi.Input<string>;
}

/** Days until a log is gone for good that someone overwrote or deleted. */
const noncurrentDays = 30;

/**
 * A private bucket that load balancers of this account write logs into (CKV_AWS_91), and S3 those of its buckets, below
 * `s3/` (CKV_AWS_18). Encrypted with S3's own keys, because log delivery cannot use KMS (CKV_AWS_145 does not apply).
 */
export class LogBucket extends pulumi.ComponentResource {
  /** Known once the policy is in place: a load balancer tries to write as soon as it is told of the bucket. */
  readonly bucket: pulumi.Output<string>;

  constructor(name: string, args: LogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:edge:LogBucket", name, args, opts);
    const ofThisAccount = { StringEquals: { "aws:SourceAccount": args.accountId } };
    const { bucket } = new PrivateBucket(
      name,
      {
        purpose: "logs",
        statements: [
          {
            Sid: "LoadBalancerLogs",
            Effect: "Allow",
            Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: pulumi.interpolate`/AWSLogs/${args.accountId}/*`,
            Condition: ofThisAccount,
          },
          {
            Sid: "BucketLogs",
            Effect: "Allow",
            Principal: { Service: "logging.s3.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: "/s3/*",
            Condition: ofThisAccount,
          },
        ],
        lifecycle: [
          {
            id: "expire",
            status: "Enabled",
            filter: {},
            expiration: { days: args.retentionDays },
            noncurrentVersionExpiration: { noncurrentDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
        protect: args.protect,
      },
      { parent: this },
    );
    this.bucket = bucket;
    this.registerOutputs({ bucket: this.bucket });
  }
}
