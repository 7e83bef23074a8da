import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../foundation/statement.ts";
import { type BucketStatement, PrivateBucket } from "./private-bucket.ts";

export interface UploadsArgs {
  /** KMS key that encrypts the files. */
  keyArn: pulumi.Input<string>;
  /** Origins of the pages that upload and show files, such as `https://mycrypto.example`. */
  origins: readonly [string, ...string[]];
  /** Bucket that S3 writes a log of every request into, below `s3/`. */
  logBucket: pulumi.Input<string>;
  /** Refuse to delete the bucket. */
  protect: boolean;
}

/** Days in which a file that was overwritten or deleted can still be restored. */
const noncurrentDays = 90;
/** Days that the parts of an upload wait for the rest. */
const unfinishedDays = 7;
/** Days until a file moves to the storage class that finds out by itself how often it is read. */
const tieringDays = 30;
/** Age of a signature, milliseconds, that no request may exceed, however long its link was meant to live. */
const maxSignatureAge = String(15 * 60 * 1000);
/** Seconds that a browser remembers the answer to a preflight request. */
const preflightSeconds = 3600;

/**
 * One system's bucket for files of its users (MC-030). Services sign links, and browsers send and fetch files with them
 * from the internet, so requests are not held to the VPC.
 *
 * @throws Error when an origin is not `https://` and a host
 */
export class Uploads extends pulumi.ComponentResource {
  /** Name of the bucket, for the services. */
  readonly bucket: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** Where signed links lead, for the pages' content security policy. */
  readonly origin: pulumi.Output<string>;

  constructor(name: string, args: UploadsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:storage:Uploads", name, args, opts);
    const child = { parent: this };
    const wrong = args.origins.find((origin) => !isSecureOrigin(origin));
    if (wrong !== undefined) {
      throw new Error(`${name}: origins: "${wrong}" must be https:// and one host, such as https://mycrypto.example`);
    }
    const store = new PrivateBucket(
      name,
      {
        purpose: "uploads",
        keyArn: args.keyArn,
        statements: refusals(args.keyArn),
        lifecycle: [
          {
            id: "keep",
            status: "Enabled",
            filter: {},
            transitions: [{ days: tieringDays, storageClass: "INTELLIGENT_TIERING" }],
            expiration: { expiredObjectDeleteMarker: true },
            noncurrentVersionExpiration: { noncurrentDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: unfinishedDays },
          },
        ],
        protect: args.protect,
      },
      child,
    );
    const rule = {
      allowedOrigins: [...args.origins],
      // POST is a form with a signed policy, the one way to limit a file's size.
      allowedMethods: ["GET", "HEAD", "PUT", "POST"],
      allowedHeaders: ["content-type", "content-md5", "x-amz-*"],
      // Names the parts of an upload that is put together from several.
      exposeHeaders: ["ETag"],
      maxAgeSeconds: preflightSeconds,
    };
    new aws.s3.BucketCorsConfiguration(name, { bucket: store.bucket, corsRules: [rule] }, child);
    const targetObjectKeyFormat = { partitionedPrefix: { partitionDateSource: "EventTime" } };
    new aws.s3.BucketLogging(
      name,
      { bucket: store.bucket, targetBucket: args.logBucket, targetPrefix: "s3/", targetObjectKeyFormat },
      child,
    );
    this.bucket = store.bucket;
    this.arn = store.arn;
    this.origin = pulumi.interpolate`https://${store.regionalDomainName}`;
    this.registerOutputs({ bucket: this.bucket, arn: this.arn, origin: this.origin });
  }
}

/**
 * What a service may do with users' files. It cannot list them: whoever knows no key shall not find out others' (a file
 * that is not there then answers 403, not 404). Nor can it delete a version, so what it deletes can be restored.
 *
 * @param region where the bucket is
 */
export function uploadStatements(bucketArn: string, keyArn: string, region: string): readonly Statement[] {
  return [
    {
      Sid: "UploadedFiles",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
      Resource: `${bucketArn}/*`,
    },
    {
      Sid: "KeyOfUploadedFiles",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: keyArn,
      Condition: {
        StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` },
        // The bucket is the context of its bucket key, a file that of its own.
        StringLike: { "kms:EncryptionContext:aws:s3:arn": [bucketArn, `${bucketArn}/*`] },
      },
    },
  ];
}

/** An origin as browsers send it: no path, no wildcard, nothing in plain text. */
function isSecureOrigin(origin: string): boolean {
  return origin.startsWith("https://") && !origin.includes("*") && URL.parse(origin)?.origin === origin;
}

function refusals(keyArn: pulumi.Input<string>): BucketStatement[] {
  const header = "s3:x-amz-server-side-encryption";
  const deny = { Effect: "Deny", Principal: "*", Resource: "/*" } as const;
  return [
    {
      Sid: "DenyOtherKeys",
      ...deny,
      Action: "s3:PutObject",
      // Without the header the bucket's default applies. With it and no key, S3 would take its own.
      Condition: { Null: { [header]: "false" }, StringNotEquals: { [`${header}-aws-kms-key-id`]: keyArn } },
    },
    {
      Sid: "DenyOldLinks",
      ...deny,
      Action: "s3:*",
      Condition: { NumericGreaterThan: { "s3:signatureAge": maxSignatureAge } },
    },
  ];
}
