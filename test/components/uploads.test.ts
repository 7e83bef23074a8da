import { describe, expect, it } from "vitest";
import { LogBucket } from "../../components/edge/log-bucket.ts";
import { Uploads, type UploadsArgs, uploadStatements } from "../../components/storage/uploads.ts";
import { counts, deploy } from "../harness.ts";

const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/uploads";
const args: UploadsArgs = {
  keyArn,
  origins: ["https://mycrypto.example", "https://app.mycrypto.example:8443"],
  logBucket: "logs",
  protect: true,
};

const uploads = (changes: Partial<UploadsArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const { bucket, arn, origin } = new Uploads("mycrypto-uploads", { ...args, ...changes });
      return { bucket, arn, origin };
    },
    { mode },
  );

const declared = {
  "aws:s3:Bucket": 1,
  "aws:s3:BucketCorsConfiguration": 1,
  "aws:s3:BucketLifecycleConfiguration": 1,
  "aws:s3:BucketLogging": 1,
  "aws:s3:BucketOwnershipControls": 1,
  "aws:s3:BucketPolicy": 1,
  "aws:s3:BucketPublicAccessBlock": 1,
  "aws:s3:BucketServerSideEncryptionConfiguration": 1,
  "aws:s3:BucketVersioning": 1,
  "trading:storage:PrivateBucket": 1,
  "trading:storage:Uploads": 1,
};

it("declares a bucket with its log, and nothing else", async () => {
  expect(counts((await uploads()).resources)).toEqual(declared);
  expect(counts((await uploads({}, "preview")).resources)).toEqual(declared);
});

it("gives every child a parent", async () => {
  const { resources, one } = await uploads();
  const component = one("trading:storage:Uploads").urn;
  const own = resources.filter(({ parent }) => parent === component).map(({ type }) => type.split(":").at(-1));
  expect(own.sort()).toEqual(["BucketCorsConfiguration", "BucketLogging", "PrivateBucket"]);
  const below = resources.filter(({ parent }) => parent === one("trading:storage:PrivateBucket").urn);
  expect(below).toHaveLength(7);
});

it.each([true, false])("protects the bucket: %s", async (protect) => {
  expect((await uploads({ protect })).one("aws:s3:Bucket").protect).toBe(protect);
});

it("is a private bucket for uploads under a key of its own", async () => {
  const { one } = await uploads();
  expect(one("aws:s3:Bucket").props["tags"]).toEqual({ Name: "mycrypto-uploads", purpose: "uploads" });
  expect(one("aws:s3:BucketServerSideEncryptionConfiguration").props["rules"]).toMatchObject([
    { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn } },
  ]);
});

