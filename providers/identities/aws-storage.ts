import { botocore, type Identities, type Identity, imports } from "./identity.ts";

/** A setting of a bucket: a put, which overwrites. */
const setting = (file: string, ...more: string[]): Identity => ({
  id: { inputs: ["bucket", ...more], ...(more.length > 0 && { separator: "," }) },
  repeatable: true,
  source: imports(file),
});

/** S3 and CloudWatch Logs. */
export const awsStorage: Identities = {
  "aws:cloudwatch/logGroup:LogGroup": {
    id: { inputs: ["name"] },
    unique: ["name"],
    conflict: "ResourceAlreadyExistsException",
    arn: "logs:log-group",
    source: `${imports("cloudwatch/logGroup")}; ${botocore("logs", "ResourceAlreadyExistsException")}`,
  },
  // A policy is the account's and has a name, or a resource's and has none.
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    id: { inputs: ["policyName", "resourceArn"] },
    repeatable: true,
    source: imports("cloudwatch/logResourcePolicy"),
  },
  // Unique in all accounts: BucketAlreadyExists where another account has it.
  "aws:s3/bucket:Bucket": {
    id: { inputs: ["bucket"] },
    unique: ["bucket"],
    conflict: "BucketAlreadyOwnedByYou",
    arn: "s3:bucket",
    source: `${imports("s3/bucket")}; the code as S3 clients expect it, e.g. stored file 68421997319`,
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": setting(
    "s3/bucketLifecycleConfiguration",
    "expectedBucketOwner",
  ),
  // A put, which makes a new version of the object. The tagging API knows buckets alone.
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    id: { inputs: ["bucket", "key"], separator: "/" },
    repeatable: true,
    source: imports("s3/bucketObjectv2"),
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": setting("s3/bucketOwnershipControls"),
  "aws:s3/bucketPolicy:BucketPolicy": setting("s3/bucketPolicy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": setting("s3/bucketPublicAccessBlock"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": setting(
    "s3/bucketServerSideEncryptionConfiguration",
    "expectedBucketOwner",
  ),
  "aws:s3/bucketVersioning:BucketVersioning": setting("s3/bucketVersioning", "expectedBucketOwner"),
};
