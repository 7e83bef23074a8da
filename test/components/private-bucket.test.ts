import { expect, it } from "vitest";
import { PrivateBucket, type PrivateBucketArgs } from "../../components/storage/private-bucket.ts";
import { counts, deploy } from "../harness.ts";

const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/uploads";
const rule = { id: "old", status: "Enabled", filter: {}, noncurrentVersionExpiration: { noncurrentDays: 7 } };
const args: PrivateBucketArgs = { purpose: "reports", statements: [], lifecycle: [rule], protect: true };

const bucket = (changes: Partial<PrivateBucketArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const { bucket, arn, regionalDomainName } = new PrivateBucket("reports", { ...args, ...changes });
      return { bucket, arn, regionalDomainName };
    },
    { mode },
  );

const settings = [
  "aws:s3:BucketLifecycleConfiguration",
  "aws:s3:BucketOwnershipControls",
  "aws:s3:BucketPolicy",
  "aws:s3:BucketPublicAccessBlock",
  "aws:s3:BucketServerSideEncryptionConfiguration",
  "aws:s3:BucketVersioning",
];

it("declares a bucket with its settings, and nothing else", async () => {
  const expected = {
    "aws:s3:Bucket": 1,
    ...Object.fromEntries(settings.map((type) => [type, 1])),
    "trading:storage:PrivateBucket": 1,
  };
  expect(counts((await bucket()).resources)).toEqual(expected);
  expect(counts((await bucket({ keyArn }, "preview")).resources)).toEqual(expected);
});

it("gives every child the component as parent, and every setting its bucket", async () => {
  const { resources, one } = await bucket();
  const component = one("trading:storage:PrivateBucket");
  const children = resources.filter(({ type }) => type.startsWith("aws:"));
  expect(children.map(({ parent }) => parent)).toEqual(children.map(() => component.urn));
  for (const type of settings) {
    expect(one(type).propertyDependencies["bucket"]).toEqual([one("aws:s3:Bucket").urn]);
  }
});

it("is emptied by nobody and says what it is for", async () => {
  expect((await bucket()).one("aws:s3:Bucket").props).toEqual({
    forceDestroy: false,
    tags: { Name: "reports", purpose: "reports" },
  });
});

it.each([true, false])("protects the bucket, and nothing else: %s", async (protect) => {
  const { resources } = await bucket({ protect });
  const guarded = resources.filter((resource) => resource.protect).map(({ type }) => type);
  expect(guarded).toEqual(protect ? ["aws:s3/bucket:Bucket"] : []);
});

it("is private: no access lists, and nothing that could make it public", async () => {
  const { one, outputs } = await bucket();
  expect(one("aws:s3:BucketPublicAccessBlock").props).toEqual({
    bucket: outputs["bucket"],
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  expect(one("aws:s3:BucketOwnershipControls").props).toEqual({
    bucket: outputs["bucket"],
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
});

it.each([
  [
    "the key that it is given",
    { keyArn },
    {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
      bucketKeyEnabled: true,
      blockedEncryptionTypes: ["SSE-C"],
    },
  ],
  [
    "S3's own keys",
    {},
    { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, blockedEncryptionTypes: ["SSE-C"] },
  ],
])("encrypts with %s, never with a client's", async (_, changes, rule) => {
  const { one, outputs } = await bucket(changes);
  expect(one("aws:s3:BucketServerSideEncryptionConfiguration").props).toEqual({
    bucket: outputs["bucket"],
    rules: [rule],
  });
});

it("keeps versions, and lets them go by the rules that it is given", async () => {
  const { one, outputs } = await bucket();
  expect(one("aws:s3:BucketVersioning").props).toEqual({
    bucket: outputs["bucket"],
    versioningConfiguration: { status: "Enabled" },
  });
  expect(one("aws:s3:BucketLifecycleConfiguration").props).toEqual({ bucket: outputs["bucket"], rules: [rule] });
  expect(one("aws:s3:BucketLifecycleConfiguration").dependencies).toContain(one("aws:s3:BucketVersioning").urn);
});

it("lets nobody in without TLS 1.2, and others as it is told", async () => {
  const { one, outputs } = await bucket({
    statements: [
      {
        Sid: "ReadReports",
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: "/reports/*",
        Condition: { StringEquals: { "aws:SourceAccount": Promise.resolve("111122223333") } },
      },
      { Sid: "NoList", Effect: "Deny", Principal: "*", Action: ["s3:ListBucket"], Resource: "" },
    ],
  });
  const arn = outputs["arn"] as string;
  const deny = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`] };
  const { policy, bucket: name } = one("aws:s3:BucketPolicy").props;
  expect(name).toBe(outputs["bucket"]);
  expect(JSON.parse(policy as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadReports",
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: `${arn}/reports/*`,
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
      { Sid: "NoList", Effect: "Deny", Principal: "*", Action: ["s3:ListBucket"], Resource: arn },
      { Sid: "DenyPlainText", ...deny, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "DenyOldTls", ...deny, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ],
  });
});

it("changes public access and policy one after the other", async () => {
  const { one } = await bucket();
  expect(one("aws:s3:BucketPolicy").dependencies).toContain(one("aws:s3:BucketPublicAccessBlock").urn);
});

it("hands out a name that waits for the policy, and what the policy may refer to, which does not", async () => {
  const { resources, outputs } = await deploy(() => {
    const { bucket: name, arn, regionalDomainName } = new PrivateBucket("reports", args);
    Object.entries({ name, arn, regionalDomainName }).forEach(([reader, keyArn]) => {
      new PrivateBucket(reader, { ...args, keyArn });
    });
    return { arn, regionalDomainName };
  });
  expect(outputs["arn"]).toMatch(/^arn:aws:s3:::reports-/);
  expect(outputs["regionalDomainName"]).toMatch(/\w/);
  const urnOf = (type: string) =>
    resources.find((resource) => resource.name === "reports" && resource.type.endsWith(`:${type}`))?.urn;
  const waits = (reader: string) =>
    resources.find(({ name, type }) => name === reader && type.endsWith(":BucketServerSideEncryptionConfiguration"))
      ?.propertyDependencies["rules"];
  expect(waits("name")).toContain(urnOf("BucketPolicy"));
  expect(waits("arn")).toEqual([urnOf("Bucket")]);
  expect(waits("regionalDomainName")).toEqual([urnOf("Bucket")]);
});
