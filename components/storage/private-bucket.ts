import * as aws from "@pulumi/aws";
import type { types } from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

type LifecycleRule = types.input.s3.BucketLifecycleConfigurationRule;

/** A statement of a bucket's policy. */
export interface BucketStatement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Principal: "*" | Readonly<Record<string, pulumi.Input<string>>>;
  Action: string | readonly string[];
  /** What follows the bucket's ARN: the empty text is the bucket itself, and `/*` every object. */
  Resource: pulumi.Input<string>;
  Condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

export interface PrivateBucketArgs {
  /** What it holds, in a word; its tag `purpose`. */
  purpose: string;
  /** KMS key that encrypts it; without one, S3's own keys do. */
  keyArn?: pulumi.Input<string>;
  /** Beside the demand for TLS, which every bucket has. */
  statements: readonly BucketStatement[];
  /** Older versions never go by themselves, so each bucket says when. */
  lifecycle: readonly [LifecycleRule, ...LifecycleRule[]];
  /** Refuse to delete the bucket. */
  protect: boolean;
}

/**
 * What every bucket of the platform has: no access lists, nothing public, TLS 1.2, encryption and versions (S3.5, S3.8,
 * S3.12, S3.13, S3.14).
 */
export class PrivateBucket extends pulumi.ComponentResource {
  /** Its name, known once the policy is in place: a service tries to write as soon as it is told of the bucket. */
  readonly bucket: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** Its host in the region; known before the policy, which may name who reads from there. */
  readonly regionalDomainName: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    // A statement may name what is made after the bucket, and the component must not wait for that.
    const { statements, ...lasting } = args;
    super("trading:storage:PrivateBucket", name, lasting, opts);
    const child = { parent: this };
    const bucket = new aws.s3.Bucket(
      name,
      { forceDestroy: false, tags: { Name: name, purpose: args.purpose } },
      { ...child, protect: args.protect },
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
      child,
    );
    const ownership = { objectOwnership: "BucketOwnerEnforced" };
    new aws.s3.BucketOwnershipControls(name, { bucket: bucket.id, rule: ownership }, child);
    const rules = [encryption(args.keyArn)];
    new aws.s3.BucketServerSideEncryptionConfiguration(name, { bucket: bucket.id, rules }, child);
    const versioning = new aws.s3.BucketVersioning(
      name,
      { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    new aws.s3.BucketLifecycleConfiguration(
      name,
      { bucket: bucket.id, rules: [...args.lifecycle] },
      // Rules about older versions mean something else, or nothing, in a bucket that has none.
      { ...child, dependsOn: versioning },
    );
    const policy = new aws.s3.BucketPolicy(
      name,
      { bucket: bucket.id, policy: policyOf(bucket.arn, statements) },
      // S3 refuses two of these changes at a time.
      { ...child, dependsOn: access },
    );
    this.bucket = policy.bucket;
    this.arn = bucket.arn;
    this.regionalDomainName = bucket.bucketRegionalDomainName;
    this.registerOutputs({ bucket: this.bucket, arn: this.arn });
  }
}

/** A key that the client brings (SSE-C) is refused: whoever steals credentials could lock us out of our own data. */
function encryption(keyArn: pulumi.Input<string> | undefined) {
  const blockedEncryptionTypes = ["SSE-C"];
  if (keyArn === undefined) {
    return { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, blockedEncryptionTypes };
  }
  const applyServerSideEncryptionByDefault = { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn };
  // One call of KMS for many objects.
  return { applyServerSideEncryptionByDefault, bucketKeyEnabled: true, blockedEncryptionTypes };
}

/** The statements, and nobody does anything without TLS 1.2. */
function policyOf(arn: pulumi.Output<string>, statements: readonly BucketStatement[]): pulumi.Output<string> {
  const everything = [arn, pulumi.interpolate`${arn}/*`];
  const deny = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: everything };
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      ...statements.map(({ Resource, ...rest }) => ({ ...rest, Resource: pulumi.interpolate`${arn}${Resource}` })),
      { Sid: "DenyPlainText", ...deny, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "DenyOldTls", ...deny, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ],
  });
}
