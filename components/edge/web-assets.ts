import * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../storage/private-bucket.ts";

export interface WebAssetsArgs {
  /**
   * The one distribution that reads them. It reads from this bucket's host, so its ARN comes later than the bucket: as a
   * `pulumi.deferredOutput`, of which only the bucket's policy waits.
   */
  distributionArn: pulumi.Input<string>;
  /** Refuse to delete the bucket. */
  protect: boolean;
}

/** Days until a file is gone for good that someone overwrote or deleted. */
const noncurrentDays = 30;

/**
 * The bucket of a system's web assets (MC-028, MT-026). Each release lies under `/<version>/`, written once, so pages of
 * either color find their assets before, during and after a release. Nothing expires by age: the live version may be the
 * oldest.
 *
 * Encrypted with S3's own keys: all of it is shown to everyone, and a key of ours would be one more thing whose loss
 * takes the pages down.
 */
export class WebAssets extends pulumi.ComponentResource {
  /** Its name, known once the policy is in place. */
  readonly bucket: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** The distribution's origin. */
  readonly regionalDomainName: pulumi.Output<string>;

  constructor(name: string, args: WebAssetsArgs, opts?: pulumi.ComponentResourceOptions) {
    // The component is registered before the distribution is known.
    const { distributionArn, ...lasting } = args;
    super("trading:edge:WebAssets", name, lasting, opts);
    const bucket = new PrivateBucket(
      name,
      {
        purpose: "web-assets",
        statements: [
          {
            Sid: "DistributionReads",
            Effect: "Allow",
            Principal: { Service: "cloudfront.amazonaws.com" },
            Action: "s3:GetObject",
            Resource: "/*",
            Condition: { StringEquals: { "aws:SourceArn": distributionArn } },
          },
        ],
        lifecycle: [
          {
            id: "tidy",
            status: "Enabled",
            filter: {},
            noncurrentVersionExpiration: { noncurrentDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
        protect: args.protect,
      },
      { parent: this },
    );
    this.bucket = bucket.bucket;
    this.arn = bucket.arn;
    this.regionalDomainName = bucket.regionalDomainName;
    this.registerOutputs({ arn: this.arn });
  }
}
