import { expect, it } from "vitest";
import { WebAssets, type WebAssetsArgs } from "../../components/edge/web-assets.ts";
import { counts, deploy } from "../harness.ts";

const distributionArn = "arn:aws:cloudfront::111122223333:distribution/E1234567890ABC";

const assets = (changes: Partial<WebAssetsArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const made = new WebAssets("mycrypto-web", { distributionArn, protect: true, ...changes });
      return { bucket: made.bucket, arn: made.arn, regionalDomainName: made.regionalDomainName };
    },
    { mode },
  );

it("declares one private bucket, and nothing else", async () => {
  const expected = {
    "aws:s3:Bucket": 1,
    "aws:s3:BucketLifecycleConfiguration": 1,
    "aws:s3:BucketOwnershipControls": 1,
    "aws:s3:BucketPolicy": 1,
    "aws:s3:BucketPublicAccessBlock": 1,
    "aws:s3:BucketServerSideEncryptionConfiguration": 1,
    "aws:s3:BucketVersioning": 1,
    "trading:edge:WebAssets": 1,
    "trading:storage:PrivateBucket": 1,
  };
  const { resources, one } = await assets();
  expect(counts(resources)).toEqual(expected);
  expect(counts((await assets({}, "preview")).resources)).toEqual(expected);
  expect(one("trading:storage:PrivateBucket").parent).toBe(one("trading:edge:WebAssets").urn);
  expect(one("aws:s3:Bucket").props["tags"]).toEqual({ Name: "mycrypto-web", purpose: "web-assets" });
});

it("is read by the one distribution, object by object, and by nobody else", async () => {
  const { one } = await assets();
  const { bucket, policy } = one("aws:s3:BucketPolicy").props;
  const arn = `arn:aws:s3:::${bucket as string}`;
  const { Statement } = JSON.parse(policy as string) as { Statement: { Effect: string }[] };
  expect(Statement.filter(({ Effect }) => Effect === "Allow")).toEqual([
    {
      Sid: "DistributionReads",
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "s3:GetObject",
      Resource: `${arn}/*`,
      Condition: { StringEquals: { "aws:SourceArn": distributionArn } },
    },
  ]);
});

it("is encrypted by S3 itself, so that no key of ours can take the pages down", async () => {
  const { one } = await assets();
  expect(one("aws:s3:BucketServerSideEncryptionConfiguration").props["rules"]).toMatchObject([
    { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
  ]);
});

it("keeps every release for good, and overwritten files for 30 days", async () => {
  const { one } = await assets();
  expect(one("aws:s3:BucketLifecycleConfiguration").props["rules"]).toEqual([
    {
      id: "tidy",
      status: "Enabled",
      filter: {},
      noncurrentVersionExpiration: { noncurrentDays: 30 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    },
  ]);
});

it.each([true, false])("protects the bucket and nothing else: %s", async (protect) => {
  const guarded = (await assets({ protect })).resources.filter((one) => one.protect).map(({ type }) => type);
  expect(guarded).toEqual(protect ? ["aws:s3/bucket:Bucket"] : []);
});

it("hands out what uploads and the distribution need", async () => {
  const { outputs, one } = await assets();
  expect(outputs).toEqual({
    bucket: one("aws:s3:BucketPolicy").props["bucket"],
    arn: expect.stringMatching(/^arn:aws:s3:::/) as string,
    regionalDomainName: expect.stringMatching(/./) as string,
  });
});