it("keeps files for good, what replaced them for 90 days and unfinished ones for a week", async () => {
  expect((await uploads()).one("aws:s3:BucketLifecycleConfiguration").props["rules"]).toEqual([
    {
      id: "keep",
      status: "Enabled",
      filter: {},
      transitions: [{ days: 30, storageClass: "INTELLIGENT_TIERING" }],
      expiration: { expiredObjectDeleteMarker: true },
      noncurrentVersionExpiration: { noncurrentDays: 90 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    },
  ]);
});

it("answers the browsers of its own pages, and no others", async () => {
  const { one, outputs } = await uploads();
  expect(one("aws:s3:BucketCorsConfiguration").props).toEqual({
    bucket: outputs["bucket"],
    corsRules: [
      {
        allowedOrigins: ["https://mycrypto.example", "https://app.mycrypto.example:8443"],
        allowedMethods: ["GET", "HEAD", "PUT", "POST"],
        allowedHeaders: ["content-type", "content-md5", "x-amz-*"],
        exposeHeaders: ["ETag"],
        maxAgeSeconds: 3600,
      },
    ],
  });
});

it.each([
  "*",
  "https://*",
  "https://*.mycrypto.example",
  "http://mycrypto.example",
  "https://mycrypto.example/",
  "https://mycrypto.example/app",
  "https://me@mycrypto.example",
  "https://MyCrypto.example",
  "mycrypto.example",
  "null",
  "",
])('refuses the origin "%s"', async (origin) => {
  await expect(uploads({ origins: ["https://mycrypto.example", origin] })).rejects.toThrow(
    `mycrypto-uploads: origins: "${origin}" must be https:// and one host, such as https://mycrypto.example`,
  );
});

it("refuses other keys and old links beside plain text", async () => {
  const { one, outputs } = await uploads();
  const { Statement: statements } = JSON.parse(one("aws:s3:BucketPolicy").props["policy"] as string) as {
    Statement: { Sid: string }[];
  };
  expect(statements.map(({ Sid }) => Sid)).toEqual(["DenyOtherKeys", "DenyOldLinks", "DenyPlainText", "DenyOldTls"]);
  const deny = { Effect: "Deny", Principal: "*", Resource: `${outputs["arn"] as string}/*` };
  expect(statements.slice(0, 2)).toEqual([
    {
      Sid: "DenyOtherKeys",
      ...deny,
      Action: "s3:PutObject",
      Condition: {
        Null: { "s3:x-amz-server-side-encryption": "false" },
        StringNotEquals: { "s3:x-amz-server-side-encryption-aws-kms-key-id": keyArn },
      },
    },
    {
      Sid: "DenyOldLinks",
      ...deny,
      Action: "s3:*",
      Condition: { NumericGreaterThan: { "s3:signatureAge": "900000" } },
    },
  ]);
});

it("writes its log where the log bucket's policy lets it", async () => {
  const { one, outputs } = await deploy(() => {
    const logs = new LogBucket("logs", { retentionDays: 90, protect: true, accountId: "111122223333" });
    const { bucket } = new Uploads("uploads", { ...args, logBucket: logs.bucket });
    return { bucket, logs: logs.bucket };
  });
  expect(one("aws:s3:BucketLogging").props).toEqual({
    bucket: outputs["bucket"],
    targetBucket: outputs["logs"],
    targetPrefix: "s3/",
    targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: "EventTime" } },
  });
  expect(one("aws:s3:BucketLogging").dependencies).toContain(one("aws:s3:BucketPolicy", "logs").urn);
  const { Statement: statements } = JSON.parse(one("aws:s3:BucketPolicy", "logs").props["policy"] as string) as {
    Statement: { Resource: unknown }[];
  };
  const prefix = `arn:aws:s3:::${outputs["logs"] as string}/s3/*`;
  expect(statements.filter(({ Resource }) => Resource === prefix)).toMatchObject([
    { Effect: "Allow", Principal: { Service: "logging.s3.amazonaws.com" }, Action: "s3:PutObject" },
  ]);
});

it("hands out what services and pages need", async () => {
  const { outputs, one } = await deploy(() => {
    const { bucket, arn, origin } = new Uploads("uploads", args);
    const reader = new Uploads("reader", { ...args, keyArn: bucket });
    return { bucket, arn, origin, reader: reader.arn };
  });
  expect(outputs).toMatchObject({
    bucket: expect.stringMatching(/^uploads-/) as string,
    arn: `arn:aws:s3:::${outputs["bucket"] as string}`,
    origin: expect.stringMatching(/^https:\/\/\w[^/]+$/) as string,
  });
  // A service may write as soon as it knows the name.
  const waits = one("aws:s3:BucketServerSideEncryptionConfiguration", "reader").propertyDependencies["rules"];
  expect(waits).toContain(one("aws:s3:BucketPolicy", "uploads").urn);
});

describe("what a service may do", () => {
  const bucketArn = "arn:aws:s3:::mycrypto-uploads-1a2b3c4";

  it("is to read, write and delete files, with the key for this bucket's files alone", () => {
    expect(uploadStatements(bucketArn, keyArn, "eu-central-1")).toEqual([
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
          StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
          StringLike: { "kms:EncryptionContext:aws:s3:arn": [bucketArn, `${bucketArn}/*`] },
        },
      },
    ]);
  });
});
