import type { Replacements } from "./replacement.ts";

const service = "hashicorp/terraform-provider-aws internal/service";

/** S3 and CloudWatch Logs. */
export const awsStorage: Replacements = {
  "aws:cloudwatch/logGroup:LogGroup": {
    source: `${service}/logs/group.go 0073593`,
    paths: ["logGroupClass", "name", "namePrefix", "region"],
    autonamed: "name",
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    source: `${service}/logs/resource_policy.go 00a3530`,
    paths: ["policyName", "region", "resourceArn"],
  },
  "aws:s3/bucket:Bucket": {
    source: `${service}/s3/bucket.go 0070bcd; object lock: stored files 446709073, 37069568389`,
    paths: ["bucket", "bucketPrefix", "objectLockConfiguration.objectLockEnabled", "objectLockEnabled", "region"],
    autonamed: "bucket",
    unread: ["bucketNamespace"],
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    source: `${service}/s3/bucket_lifecycle_configuration.go 0160692`,
    paths: ["bucket", "expectedBucketOwner", "region"],
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    source: `${service}/s3/object.go, stored file 2139561556; region as for all types`,
    paths: ["bucket", "key", "region"],
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
    source: `${service}/s3/bucket_ownership_controls.go 01c0800`,
    paths: ["bucket", "region"],
  },
  "aws:s3/bucketPolicy:BucketPolicy": {
    source: `${service}/s3/bucket_policy.go 0073593`,
    paths: ["bucket", "region"],
  },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
    source: `${service}/s3/bucket_public_access_block.go 0160692`,
    paths: ["bucket", "region"],
  },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    source: `${service}/s3/bucket_server_side_encryption_configuration.go 0160692`,
    paths: ["bucket", "expectedBucketOwner", "region"],
  },
  "aws:s3/bucketVersioning:BucketVersioning": {
    source: `${service}/s3/bucket_versioning.go 01c0800`,
    paths: ["bucket", "expectedBucketOwner", "region"],
  },
};
