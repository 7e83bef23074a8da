import { botocore, type Identities, type Identity, imports } from "./identity.ts";

const exists = (service: string) => botocore(service, "AlreadyExistsException");

/**
 * Policies and access controls of CloudFront: an id of its own making, no tags, and a name that only a list tells. A second
 * one is refused under a name that the program gives, not under one that Pulumi makes up.
 *
 * @param list what the list command and its answer's JMESPath say
 */
const listed = (file: string, conflict: string, list: { command: string; ids: string }): Identity => ({
  id: "own",
  unique: ["name"],
  conflict,
  lookUp: `aws cloudfront ${list.command} --query "${list.ids}" --output text`,
  source: `${imports(file)}; ${botocore("cloudfront", conflict)}`,
});

/** A list of policies has each beneath the policy's kind. */
const policies = (command: string, kind: string) => ({
  command: `${command} --type custom`,
  ids: `${kind}List.Items[?${kind}.${kind}Config.Name=='{name}'].${kind}.Id`,
});

/** A put, which overwrites: a setting of what the inputs name. */
const setting = (file: string, inputs: readonly string[], separator?: string): Identity => ({
  id: { inputs, ...(separator !== undefined && { separator }) },
  repeatable: true,
  source: imports(file),
});

/** Settings of buckets, e-mail, images, the firewall and the CDN. */
export const awsDelivery: Identities = {
  "aws:cloudfront/cachePolicy:CachePolicy": listed(
    "cloudfront/cachePolicy",
    "CachePolicyAlreadyExists",
    policies("list-cache-policies", "CachePolicy"),
  ),
  // One alias in common is enough to be refused. The tagging API knows CloudFront in us-east-1 alone.
  "aws:cloudfront/distribution:Distribution": {
    id: "own",
    unique: ["aliases"],
    conflict: "CNAMEAlreadyExists",
    arn: "cloudfront:distribution",
    source: `${imports("cloudfront/distribution")}; ${botocore("cloudfront", "CNAMEAlreadyExists")}`,
  },
  "aws:cloudfront/function:Function": {
    id: { inputs: ["name"] },
    unique: ["name"],
    conflict: "FunctionAlreadyExists",
    arn: "cloudfront:function",
    source: `${imports("cloudfront/function")}; ${botocore("cloudfront", "FunctionAlreadyExists")}`,
  },
  // Imported by its name, known by an id that also ends its ARN.
  "aws:cloudfront/keyValueStore:KeyValueStore": {
    id: "own",
    importId: { inputs: ["name"] },
    unique: ["name"],
    conflict: "EntityAlreadyExists",
    arn: "cloudfront:key-value-store",
    source:
      `${imports("cloudfront/keyValueStore")}; ${botocore("cloudfront", "EntityAlreadyExists")}; id: ` +
      "hashicorp/terraform-provider-aws internal/service/cloudfront/key_value_store.go 0392321",
  },
  "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey": setting(
    "cloudfront/keyvaluestoreKey",
    ["keyValueStoreArn", "key"],
    ",",
  ),
  "aws:cloudfront/originAccessControl:OriginAccessControl": listed(
    "cloudfront/originAccessControl",
    "OriginAccessControlAlreadyExists",
    { command: "list-origin-access-controls", ids: "OriginAccessControlList.Items[?Name=='{name}'].Id" },
  ),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": listed(
    "cloudfront/responseHeadersPolicy",
    "ResponseHeadersPolicyAlreadyExists",
    policies("list-response-headers-policies", "ResponseHeadersPolicy"),
  ),
  "aws:cloudwatch/logDelivery:LogDelivery": {
    id: "own",
    unique: ["deliverySourceName", "deliveryDestinationArn"],
    conflict: "ConflictException",
    arn: "logs:delivery",
    source: `${imports("cloudwatch/logDelivery")}; ${botocore("logs", "ConflictException")}`,
  },
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": {
    ...setting("cloudwatch/logDeliveryDestination", ["name"]),
    arn: "logs:delivery-destination",
  },
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": {
    ...setting("cloudwatch/logDeliverySource", ["name"]),
    arn: "logs:delivery-source",
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": setting("ecr/lifecyclePolicy", ["repository"]),
  "aws:ecr/repository:Repository": {
    id: { inputs: ["name"] },
    unique: ["name"],
    conflict: "RepositoryAlreadyExistsException",
    arn: "ecr:repository",
    source: `${imports("ecr/repository")}; ${botocore("ecr", "RepositoryAlreadyExistsException")}`,
  },
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": setting(
    "s3/bucketCorsConfiguration",
    ["bucket", "expectedBucketOwner"],
    ",",
  ),
  "aws:s3/bucketLogging:BucketLogging": setting("s3/bucketLogging", ["bucket", "expectedBucketOwner"], ","),
  "aws:sesv2/configurationSet:ConfigurationSet": {
    id: { inputs: ["configurationSetName"] },
    unique: ["configurationSetName"],
    conflict: "AlreadyExistsException",
    arn: "ses:configuration-set",
    source: `${imports("sesv2/configurationSet")}; ${exists("sesv2")}`,
  },
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": {
    id: { inputs: ["configurationSetName", "eventDestinationName"], separator: "|" },
    unique: ["configurationSetName", "eventDestinationName"],
    conflict: "AlreadyExistsException",
    source: `${imports("sesv2/configurationSetEventDestination")}; ${exists("sesv2")}`,
  },
  "aws:sesv2/emailIdentity:EmailIdentity": {
    id: { inputs: ["emailIdentity"] },
    unique: ["emailIdentity"],
    conflict: "AlreadyExistsException",
    arn: "ses:identity",
    source: `${imports("sesv2/emailIdentity")}; ${exists("sesv2")}`,
  },
  "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes": setting(
    "sesv2/emailIdentityMailFromAttributes",
    ["emailIdentity"],
  ),
  // A second create under the same name, with the same tags, answers the first topic's ARN: give it a name. The ARN has
  // no kind in it.
  "aws:sns/topic:Topic": {
    id: "own",
    repeatable: true,
    arn: "sns",
    idIsArn: true,
    source: `${imports("sns/topic")}; docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html`,
  },
  "aws:sns/topicPolicy:TopicPolicy": setting("sns/topicPolicy", ["arn"]),
  // `regional/webacl/<name>/<id>`, or `global/…` for CloudFront, which the tagging API knows in us-east-1 alone.
  "aws:wafv2/webAcl:WebAcl": {
    id: "own",
    importId: { inputs: ["id", "name", "scope"], separator: "/" },
    unique: ["name", "scope"],
    conflict: "WAFDuplicateItemException",
    arn: "wafv2:(global|regional)/webacl",
    arnWithin: ["name"],
    source: `${imports("wafv2/webAcl")}; ${botocore("wafv2", "WAFDuplicateItemException")}`,
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": setting(
    "wafv2/webAclAssociation",
    ["webAclArn", "resourceArn"],
    ",",
  ),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": setting("wafv2/webAclLoggingConfiguration", [
    "resourceArn",
  ]),
};
