import { type Inputs, isEmpty } from "./condition.ts";
import type { Replacements } from "./replacement.ts";

const service = "hashicorp/terraform-provider-aws internal/service";

/** The service in the ARN that logs are delivered to; undefined where the ARN is not known yet. */
function destinationService({ deliveryDestinationConfiguration }: Inputs): string | undefined {
  const { destinationResourceArn } = (deliveryDestinationConfiguration ?? {}) as Inputs;
  return typeof destinationResourceArn === "string" ? destinationResourceArn.split(":")[2] : undefined;
}

/** Settings of buckets, e-mail, images, the firewall and the CDN. CloudFront is global: its types have no `region`. */
export const awsDelivery: Replacements = {
  // Name and type change in place, and so do the policies below.
  "aws:cloudfront/cachePolicy:CachePolicy": {
    source: `${service}/cloudfront/cache_policy.go 01c0800`,
    paths: [],
    autonamed: "name",
  },
  "aws:cloudfront/distribution:Distribution": {
    source: `${service}/cloudfront/distribution.go 023c8e5, stored file 1924363656`,
    paths: ["staging"],
    unread: ["anycastIpListId", "cacheTagConfig", "connectionFunctionAssociation", "viewerMtlsConfig"],
  },
  "aws:cloudfront/function:Function": {
    source: `${service}/cloudfront/function.go 0b77409`,
    paths: ["name"],
    autonamed: "name",
    unread: ["tags"],
  },
  "aws:cloudfront/keyValueStore:KeyValueStore": {
    source: `${service}/cloudfront/key_value_store.go 0392321`,
    paths: ["name"],
    autonamed: "name",
    unread: ["tags"],
  },
  // Another value is put in place.
  "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey": {
    source: `${service}/cloudfrontkeyvaluestore/key.go 002ee54`,
    paths: ["key", "keyValueStoreArn"],
  },
  "aws:cloudfront/originAccessControl:OriginAccessControl": {
    source: `${service}/cloudfront/origin_access_control.go 01c0800`,
    paths: [],
    autonamed: "name",
  },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
    source: `${service}/cloudfront/response_headers_policy.go stored file 4169807159`,
    paths: [],
    autonamed: "name",
  },
  "aws:cloudwatch/logDelivery:LogDelivery": {
    source: `${service}/logs/delivery.go 009ebbb`,
    paths: ["deliveryDestinationArn", "deliverySourceName", "region"],
  },
  // Another bucket or log group is an update; only another kind of destination is not.
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": {
    source: `${service}/logs/delivery_destination.go 1e67cc5`,
    paths: ["name", "outputFormat", "region"],
    sometimes: {
      deliveryDestinationConfiguration: {
        when: "the destination's ARN is another service's, or not known yet",
        holds: (olds, news) => destinationService(olds) !== destinationService(news),
      },
    },
    autonamed: "name",
    unread: ["deliveryDestinationType"],
  },
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": {
    source: `${service}/logs/delivery_source.go 00a3530`,
    paths: ["logType", "name", "region", "resourceArn"],
    autonamed: "name",
  },
  // Deleting the old policy after putting the new one would leave the repository without any.
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    source:
      `${service}/ecr/lifecycle_policy.go 00a3530; deleteBeforeReplace: ` +
      "pulumi/pulumi-aws resource overrides, stored file 62658824068",
    paths: ["policy", "region", "repository"],
    deleteBeforeReplace: true,
  },
  "aws:ecr/repository:Repository": {
    source: `${service}/ecr/repository.go stored file 5465205129`,
    paths: ["name", "region"],
    sometimes: {
      encryptionConfigurations: {
        when: "the program still gives one",
        holds: (_, { encryptionConfigurations }) => !isEmpty(encryptionConfigurations),
      },
    },
    autonamed: "name",
  },
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": {
    source: `${service}/s3/bucket_cors_configuration.go 01c0800`,
    paths: ["bucket", "expectedBucketOwner", "region"],
  },
  "aws:s3/bucketLogging:BucketLogging": {
    source: `${service}/s3/bucket_logging.go 01f4311`,
    paths: ["bucket", "expectedBucketOwner", "region"],
  },
  "aws:sesv2/configurationSet:ConfigurationSet": {
    source: `${service}/sesv2/configuration_set.go stored file 3711437106`,
    paths: ["configurationSetName", "region"],
  },
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": {
    source: `${service}/sesv2/configuration_set_event_destination.go 0105d21`,
    paths: ["configurationSetName", "eventDestinationName", "region"],
    unread: ["eventDestination.eventBridgeDestination"],
  },
  "aws:sesv2/emailIdentity:EmailIdentity": {
    source: `${service}/sesv2/email_identity.go 0214c42`,
    paths: ["emailIdentity", "region"],
  },
  "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes": {
    source: `${service}/sesv2/email_identity_mail_from_attributes.go 0160692`,
    paths: ["emailIdentity", "region"],
  },
  "aws:sns/topic:Topic": {
    source: `${service}/sns/topic.go 00a3530`,
    paths: ["fifoTopic", "name", "namePrefix", "region"],
    autonamed: "name",
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    source: `${service}/sns/topic_policy.go 00a3530`,
    paths: ["arn", "region"],
  },
  "aws:wafv2/webAcl:WebAcl": {
    source: `${service}/wafv2/web_acl.go 0073593`,
    paths: ["name", "namePrefix", "region", "scope"],
    autonamed: "name",
  },
  // The end of the old association takes away whatever is associated: a component that replaces one must delete it first.
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    source: `${service}/wafv2/web_acl_association.go 011a8ee`,
    paths: ["region", "resourceArn", "webAclArn"],
  },
  // The same: its end is that of the web ACL's logging.
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
    source: `${service}/wafv2/web_acl_logging_configuration.go 012f18c`,
    paths: ["logDestinationConfigs", "region", "resourceArn"],
  },
};
